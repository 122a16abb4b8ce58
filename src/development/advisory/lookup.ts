import type { Cpe } from '../component/cpe.ts';
import type { AffectedVersions } from '../version/model.ts';
import type { AffectedStatus, CpeRange, Exploited, Likely, Unread } from './model.ts';
import type { Scope } from './scope.ts';

/** What one advisory says of one package. `advisory` is its number in the index. */
export interface PackageRow {
  readonly advisory: number;
  readonly status: AffectedStatus;
  /** With the ecosystem as the record wrote it, its release included. */
  readonly versions: AffectedVersions;
  /** Of the distribution that the record speaks about. */
  readonly release?: string;
  readonly doubt?: string;
}

export interface ProductRow {
  readonly advisory: number;
  readonly vendor: string;
  readonly cpe: Cpe;
  readonly status: AffectedStatus;
  readonly range: CpeRange;
  readonly with?: readonly string[];
}

/** An advisory without what it affects. */
export interface AdvisoryHead {
  readonly id: string;
  readonly format: string;
  readonly source: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly vectors: readonly string[];
  readonly modified?: string;
  /** The vulnerabilities that it is about, each by the name to show: a CVE number where there is one. */
  readonly vulnerabilities: readonly string[];
}

export interface Coverage {
  /** By ecosystem without release, then by release (the empty text where the records say none): how many records speak of it. */
  readonly ecosystems: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** Of what all advisories are there, and who says so. Of anything else a component that no record names is not known to be unaffected. */
  readonly whole: readonly Scope[];
  /** Records that name products by CPE. */
  readonly products: number;
  readonly advisories: number;
  readonly withdrawn: number;
  readonly exploited: number;
  readonly likely: number;
  /** How many records and files could not be read; `told` says the first of them. */
  readonly unread: number;
  readonly told: readonly Unread[];
  /** Joins of two CVE numbers that records asked for and did not get. */
  readonly refusedJoins: number;
}

/** The index, as what matches asks it. The answers of one key are kept by whoever gives this, so that a question asked again costs nothing. */
export interface Lookup {
  packages(ecosystem: string, name: string): readonly PackageRow[];
  /** Of any vendor. */
  products(product: string): readonly ProductRow[];
  head(advisory: number): AdvisoryHead;
  exploited(cve: string): Exploited | undefined;
  likely(cve: string): Likely | undefined;
  readonly coverage: Coverage;
}
