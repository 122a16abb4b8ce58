/** The order of versions in each ecosystem, and which versions a range of OSV holds. Pure functions of text: no registry is asked, and no package, purl or advisory is known here. */
export { versionOrderOf } from './ecosystem.ts';
export type { AffectedAnswer, AffectedVersions, Compare, Ordering, RangeEvent, VersionOrder, VersionRange } from './model.ts';
export { isAffected } from './range.ts';
