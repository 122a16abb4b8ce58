import { type Draft, describe, inSpace } from '../draft.ts';
import { cut, type Fields, fieldsOf, listOf, textOf } from '../foreign.ts';

interface Source {
  readonly mitigations: readonly Fields[];
  readonly threats: readonly Fields[];
  /** Components and data flows, with our id: what threats and mitigations are recorded on. */
  readonly holders: readonly (readonly [id: string, element: Fields])[];
}

interface Found {
  readonly on: Set<string>;
  readonly states: Set<string>;
  readonly answers: Set<string>;
}

/** Threats and mitigations of the catalogue as notes, on the elements that name them. The instances with their states stay in the elements' origin. */
export function notes(draft: Draft, source: Source): void {
  const threats = new Map<string, Found>();
  const mitigations = new Map<string, Found>();
  const ids = new Map<string, string>();
  for (const mitigation of source.mitigations)
    ids.set(textOf(mitigation['id']), draft.id('note', inSpace('mitigation', textOf(mitigation['id'])), textOf(mitigation['name'])));
  for (const [on, element] of source.holders) {
    for (const instance of listOf(element['threats']).map(fieldsOf)) {
      if (Object.keys(instance).length === 0) continue;
      draft.count('threat on an element');
      const threat = entry(threats, textOf(instance['threat']));
      threat.on.add(on);
      threat.states.add(textOf(instance['state']));
      for (const answer of listOf(instance['mitigations']).map(fieldsOf)) {
        if (Object.keys(answer).length === 0) continue;
        draft.count('mitigation on an element');
        const name = textOf(answer['mitigation']);
        const known = ids.get(name);
        if (known !== undefined) threat.answers.add(known);
        else draft.refer('note', inSpace('mitigation', name), on, 'a mitigation');
        const mitigation = entry(mitigations, name);
        mitigation.on.add(on);
        mitigation.states.add(textOf(answer['state']));
      }
    }
  }
  for (const threat of source.threats) {
    draft.count('threat');
    const foreign = textOf(threat['id']);
    const risk = fieldsOf(threat['risk']);
    const found = threats.get(foreign);
    note(draft, 'threat', draft.id('note', inSpace('threat', foreign), textOf(threat['name'])), threat, found, {
      ...(typeof risk['impact'] === 'number' ? { severity: cut(`impact ${risk['impact']}, likelihood ${textOf(risk['likelihood']) || 'unknown'}`, 60) } : {}),
      ...(found === undefined || found.answers.size === 0 ? {} : { answeredBy: [...found.answers] }),
    });
  }
  for (const mitigation of source.mitigations) {
    draft.count('mitigation');
    const foreign = textOf(mitigation['id']);
    note(draft, 'mitigation', ids.get(foreign) ?? draft.id('note', foreign), mitigation, mitigations.get(foreign), {});
  }
  for (const [foreign, found] of threats) draft.refer('note', inSpace('threat', foreign), [...found.on][0], 'a threat');
  draft.how(
    'threat, mitigation',
    'note (threat, mitigation)',
    'on the components and data flows that name them; states that differ are listed; "implemented" is what somebody wrote, never evidence',
  );
}

function entry(of: Map<string, Found>, key: string): Found {
  const known = of.get(key);
  if (known !== undefined) return known;
  const made: Found = { on: new Set(), states: new Set(), answers: new Set() };
  of.set(key, made);
  return made;
}

function note(
  draft: Draft,
  kind: 'threat' | 'mitigation',
  id: string,
  element: Fields,
  found: Found | undefined,
  rest: { severity?: string; answeredBy?: string[] },
): void {
  const states = [...(found?.states ?? [])].filter((state) => state !== '');
  draft.note({
    id,
    kind,
    title: cut(textOf(element['name']) || textOf(element['id']), 1000),
    ...describe(textOf(element['description'])),
    ...(found === undefined ? {} : { on: [...found.on] }),
    ...(states.length === 0 ? {} : { status: cut(states.toSorted().join(', '), 60) }),
    ...rest,
    origin: draft.origin(textOf(element['id']), element),
  });
}
