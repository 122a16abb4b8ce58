import type { SourceLevel } from '../development/provenance/source-level.ts';
import { type Summary, TWO_PARTY, tokensOf } from '../development/provenance/summary.ts';
import type { SummaryCheck } from '../development/provenance/summary-check.ts';
import { wrap } from './help.ts';

const STATES = { proven: 'proven ', broken: 'broken ', unknown: 'unknown' } as const;

function line(state: keyof typeof STATES, name: string, width: number, text: string): readonly string[] {
  const head = `  ${STATES[state]}  ${name.padEnd(width)}  `;
  const [first = '', ...rest] = wrap(text, 100);
  return [`${head}${first}`, ...rest.map((one) => `${' '.repeat(head.length)}${one}`)];
}

export function sourceText({
  release,
  commit,
  source,
  wanted,
}: {
  readonly release: string;
  readonly commit: string;
  readonly source: SourceLevel;
  readonly wanted: number;
}): string {
  const { level, twoParty, requirements } = source;
  return [
    `The source of ${release} (${commit.slice(0, 12)}), by SLSA 1.2`,
    '',
    ...requirements.flatMap(({ level: of, name, state, what, remedy }) => line(state, `L${of} ${name}`, 20, `${what}${remedy === '' ? '' : ` ${remedy}`}`)),
    '',
    level >= wanted
      ? `Source level ${level} is shown: ${tokensOf(source).join(', ')}.`
      : `Source level ${level} is shown, and ${wanted} was asked for: the summary says FAILED.`,
    ...(twoParty && level < 4 ? [`Each change was reviewed by a second person (${TWO_PARTY}), which counts as level 4 once the levels below are shown.`] : []),
  ].join('\n');
}

export function summaryText(file: string, { verifier, policy, levels }: Summary, checks: readonly SummaryCheck[]): string {
  const good = checks.every(({ state }) => state === 'proven');
  return [
    `${file}: a summary of ${verifier}, by the policy ${policy}`,
    '',
    ...checks.flatMap(({ name, state, what }) => line(state, name, 9, what)),
    '',
    good ? `It may be relied on: ${levels.join(', ')}.` : 'It may not be relied on.',
  ].join('\n');
}
