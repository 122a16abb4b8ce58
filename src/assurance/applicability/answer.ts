/** What the map says to a question of yes or no. Silence is `unknown`, never `no`. */
export type Value = 'yes' | 'no' | 'unknown';

export interface Answer {
  readonly value: Value;
  /** What decided, by id: parts, variants (`part/variant`), assets, flows, links. Of an unknown: what is silent or at odds. */
  readonly decidedBy: readonly string[];
}

export const UNKNOWN: Answer = { value: 'unknown', decidedBy: [] };

function joined(answers: readonly Answer[]): readonly string[] {
  return [...new Set(answers.flatMap((answer) => answer.decidedBy))];
}

/** Yes if any says yes; no only if there are some and all say no; else unknown, naming those who left it so. */
export function anyOf(answers: readonly Answer[]): Answer {
  for (const value of ['yes', 'unknown'] as const) {
    const such = answers.filter((answer) => answer.value === value);
    if (such.length > 0) return { value, decidedBy: joined(such) };
  }
  return answers.length === 0 ? UNKNOWN : { value: 'no', decidedBy: joined(answers) };
}

/**
 * What was stated, then what the rest of the map shows. A map that states one thing and shows the other has answered nothing: a wrong `no`
 * would excuse from a duty, so the question is left open and both are named.
 */
export function statedThenShown(stated: Answer, shown: Answer): Answer {
  if (stated.value === 'unknown') return shown.value === 'unknown' ? { value: 'unknown', decidedBy: joined([stated, shown]) } : shown;
  if (stated.value === 'no' && shown.value === 'yes') return { value: 'unknown', decidedBy: joined([stated, shown]) };
  return stated;
}

/** No if any says no; yes only if there are some and all say yes; else unknown, naming those who left it so. */
export function allOf(answers: readonly Answer[]): Answer {
  return negated(anyOf(answers.map(negated)));
}

const OPPOSITE: Readonly<Record<Value, Value>> = { yes: 'no', no: 'yes', unknown: 'unknown' };

/** The answer to the opposite question, decided by the same. */
export function negated({ value, decidedBy }: Answer): Answer {
  return { value: OPPOSITE[value], decidedBy };
}
