import type { Cvss } from '../advisory/cvss.ts';
import type { Coverage } from '../advisory/lookup.ts';
import type { Exploited, Likely } from '../advisory/model.ts';

/** In the order in which a page shows them: what is not known goes first. */
export const EXPOSURE_STATES = ['not-matchable', 'affected', 'perhaps', 'not-affected'] as const;
export type ExposureState = (typeof EXPOSURE_STATES)[number];

/** Why a component cannot be matched. */
export const UNMATCHED = [
  'no-name',
  'ecosystem-not-covered',
  'release-not-covered',
  'scope-not-whole',
  'name-unknown',
  'no-version',
  'versions-many',
  'source-unknown',
] as const;

export interface Unmatched {
  readonly code: (typeof UNMATCHED)[number];
  readonly why: string;
}

/** Versions that one list says of one component, where they are not one: each field with what it says. All are asked, and the worst counts. */
export type VersionConflict = readonly { readonly field: 'version' | 'purl' | 'cpe'; readonly version: string }[];

/** One name of a component, by which advisories are asked. */
export type ComponentName =
  /** A package of an ecosystem of OSV, or a repository (`GIT`). */
  | { readonly kind: 'package'; readonly ecosystem: string; readonly name: string; readonly release?: string; readonly version?: string }
  | { readonly kind: 'cpe'; readonly cpe: import('../component/cpe.ts').Cpe; readonly version?: string }
  /** The bare name of the code, which is nobody's in particular. */
  | { readonly kind: 'upstream'; readonly name: string; readonly version?: string };

/** What one advisory says of one component, about one vulnerability. */
export interface Said {
  readonly advisory: string;
  readonly source: string;
  readonly state: 'affected' | 'perhaps' | 'not-affected';
  /** By which of its names it was found. */
  readonly by: string;
  readonly why: string;
  readonly fixed?: string;
}

/** How a statement of VEX closed a match, or why one that speaks of it did not. */
export interface Closing {
  readonly applies: boolean;
  /** As the document names it: anybody can write any name. */
  readonly author: string;
  /** What is behind the document, in words: `unsigned`, `signed by vendor.pub`. */
  readonly standing: string;
  readonly document: string;
  readonly status: string;
  readonly reason: string;
  readonly until?: string;
  /** Why it does not apply, where it does not. */
  readonly not?: string;
}

/** One vulnerability in one component. */
export interface Finding {
  readonly vulnerability: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  /** `not-affected` only where sources that were asked disagree, or a statement closed it. */
  readonly state: 'affected' | 'perhaps' | 'not-affected';
  readonly said: readonly Said[];
  readonly disagree: boolean;
  readonly cvss?: Cvss;
  readonly exploited?: Exploited;
  readonly likely?: Likely;
  /** The first version in which some source calls it fixed. */
  readonly fixed?: string;
  readonly closings: readonly Closing[];
}

export interface ComponentExposure {
  readonly ref: string;
  readonly name: string;
  readonly version?: string;
  readonly purl?: string;
  readonly state: ExposureState;
  /** Some database in which it was asked for holds every advisory there is of its kind; without one nothing that was found is no answer. */
  readonly covered: boolean;
  readonly conflict?: VersionConflict;
  /** By which names advisories were asked, as a person reads them. */
  readonly by: readonly string[];
  /** Nothing but a bare name, or a CPE of another vendor, was known to the advisories. */
  readonly weak: boolean;
  /** What could not be asked. Of a component that is `not-matchable` the reasons for that. */
  readonly unmatched: readonly Unmatched[];
  readonly findings: readonly Finding[];
}

export interface Exposure {
  readonly components: readonly ComponentExposure[];
  readonly counts: { readonly [state in ExposureState]: number };
  readonly coverage: Coverage;
}
