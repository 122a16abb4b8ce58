/** `a` is before (-1), the same as (0) or after (1) `b`; undefined where one of the two cannot be read in this order. */
export type Ordering = -1 | 0 | 1 | undefined;

export type Compare = (a: string, b: string) => Ordering;

/** How the versions of one ecosystem are ordered. */
export interface VersionOrder {
  /** `deb`, `rpm`, `apk`, `opkg`, `semver`, `pypi`, `rubygems`, `maven`, `nuget`, … */
  readonly name: string;
  readonly compare: Compare;
}

/** One event of an OSV range (schema 1.7). Each holds exactly one of the four. */
export interface RangeEvent {
  /** `0` is before every version. */
  readonly introduced?: string;
  readonly fixed?: string;
  readonly last_affected?: string;
  /** `*` is no limit. */
  readonly limit?: string;
}

export interface VersionRange {
  readonly type: 'SEMVER' | 'ECOSYSTEM' | 'GIT';
  readonly events: readonly RangeEvent[];
}

/** The part of OSV's `affected[]` that says which versions. */
export interface AffectedVersions {
  /** As OSV writes it, with its suffix: `Debian:12`, `npm`, `Alpine:v3.18`. Undefined where only commits are named. */
  readonly ecosystem?: string;
  readonly ranges: readonly VersionRange[];
  readonly versions: readonly string[];
}

/** `perhaps` where the order is unknown or a version cannot be read in it, and nothing else said `affected`. */
export type AffectedAnswer =
  | { readonly state: 'affected'; readonly why: string; readonly fixed?: string }
  | { readonly state: 'not-affected'; readonly why: string }
  | { readonly state: 'perhaps'; readonly why: string };
