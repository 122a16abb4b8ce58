import { figure } from '../core/index.ts';
import type { Coverage } from '../development/advisory/lookup.ts';
import { scopeText } from '../development/advisory/scope.ts';
import type { ComponentExposure, ExposureState, Finding } from '../development/exposure/model.ts';
import type { Ranked } from '../development/exposure/rank.ts';
import { codesOf } from '../development/release/link.ts';
import type { MatchedBom } from './development-sbom-ask.ts';
import type { InTheField } from './development-sbom-fleet.ts';
import { wrap } from './help.ts';
import { counted, wholeTable } from './table.ts';

const SAID: Readonly<Record<ExposureState, string>> = {
  'not-matchable': 'not matchable',
  affected: 'affected',
  perhaps: 'perhaps affected',
  'not-affected': 'not affected',
};

const SHOWN = 20;

export function sbomText(matched: MatchedBom, field: InTheField | undefined, all: boolean): string {
  const { exposure, file } = matched;
  const { counts, components, coverage } = exposure;
  const width = Math.max(...Object.values(counts).map((count) => figure(count).length));
  const weak = components.filter(({ state, weak: only }) => state === 'not-affected' && only).length;
  const partial = components.filter(({ state, unmatched: [first] }) => state === 'not-matchable' && first?.code === 'scope-not-whole').length;
  const line = (state: ExposureState, more = '') => `  ${figure(counts[state]).padStart(width)}  ${SAID[state]}${more}`;
  return [
    `${file}: ${counted(components.length, 'component')}, ${counted(coverage.advisories, 'advisory', 'advisories')}`,
    '',
    line('not-matchable', partial === 0 ? '' : `, ${figure(partial)} of them because nothing says that the advisories are all there are`),
    line('affected'),
    line('perhaps'),
    line('not-affected', weak === 0 ? '' : `, ${figure(weak)} of them by a bare name alone`),
    ...unmatched(components, all),
    ...open(matched, all),
    ...added(matched, all),
    ...closed(components, all),
    ...fieldLines(field),
    '',
    ...wrap(verdict(matched), 100),
    ...notes(matched).flatMap((note) => wrap(note, 100)),
  ].join('\n');
}

function cut<T>(rows: readonly T[], all: boolean): { readonly shown: readonly T[]; readonly more: readonly string[] } {
  const shown = all ? rows : rows.slice(0, SHOWN);
  return { shown, more: shown.length === rows.length ? [] : [`… and ${figure(rows.length - shown.length)} more; --all lists them.`] };
}

function nameOf({ name, version }: ComponentExposure): string {
  return version === undefined ? name : `${name} ${version}`;
}

function unmatched(components: readonly ComponentExposure[], all: boolean): readonly string[] {
  const rows = components.filter(({ state }) => state === 'not-matchable');
  if (rows.length === 0) return [];
  const { shown, more } = cut(rows, all);
  const lines = shown.map((component) => [nameOf(component), component.unmatched[0]?.why ?? '']);
  return ['', 'Not matchable: whether these have vulnerabilities is not known.', '', wholeTable(['component', 'why'], lines, 160), ...more];
}

function open({ ranked, on }: MatchedBom, all: boolean): readonly string[] {
  if (ranked.length === 0) return [];
  const { shown, more } = cut(ranked, all);
  const adds = ({ onMap }: Ranked) => {
    if (onMap === undefined) return [];
    if (onMap.steps.length === 0) return ['nothing: the map has no way to use it'];
    if (onMap.added.length === 0) return ['nothing'];
    const opened = onMap.added.filter(({ before, after }) => before !== after).length;
    return [`${opened === 0 ? '' : `opens ${opened}, `}${counted(onMap.added.length, 'asset')}, ${onMap.saves} days less`];
  };
  const rows = shown.map((one) => {
    const { component, finding } = one;
    return [
      finding.vulnerability,
      nameOf(component),
      SAID[finding.state],
      finding.exploited === undefined ? '-' : finding.exploited.added,
      finding.likely === undefined ? '-' : `${(finding.likely.score * 100).toFixed(2)} %`,
      finding.cvss === undefined ? '-' : finding.cvss.score.toFixed(1),
      finding.fixed ?? '-',
      ...adds(one),
    ];
  });
  const head = ['vulnerability', 'component', 'state', 'exploited', 'chance', 'score', 'mended in', ...(on === undefined ? [] : [`adds at ${on.part}`])];
  return ['', 'Open, the first to mend first:', '', wholeTable(head, rows, 200), ...more, ...disagreeing(ranked)];
}

function disagreeing(ranked: readonly Ranked[]): readonly string[] {
  const apart = ranked.filter(({ finding }) => finding.disagree).slice(0, 5);
  return apart.flatMap(({ component, finding }) => wrap(`Sources disagree about ${finding.vulnerability} in ${nameOf(component)}: ${voices(finding)}.`, 100));
}

function voices({ said }: Finding): string {
  return said
    .slice(0, 4)
    .map(({ source, state, why }) => `${source} says ${state.replace('-', ' ')} (${why})`)
    .join('; ');
}

function added({ ranked, on }: MatchedBom, all: boolean): readonly string[] {
  const first = ranked.find(({ onMap }) => (onMap?.added.length ?? 0) > 0);
  if (on === undefined || first?.onMap === undefined) return [];
  const { onMap } = first;
  const days = (value: number | undefined) => (value === undefined ? 'no way' : `${value}`);
  const { shown, more } = cut(
    onMap.added.toSorted((a, b) => b.weight - a.weight),
    all,
  );
  const rows = shown.map(({ goal, before, after, daysBefore, daysAfter }) => [
    goal,
    days(daysBefore),
    days(daysAfter),
    before === after ? before : `${before}, then ${after}`,
  ]);
  return [
    '',
    `What ${first.finding.vulnerability} adds at ${on.part}, in person-days of the cheapest attack:`,
    '',
    wholeTable(['critical asset', 'without', 'with', 'reachable'], rows, 120),
    ...more,
  ];
}

function closed(components: readonly ComponentExposure[], all: boolean): readonly string[] {
  const rows = components.flatMap((component) =>
    component.findings.flatMap((finding) =>
      finding.closings.map((closing) => [
        finding.vulnerability,
        nameOf(component),
        `${closing.author || 'nobody named'}, ${closing.standing}`,
        closing.not ?? `closed: ${closing.reason}`,
        closing.until ?? 'no end stated',
      ]),
    ),
  );
  const own = components.flatMap((component) =>
    component.findings.filter(({ state, closings }) => state === 'not-affected' && closings.length === 0).map((finding) => ({ component, finding })),
  );
  const { shown, more } = cut(rows, all);
  return [
    ...(rows.length === 0
      ? []
      : ['', 'Statements about these:', '', wholeTable(['vulnerability', 'component', 'said by', 'what it does', 'until'], shown, 200), ...more]),
    ...(own.length === 0
      ? []
      : [
          '',
          ...wrap(
            `${counted(own.length, 'match is', 'matches are')} closed by the word of a distribution on its own package, against another source: ${own
              .slice(0, 5)
              .map(({ component, finding }) => `${finding.vulnerability} in ${nameOf(component)}`)
              .join(', ')}.`,
            100,
          ),
        ]),
  ];
}

function fieldLines(field: InTheField | undefined): readonly string[] {
  if (field === undefined) return [];
  const { product, firmware, devices, running, named, not } = field;
  if (not !== undefined) return ['', ...wrap(`In the field: not known, because ${not}.`, 100)];
  const who = named.length === 0 ? '' : `: ${named.join(', ')}${running > named.length ? ', …' : ''}`;
  return [
    '',
    ...wrap(
      `In the field: ${figure(running)} of ${counted(devices, 'device')} of ${product} ${running === 1 ? 'is' : 'are'} known to run ${firmware}${who}.`,
      100,
    ),
  ];
}

function verdict({ exposure: { counts, components, coverage }, bom }: MatchedBom): string {
  if (components.length === 0) return 'The bill of materials lists no component, so nothing is known.';
  if (counts.affected > 0) return 'Components are affected.';
  if (counts['not-matchable'] + counts.perhaps > 0) return 'Whether components are affected is not wholly known.';
  if (coverage.unread + bom.skipped.length > 0)
    return 'Every component was matched, and none is affected by what was read; what was not read may say otherwise.';
  return 'Every component was matched, and none is affected.';
}

function notes({ exposure: { coverage, components }, bom, received, indexed }: MatchedBom): readonly string[] {
  return [
    ...conflicts(components),
    `Advisories: ${coverageText(coverage)}.`,
    coverage.whole.length === 0
      ? 'Nothing says of any of them that they are all there are; --covers does.'
      : `All there are of ${coverage.whole.map((scope) => `${scopeText(scope)} (by ${scope.by})`).join(', ')}.`,
    ...(indexed === 'made' ? ['The index of the advisories was made anew.'] : []),
    ...(indexed === 'once'
      ? [
          'The index of the advisories was made for this once: in the folder where it would be kept others may write, or you may not. --index names a place that is yours.',
        ]
      : []),
    ...(coverage.unread === 0
      ? []
      : [
          `${counted(coverage.unread, 'record or file', 'records or files')} of advisories could not be wholly read; the first: ${coverage.told
            .slice(0, 3)
            .map(({ file, why }) => `${file} (${why})`)
            .join('; ')}.`,
        ]),
    ...(bom.skipped.length === 0
      ? []
      : [
          `${counted(bom.skipped.length, 'place')} of the bill of materials ${bom.skipped.length === 1 ? 'was' : 'were'} not read; the first: ${bom.skipped
            .slice(0, 3)
            .map(({ place, what }) => `${place.field} (${what})`)
            .join('; ')}.`,
        ]),
    ...(bom.faults.length === 0
      ? []
      : [`The bill of materials breaks ${counted(bom.faults.length, 'rule')} of its format; the first: ${bom.faults[0]?.message ?? ''}.`]),
    ...received.flatMap(({ file, document }) =>
      document.problems.length === 0 ? [] : [`${file}: ${counted(document.problems.length, 'problem')}; the first: ${document.problems[0]}.`],
    ),
    ...received.flatMap(({ file, document, standing }) =>
      standing.trusted
        ? []
        : [
            `${file}: said by ${document.author || 'nobody who is named'}, ${standing.words}: without effect. --trust names the key that signed it, or the file itself once you know where it comes from.`,
          ],
    ),
  ];
}

function conflicts(components: readonly ComponentExposure[]): readonly string[] {
  const apart = components.flatMap(({ name, conflict }) => (conflict === undefined ? [] : [{ name, conflict }]));
  if (apart.length === 0) return [];
  const first = apart
    .slice(0, 3)
    .map(({ name, conflict }) => `${name} (${conflict.map(({ field, version }) => `${field} ${version}`).join(', ')})`)
    .join('; ');
  return [`Of ${counted(apart.length, 'component')} the bill of materials says several versions; each was asked, and the worst counts. The first: ${first}.`];
}

/** How many there are of each ecosystem: what is not among these is covered by none. */
export function coverageText({ ecosystems, products, exploited, likely, withdrawn }: Coverage): string {
  const each = [...ecosystems]
    .filter(([name]) => name !== 'GIT-NAME')
    .map(
      ([name, releases]) =>
        `${name}${
          releases.size === 1 && releases.has('')
            ? ''
            : ` (${[...releases.keys()]
                .map((release) => release || 'any')
                .slice(0, 8)
                .join(', ')})`
        } ${figure([...releases.values()].reduce((sum, n) => sum + n, 0))}`,
    );
  return [
    ...each.slice(0, 20),
    `products by CPE ${figure(products)}`,
    `withdrawn ${figure(withdrawn)}`,
    `known to be exploited ${figure(exploited)}`,
    `with a chance ${figure(likely)}`,
  ].join(', ');
}

export function sbomJson(matched: MatchedBom, field: InTheField | undefined) {
  const { file, exposure, ranked, bom, received, on, inputs } = matched;
  const { coverage } = exposure;
  return {
    file,
    format: bom.format,
    counts: exposure.counts,
    coverage: { ...coverage, ecosystems: Object.fromEntries([...coverage.ecosystems].map(([name, releases]) => [name, Object.fromEntries(releases)])) },
    notMatchableBy: codesOf(exposure.components.flatMap(({ state, unmatched: [first] }) => (state === 'not-matchable' && first !== undefined ? [first] : []))),
    notMatchable: exposure.components.filter(({ state }) => state === 'not-matchable').map(({ ref }) => ref),
    // In the order in which to mend; what was found of each stands at its component.
    open: ranked.map(({ component: { ref }, finding: { vulnerability, state }, onMap }) => ({
      component: ref,
      vulnerability,
      state,
      ...(onMap === undefined ? {} : { onMap }),
    })),
    components: exposure.components,
    skipped: bom.skipped,
    statements: received.map(({ file: name, digest, standing, document: { author, format, problems } }) => ({
      file: name,
      digest,
      author,
      format,
      trusted: standing.trusted,
      standing: standing.words,
      problems,
    })),
    ...(on === undefined ? {} : { part: on.part, actors: on.actors, head: on.attacked.head }),
    ...(field === undefined ? {} : { field }),
    inputs,
  };
}
