import type { JudgedCriterion, JudgedRelease, Lifecycle } from '../development/lifecycle/model.ts';
import type { VersionSupport } from '../development/lifecycle/support.ts';
import { wrap } from './help.ts';
import { counted, wholeTable } from './table.ts';

const WIDTH = 100;

/** With `owed`, also what the release asked about still owes before it may go out. */
export function checkText(lifecycle: Lifecycle, releases: readonly JudgedRelease[], owed: readonly JudgedCriterion[] = []): string {
  const rows = releases.map(({ release, phase, owner, stopped, criteria, analysis }) => [
    release.name,
    phase,
    owner,
    `${criteria.filter(({ state }) => state === 'met').length} of ${criteria.length}`,
    criteria.filter(({ state }) => state === 'excepted').length,
    analysis.state,
    stopped.length === 0 ? '-' : counted(stopped.length, 'criterion', 'criteria'),
  ]);
  const ahead = owed.filter(({ id }) => !releases.some(({ stopped }) => stopped.some((one) => one.id === id)));
  return [
    `${lifecycle.name} (${lifecycle.product})`,
    rows.length === 0 ? 'The lifecycle has no release.' : wholeTable(['release', 'phase', 'owner', 'met', 'excepted', 'analysis', 'stopped by'], rows),
    ...releases.flatMap(({ release, stopped, analysis }) => [
      ...(stopped.length === 0 ? [] : ['', `${release.name} is stopped:`, ...stopped.flatMap(problem)]),
      ...(analysis.state === 'changed' && analysis.differences.length > 0
        ? [
            '',
            `Since the analysis of ${release.name}:`,
            ...analysis.differences.slice(0, 10).flatMap((line) => indented(line, 2)),
            ...more(analysis.differences.length - 10),
          ]
        : []),
    ]),
    ...(ahead.length === 0 ? [] : ['', 'Still owed before it may go out:', ...ahead.flatMap(problem)]),
  ].join('\n');
}

function more(n: number): readonly string[] {
  return n > 0 ? [`  and ${n} more, all of them with --json`] : [];
}

function problem({ id, of, state, criterion, because, remedy }: JudgedCriterion): readonly string[] {
  return [`  ${id} (${of}, ${state}): ${criterion.title}`, ...indented(because, 4), ...indented(`-> ${remedy}`, 4)];
}

function indented(text: string, indent: number): readonly string[] {
  return wrap(text, WIDTH - indent).map((line) => `${' '.repeat(indent)}${line}`);
}

export function showText(lifecycle: Lifecycle, releases: readonly JudgedRelease[], support: readonly VersionSupport[]): string {
  return [checkText(lifecycle, releases), ...releases.flatMap((judged) => ['', ...criteriaText(lifecycle, judged)]), '', ...supportText(support)].join('\n');
}

function criteriaText(lifecycle: Lifecycle, { release, criteria }: JudgedRelease): readonly string[] {
  return lifecycle.phases.flatMap(({ id, owner }) => {
    const own = criteria.filter(({ phase }) => phase === id);
    const day = release.passed[id];
    if (own.length === 0) return [];
    return [
      `${release.name}: ${id}, ${owner}${day === undefined ? '' : `, passed on ${day}`}`,
      ...own.flatMap((one) => [
        `  [${one.state}] ${one.of} ${one.criterion.id}: ${one.criterion.title}${one.answers.length === 0 ? '' : ` (${one.answers.slice(0, 4).join(', ')})`}`,
        ...indented(one.because, 6),
        ...(one.until === undefined
          ? []
          : [
              `      until ${one.until}${one.evidence.length === 0 ? '' : `, by ${one.evidence.length === 1 ? 'entry' : 'entries'} ${one.evidence.slice(0, 6).join(', ')}`}`,
            ]),
      ]),
    ];
  });
}

function supportText(support: readonly VersionSupport[]): readonly string[] {
  if (support.length === 0) return ['The map has no product of this lifecycle to support.'];
  const over = support.filter(({ state, inField }) => state === 'over' && (inField ?? 0) > 0);
  return [
    wholeTable(
      ['version', 'releases', 'in the field', 'supported until', 'state', 'duties until'],
      support.map((one) => [
        one.product,
        one.releases.join(', ') || '-',
        one.inField ?? 0,
        one.supportedUntil ?? 'not stated',
        one.state,
        one.owedUntil ?? '-',
      ]),
    ),
    ...over.flatMap(({ product, inField, supportedUntil }) =>
      indented(`${product} has been out of support since ${supportedUntil}, and ${inField} are in the field by the map.`, 0),
    ),
    ...support.flatMap(({ product, due }) =>
      due.flatMap(({ id, state, because, until }) => indented(`${product}: ${id} is ${state}${until === undefined ? '' : ` (until ${until})`}. ${because}`, 2)),
    ),
  ];
}

export function lifecycleJson(lifecycle: Lifecycle, releases: readonly JudgedRelease[]): object {
  return {
    product: lifecycle.product,
    name: lifecycle.name,
    phases: lifecycle.phases.map(({ id, owner }) => ({ id, owner })),
    releases: releases.map(({ release, phase, owner, criteria, stopped, analysis }) => ({
      release: release.name,
      ...(release.version === undefined ? {} : { version: release.version }),
      phase,
      owner,
      passed: release.passed,
      analysis,
      stopped: stopped.map(({ id }) => id),
      criteria: criteria.map(({ criterion, ...one }) => ({ ...criterion, ...one })),
    })),
  };
}
