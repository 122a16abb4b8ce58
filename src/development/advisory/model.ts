import type { Cpe } from '../component/cpe.ts';
import type { AffectedVersions } from '../version/model.ts';

export type AdvisoryFormat = 'osv' | 'csaf' | 'nvd';

/** What one source says of one vulnerability, or of several that it fixes together. */
export interface Advisory {
  readonly id: string;
  readonly format: AdvisoryFormat;
  /** Who says it: `GO` of GO-2020-0001, the publisher of a CSAF document, `NVD`. */
  readonly source: string;
  /** Other names of the same vulnerability. */
  readonly aliases: readonly string[];
  /** Vulnerabilities that a downstream record speaks about, by their own names. */
  readonly upstream: readonly string[];
  /** When it was taken back; such a record affects nothing. */
  readonly withdrawn?: string;
  readonly published?: string;
  readonly modified?: string;
  readonly summary: string;
  /** CVSS vectors that could be read, as they were written. */
  readonly vectors: readonly string[];
  readonly affected: readonly Affected[];
  /** What of the record could not be read. A match on it is `perhaps` at best. */
  readonly unread: readonly string[];
}

/** One thing that is affected, or is said not to be. */
export type Affected = PackageAffected | ProductAffected;

/** `affected` in the sense of its record; `cleared` is fixed or known not to be affected; `open` is under investigation. */
export type AffectedStatus = 'affected' | 'cleared' | 'open';

export interface PackageAffected {
  readonly kind: 'package';
  /** As OSV names it, with its release where it has one: `npm`, `Debian:12`; `GIT` for a repository. */
  readonly ecosystem: string;
  readonly name: string;
  readonly status: AffectedStatus;
  readonly versions: AffectedVersions;
  /** Something in the entry could not be read, so a version outside what was read proves nothing. */
  readonly doubt?: string;
}

export interface ProductAffected {
  readonly kind: 'product';
  readonly cpe: Cpe;
  readonly status: AffectedStatus;
  readonly range: CpeRange;
  /** What else has to be there, where the record says so: other products, in words. */
  readonly with?: readonly string[];
}

/** Bounds beside a CPE whose version is `*`. */
export interface CpeRange {
  readonly startIncluding?: string;
  readonly startExcluding?: string;
  readonly endIncluding?: string;
  readonly endExcluding?: string;
}

/** An entry of the catalogue of vulnerabilities that are known to be exploited. */
export interface Exploited {
  readonly cve: string;
  readonly name: string;
  readonly added: string;
  readonly due?: string;
  readonly ransomware: boolean;
}

/** The chance that a vulnerability is exploited within 30 days, by EPSS; both from 0 to 1. */
export interface Likely {
  readonly cve: string;
  readonly score: number;
  readonly percentile: number;
}

/** Something in the inputs that is no advisory, or one that could not be read. `field` is the place in the file. */
export interface Unread {
  readonly file: string;
  readonly field: string;
  readonly why: string;
  /** Of the fault, where reading it was refused. */
  readonly code?: string;
}

/** What one file, or one record of it, gave. */
export type Item =
  | { readonly kind: 'advisory'; readonly advisory: Advisory }
  | { readonly kind: 'exploited'; readonly exploited: Exploited }
  | { readonly kind: 'likely'; readonly likely: Likely }
  | { readonly kind: 'unread'; readonly unread: Unread };
