import { CONTROLS } from '../assurance/controls/index.ts';
import { type Composed, type Crossing, crossing, HUB, hubCrossing } from '../assurance/crosswalk/compose.ts';
import { mappingCollection } from '../assurance/report/oscal/index.ts';
import { LIBRARY_VERSION } from '../attack/library/index.ts';
import { csv, Instant } from '../core/index.ts';
import type { Command } from './command.ts';
import { DELIVER, deliver } from './deliver.ts';
import { wrap } from './help.ts';
import { choice, needed, WORKSPACE } from './parse.ts';
import { standardNamed } from './standards-named.ts';
import { counted } from './table.ts';

const PLAIN: Readonly<Record<Composed, string>> = {
  'equal-to': 'is equal to',
  'equivalent-to': 'is equivalent to',
  'subset-of': 'is a subset of',
  'superset-of': 'is a superset of',
  'intersects-with': 'intersects with',
  undetermined: 'may or may not meet',
};

/** A crossing written down, and what the format has no place for. */
interface Written {
  readonly text: string;
  readonly lost: readonly string[];
}

/** Each way to write a crossing down. A further format is one more line here. */
const FORMATS: Readonly<Record<'text' | 'json' | 'csv' | 'oscal', (crossed: Crossing, at: string) => Written>> = {
  text: (crossed) => ({ text: crossingText(crossed), lost: [] }),
  json: (crossed) => ({ text: JSON.stringify(crossed, null, 2), lost: [] }),
  csv: (crossed) => ({ text: crossingCsv(crossed), lost: [] }),
  oscal: crossingOscal,
};

export const crosswalk: Command = {
  noun: 'standards',
  verb: 'crosswalk',
  usage: 'A B',
  most: 2,
  about:
    'Sets two standards side by side through the controls that answer in both: each pair with the relation that follows, never stronger than the weakest behind it, and what is left unmapped on either side. A may be `assay`: the controls themselves, as they were judged.',
  options: [
    { name: 'format', kind: 'text', value: 'FORMAT', about: `${Object.keys(FORMATS).join(', ')} (default: text)` },
    ...DELIVER,
    ...WORKSPACE.filter((option) => option.name === 'data'),
  ],
  examples: [
    'assay standards crosswalk en-303-645 cra',
    'assay standards crosswalk assay cra --format oscal',
    'assay standards crosswalk ssdf nist-csf --format csv --out ssdf-csf.csv',
  ],
  async run(args, io) {
    const format = choice(args, 'format', Object.keys(FORMATS) as (keyof typeof FORMATS)[], 'text');
    const [a, b] = [needed(args, 0, 'a standard', crosswalk), needed(args, 1, 'a second standard', crosswalk)];
    const second = await standardNamed(b, args, io);
    const crossed = a === HUB ? hubCrossing(CONTROLS, second, LIBRARY_VERSION) : crossing(await standardNamed(a, args, io), second);
    const { text, lost } = FORMATS[format](crossed, Instant.format(Instant.of(Math.floor(io.now() / 1000) * 1000)));
    const delivered = deliver(args, text, 'The crosswalk');
    return { json: crossed, ...delivered, notes: [...(delivered.notes ?? []), ...lost.map((one) => `Not carried: ${one}`)], code: 0 };
  },
};

function crossingText(crossed: Crossing): string {
  const { from, to, pairs, unmapped } = crossed;
  const count = (relation: Composed) => pairs.filter((pair) => pair.relation === relation).length;
  const counts = (Object.keys(PLAIN) as Composed[])
    .filter((relation) => count(relation) > 0)
    .map((relation) => `${count(relation)} ${relation}`)
    .join(', ');
  const body = pairs.flatMap((pair) => [
    '',
    `${pair.from} ${PLAIN[pair.relation]} ${pair.to}`,
    ...pair.via.flatMap((via) =>
      wrap(`${via.control} ${PLAIN[via.from.relation]} ${pair.from}: ${via.from.reason} It ${PLAIN[via.to.relation]} ${pair.to}: ${via.to.reason}`, 96).map(
        (line) => `    ${line}`,
      ),
    ),
  ]);
  const left = (id: string, ids: readonly string[]) =>
    wrap(`Of ${id}, without a control that answers in both: ${ids.length === 0 ? 'none' : ids.join(', ')}.`, 100);
  return [
    ...wrap(
      `${from.title}, ${from.edition} (${counted(from.requirements, 'requirement')}), and ${to.title}, ${to.edition} (${counted(to.requirements, 'requirement')}).`,
      100,
    ),
    ...wrap(
      `${counted(pairs.length, 'pair')}${counts === '' ? '' : `: ${counts}`}. Each relation is read from left to right and follows from those of the control. Undetermined: both touch one control, which does not show that they touch each other.`,
      100,
    ),
    ...body,
    '',
    ...left(from.id, unmapped.from),
    ...left(to.id, unmapped.to),
  ].join('\n');
}

function crossingCsv({ from, to, pairs, unmapped }: Crossing): string {
  const one = (side: string, ids: readonly string[]) =>
    ids.map((id) => (side === 'from' ? [id, 'no-relationship', '', '', '', '', '', ''] : ['', 'no-relationship', id, '', '', '', '', '']));
  return csv([
    [from.id, 'relation', to.id, 'control', `control to ${from.id}`, `why it answers ${from.id}`, `control to ${to.id}`, `why it answers ${to.id}`],
    ...pairs.flatMap((pair) =>
      pair.via.map((via) => [pair.from, pair.relation, pair.to, via.control, via.from.relation, via.from.reason, via.to.relation, via.to.reason]),
    ),
    ...one('from', unmapped.from),
    ...one('to', unmapped.to),
  ]);
}

// What OSCAL calls a map says that two things meet; pairs of which the hub does not tell are left out, and counted.
function crossingOscal({ from, to, pairs, unmapped }: Crossing, at: string): Written {
  const told = pairs.filter((pair) => pair.relation !== 'undetermined');
  const why = (pair: Crossing['pairs'][number]) =>
    pair.via.map((via) => (from.id === HUB ? via.to.reason : `${via.control}: ${via.from.reason} ${via.to.reason}`)).join('\n\n');
  const left = (ids: readonly string[], side: 'from' | 'to') => [
    ...ids,
    ...new Set(pairs.map((pair) => pair[side]).filter((id) => !told.some((pair) => pair[side] === id))),
  ];
  const { document, lost } = mappingCollection(
    { ...from, unmapped: left(unmapped.from, 'from') },
    { ...to, unmapped: left(unmapped.to, 'to') },
    told.map((pair) => ({ source: pair.from, target: pair.to, relation: pair.relation, reason: why(pair) })),
    from.id === HUB ? 'judged' : 'composed',
    at,
  );
  const undetermined = pairs.length - told.length;
  return {
    text: JSON.stringify(document, null, 2),
    lost: [...lost, ...(undetermined === 0 ? [] : [`${counted(undetermined, 'pair')} that share a control of which the hub does not tell whether they meet.`])],
  };
}
