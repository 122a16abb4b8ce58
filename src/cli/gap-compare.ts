import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { compare as comparison } from '../assurance/compare/compare.ts';
import { comparisonMarkdown } from '../assurance/compare/markdown.ts';
import type { Comparison, ControlChange, GoalChange, RequirementChange } from '../assurance/compare/model.ts';
import { otherEditions, standardsOfSides } from '../assurance/compare/standards.ts';
import { answerOf, causeWords, countWords, DIRECTIONS, stepOf, titleOf } from '../assurance/compare/words.ts';
import { standardsAt } from '../assurance/edge/shelf.ts';
import { type Folded, foldLedgerAt } from '../assurance/folded.ts';
import { Instant, Refused } from '../core/index.ts';
import type { Ledger } from '../ledger/edge/open.ts';
import type { Seq } from '../ledger/model.ts';
import type { Cut } from '../ledger/prefix.ts';
import { keptText } from '../map/edge/kept.ts';
import type { Arguments, Command, Io } from './command.ts';
import { DELIVER, deliver } from './deliver.ts';
import { cliFaults } from './faults.ts';
import { owesRemedy, standardsWanted } from './gap.ts';
import { wrap } from './help.ts';
import { choice, WORKSPACE, wholeNumber } from './parse.ts';
import { instantNamed, readKeptMap } from './past.ts';
import { counted } from './table.ts';
import { dataFolder, momentOf, type NamedMap, readServiceMap, refuseOtherService, withLedger } from './workspace.ts';

const MOST_SHOWN = 12;

/** A side as the command names it: the moment that is judged, and the entries that are known. */
interface Asked {
  readonly at: (ledger: Ledger) => Instant;
  readonly cut: Cut;
}

const ALL: Cut = { recordedBy: Instant.of(Number.MAX_SAFE_INTEGER) };

/** `@SIZE`, a day or a moment. Throws `Refused` (ASSAY-TIME-001, ASSAY-CLI-005). */
function asked(args: Arguments, io: Io, text: string, head: string): Asked {
  const size = args.text(head) === undefined ? undefined : wholeNumber(args, head, { least: 0, most: Number.MAX_SAFE_INTEGER, otherwise: 0 });
  if (!text.startsWith('@')) {
    const at = instantNamed(text);
    return { at: () => at, cut: size !== undefined ? { size } : args.flag('hindsight') ? ALL : { recordedBy: at } };
  }
  if (!/^@\d{1,15}$/.test(text) || size !== undefined) {
    throw new Refused(
      cliFaults.fault('005', {
        message: `"${text}" is no size of a ledger`,
        expected: `@ and a number of entries, without --${head}`,
        found: text,
        remedy: 'Write it as @120: the ledger of its first 120 entries.',
      }),
    );
  }
  const of = Number(text.slice(1));
  // The moment of a size is that of its last entry, unless another is asked about: then the two sides differ in what was known, and in nothing else.
  // The empty ledger has no entry, so its moment is that of the first one, before which nothing was known.
  const at = (ledger: Ledger) =>
    args.text('at') === undefined ? (ledger.read(Math.max(0, of - 1) as Seq, 1)[0]?.recordedAt ?? momentOf(args, io)) : momentOf(args, io);
  return { at, cut: { size: of } };
}

const compare: Command = {
  noun: 'gap',
  verb: 'compare',
  usage: '[FILE] --from T [--to T]',
  most: 1,
  about:
    'Compares two positions: what improved, regressed or moved, and the evidence that moved it. Each side knows only what had been recorded by its moment. Exits 1 where something got worse.',
  options: [
    { name: 'from', kind: 'text', value: 'T', about: 'the earlier side: a moment, a day, or @SIZE for the ledger when it had so many entries' },
    { name: 'to', kind: 'text', value: 'T', about: 'the later side, likewise (default: now, with the map as it is now)' },
    { name: 'from-head', kind: 'text', value: 'SIZE', about: 'let the earlier side know the first SIZE entries, whenever they were recorded' },
    { name: 'to-head', kind: 'text', value: 'SIZE', about: 'likewise for the later side' },
    { name: 'hindsight', kind: 'flag', about: 'let both sides know every entry on the ledger, also those recorded after their moment' },
    { name: 'standard', kind: 'texts', value: 'ID', about: 'standards to compare, or all (default: those the map says are owed)' },
    { name: 'format', kind: 'text', value: 'FORMAT', about: 'text, md or json (default: text)' },
    ...DELIVER,
    { name: 'no-gate', kind: 'flag', about: 'exit 0 whatever got worse' },
    ...WORKSPACE,
  ],
  examples: [
    'assay gap compare --from 2026-10-01',
    'assay gap compare --from @120 --to @158 --format md',
    'assay gap compare --from 2026-10-01 --to 2026-11-01 --hindsight',
  ],
  run(args, io) {
    const format = choice(args, 'format', ['text', 'md', 'json'], 'text');
    const from = args.text('from');
    if (from === undefined) {
      throw new Refused(
        cliFaults.fault('003', {
          message: '"gap compare" needs the side to compare with',
          expected: 'assay gap compare --from T',
          found: 'nothing',
          remedy: 'Name a moment, a day or a size: --from 2026-10-01',
        }),
      );
    }
    const to = args.text('to');
    const sides = [asked(args, io, from, 'from-head'), to === undefined ? now(args, io) : asked(args, io, to, 'to-head')] as const;
    const dataDir = dataFolder(args, io);
    return withLedger(
      args,
      io,
      async (ledger) => {
        const [before, after] = foldLedgerAt(
          ledger,
          sides.map((side) => side.cut),
        ) as [Folded, Folded];
        const notes: string[] = [
          args.flag('hindsight')
            ? 'Each side knows every entry that is on the ledger today.'
            : sides.some((side) => 'size' in side.cut)
              ? 'Each side knows the entries of its size, and no others.'
              : 'Each side knows only what had been recorded on the ledger by then.',
        ];
        const later = to === undefined ? (presentMap(args, io) ?? kept(dataDir, after, args, io)) : kept(dataDir, after, args, io);
        const stood = before.maps.at(-1);
        if (stood === undefined) notes.push('No map had been used on the earlier side, so it is judged on the map of the later one.');
        const earlier = stood === undefined ? later : readKeptMap(dataDir, stood, before.head.size);
        for (const [folded, map] of [
          [before, earlier],
          [after, later],
        ] as const)
          refuseOtherService(folded, map, dataDir);
        // Each side against the standards that stood at its own head: what an import left out must not be left out of the earlier side too.
        const moments = sides.map((side) => side.at(ledger)) as [Instant, Instant];
        if (moments[0] > moments[1] || before.head.size > after.head.size) throw backwards(moments, [before.head.size, after.head.size]);
        if (before.evidence.length + after.evidence.length === 0) notes.push('No evidence had been recorded on either side: nothing is compared with nothing.');
        const shelves = [standardsAt(dataDir, before.imports, moments[0]), standardsAt(dataDir, after.imports, moments[1])] as const;
        const wanted = [standardsWanted(args, earlier), standardsWanted(args, later)] as const;
        const standards = standardsOfSides(shelves, wanted, args.text('edition'), owesRemedy(args));
        notes.push(...otherEditions(standards));
        const input = (folded: Folded, map: NamedMap['map'], side: 0 | 1) => ({
          map,
          mapDigest: keptText(map).digest,
          evidence: folded.evidence,
          exclusions: folded.exclusions,
          standards: standards[side],
          at: moments[side],
          size: folded.head.size,
        });
        const found = comparison(input(before, earlier, 0), input(after, later, 1));
        const json = {
          ...found,
          from: { ...found.from, root: before.head.root },
          to: { ...found.to, root: after.head.root },
          origin: ledger.origin,
          notes,
        };
        const text = format === 'text' ? comparisonText(found, notes) : format === 'md' ? comparisonMarkdown(found, notes) : JSON.stringify(json, null, 2);
        return { json, ...deliver(args, text, 'The comparison'), code: found.held || args.flag('no-gate') ? 0 : 1 };
      },
      'read',
    );
  },
};

function now(args: Arguments, io: Io): Asked {
  const at = momentOf(args, io);
  const size = args.text('to-head') === undefined ? undefined : wholeNumber(args, 'to-head', { least: 0, most: Number.MAX_SAFE_INTEGER, otherwise: 0 });
  return { at: () => at, cut: size === undefined ? ALL : { size } };
}

/** The map as it is now, where there is one: what `gap report` would judge. */
function presentMap(args: Arguments, io: Io): NamedMap['map'] | undefined {
  const named = args.positionals[0] ?? args.text('service');
  return named === undefined && !existsSync(resolve(io.cwd, 'service.yaml')) ? undefined : readServiceMap(args, io, args.positionals[0]).map;
}

function kept(dataDir: string, { maps, head }: Folded, args: Arguments, io: Io): NamedMap['map'] {
  const digest = maps.at(-1);
  const present = digest === undefined ? presentMap(args, io) : undefined;
  return present ?? readKeptMap(dataDir, digest, head.size);
}

function comparisonText(found: Comparison, notes: readonly string[]): string {
  const { from, to, counts, requirements, goals, controls } = found;
  const side = (one: Comparison['from']) => `${one.at} (${counted(one.size, 'entry', 'entries')})`;
  const all: readonly (readonly [string, readonly (ControlChange | RequirementChange | GoalChange)[]])[] = [
    ['requirements', requirements],
    ['goals of an attack', goals],
    ['controls', controls],
  ];
  const lists = DIRECTIONS.flatMap((direction) =>
    all.flatMap(([kind, changes]) => {
      const own = changes.filter((change) => change.direction === direction);
      if (own.length === 0) return [];
      const left = own.length - MOST_SHOWN;
      return [
        '',
        `${direction.charAt(0).toUpperCase()}${direction.slice(1)}, ${kind}:`,
        ...own
          .slice(0, MOST_SHOWN)
          .flatMap((change) => [
            ...hanging(`${titleOf(change)}: ${stepOf(change)}.`, 2, 4),
            ...change.because.slice(0, 3).flatMap((cause) => hanging(causeWords(cause), 6, 6)),
            ...(change.because.length > 3 ? [`      and ${counted(change.because.length - 3, 'cause')} more`] : []),
          ]),
        ...(left > 0 ? [`  and ${left} more; --json lists them all.`] : []),
      ];
    }),
  );
  return [
    ...wrap(answerOf(found), 100),
    '',
    `Requirements: ${countWords(counts.requirements)}.`,
    `Goals:        ${countWords(counts.goals)}.`,
    `Controls:     ${countWords(counts.controls)}, each at each element.`,
    ...lists,
    '',
    ...wrap(`From ${side(from)} to ${side(to)}. ${notes.join(' ')}`, 100),
  ].join('\n');
}

function hanging(text: string, first: number, rest: number): readonly string[] {
  return wrap(text, 100 - Math.max(first, rest)).map((line, i) => `${' '.repeat(i === 0 ? first : rest)}${line}`);
}

export const GAP_COMPARE: readonly Command[] = [compare];

/** A gate that looks the wrong way passes whatever happened. */
function backwards([from, to]: readonly [Instant, Instant], [before, after]: readonly [number, number]): Refused {
  return new Refused(
    cliFaults.fault('005', {
      message: 'the comparison runs backwards',
      expected: 'an earlier --from and a later --to',
      found: `from ${Instant.format(from)} with ${before} entries to ${Instant.format(to)} with ${after}`,
      remedy: 'Exchange --from and --to, or leave --to out to compare with now.',
    }),
  );
}
