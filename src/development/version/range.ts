import { versionOrderOf } from './ecosystem.ts';
import type { AffectedAnswer, AffectedVersions, Ordering, RangeEvent, VersionOrder, VersionRange } from './model.ts';
import { compareSemver } from './semver.ts';

const SEMVER: VersionOrder = { name: 'semver', compare: compareSemver };

/**
 * Whether a version is one of those that an OSV record says are affected, by the evaluation that OSV's schema defines: in `versions`, or in any of the ranges. Says
 * `perhaps` where an order is missing or a version cannot be read in it, unless something else says `affected`. `why` is one sentence without its full stop.
 */
export function isAffected(version: string, affected: AffectedVersions): AffectedAnswer {
  const order = affected.ecosystem === undefined ? undefined : versionOrderOf(affected.ecosystem);
  if (affected.versions.includes(version)) return { state: 'affected', why: `the record lists ${version}`, ...fixedAfter(version, affected.ranges, order) };
  let doubt: string | undefined;
  // Where a record lists its versions, a list in another spelling of the same version counts too; that needs the order.
  if (order !== undefined && affected.versions.some((each) => order.compare(version, each) === 0))
    return { state: 'affected', why: `the record lists ${version} in another spelling`, ...fixedAfter(version, affected.ranges, order) };
  for (const range of affected.ranges) {
    const answer = inRange(version, range, order, affected.ecosystem);
    if (answer === 'out') continue;
    if (typeof answer === 'object') return { state: 'affected', why: answer.why, ...fixedAfter(version, affected.ranges, order) };
    doubt ??= answer;
  }
  if (affected.ranges.length === 0 && affected.versions.length === 0)
    return { state: 'affected', why: 'the record names the package and no version, which is every one' };
  // A list of versions says all of them (OSV: "versions" enumerates), so a range of commits alone leaves no doubt beside it.
  if (doubt !== undefined && !(affected.versions.length > 0 && order !== undefined && affected.ranges.every(({ type }) => type === 'GIT')))
    return { state: 'perhaps', why: doubt };
  return { state: 'not-affected', why: `no range and no list of the record holds ${version}` };
}

type InRange = 'out' | { readonly why: string } | string;

function inRange(version: string, range: VersionRange, order: VersionOrder | undefined, ecosystem: string | undefined): InRange {
  if (range.type === 'GIT') return inCommits(version, range);
  const used = range.type === 'SEMVER' ? SEMVER : order;
  if (used === undefined) return ecosystem === undefined ? 'the record names no ecosystem' : `the order of versions in ${ecosystem} is not known`;
  if (used.compare(version, version) === undefined) return `${version} cannot be read as a version of ${used.name}`;
  const events = sorted(range.events, used);
  if (typeof events === 'string') return `the record's ${events} cannot be read as a version of ${used.name}`;
  if (!beforeLimits(version, range.events, used)) return 'out';
  let from: string | undefined;
  for (const { introduced, fixed, last_affected } of events) {
    if (introduced !== undefined && (introduced === '0' || at(used, version, introduced) >= 0)) from = introduced;
    else if (fixed !== undefined && at(used, version, fixed) >= 0) from = undefined;
    else if (last_affected !== undefined && at(used, version, last_affected) > 0) from = undefined;
  }
  return from === undefined ? 'out' : { why: from === '0' ? 'a range from the first version on holds it' : `a range from ${from} on holds it` };
}

/** No history is read here: only the very commits that a range names can be told. */
function inCommits(version: string, range: VersionRange): InRange {
  if (range.events.some(({ introduced, last_affected }) => introduced === version || last_affected === version))
    return { why: `${version} is a commit that the range names` };
  if (range.events.some(({ fixed }) => fixed === version)) return 'out';
  return 'the range is one of commits, which need the history of the repository';
}

function beforeLimits(version: string, events: readonly RangeEvent[], order: VersionOrder): boolean {
  const limits = events.flatMap(({ limit }) => (limit === undefined ? [] : [limit]));
  return limits.length === 0 || limits.some((limit) => limit === '*' || at(order, version, limit) < 0);
}

/** Events in the order of their versions; at the same version what ends comes after what begins, so that a version fixed where it began is not affected. The unreadable one, where there is one. */
function sorted(events: readonly RangeEvent[], order: VersionOrder): readonly RangeEvent[] | string {
  for (const event of events) {
    const version = versionOf(event);
    if (version !== '0' && version !== '*' && order.compare(version, version) === undefined) return version;
  }
  return events
    .filter(({ limit }) => limit === undefined)
    .toSorted((a, b) => {
      const [x, y] = [versionOf(a), versionOf(b)];
      const first = a.introduced === '0' ? -1 : b.introduced === '0' ? 1 : 0;
      const both = a.introduced === '0' && b.introduced === '0';
      return (both ? 0 : first) || at(order, x, y) || rank(a) - rank(b);
    });
}

function rank({ introduced, fixed }: RangeEvent): number {
  return introduced !== undefined ? 0 : fixed !== undefined ? 1 : 2;
}

function versionOf({ introduced, fixed, last_affected, limit }: RangeEvent): string {
  return introduced ?? fixed ?? last_affected ?? limit ?? '';
}

/** Of two versions that were read before. */
function at(order: VersionOrder, a: string, b: string): -1 | 0 | 1 {
  const answer: Ordering = order.compare(a, b);
  return answer ?? 0;
}

/** The first version after this one that the record calls fixed. */
function fixedAfter(version: string, ranges: readonly VersionRange[], order: VersionOrder | undefined): { readonly fixed?: string } {
  let first: string | undefined;
  for (const { type, events } of ranges) {
    const used = type === 'SEMVER' ? SEMVER : type === 'ECOSYSTEM' ? order : undefined;
    if (used === undefined) continue;
    for (const { fixed } of events) {
      if (fixed !== undefined && used.compare(fixed, version) === 1 && (first === undefined || used.compare(fixed, first) === -1)) first = fixed;
    }
  }
  return first === undefined ? {} : { fixed: first };
}
