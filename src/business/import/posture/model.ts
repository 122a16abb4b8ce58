import type { Json } from '../../../core/index.ts';
import type { Imported, Kept } from '../../../evidence/import/index.ts';
import type { Checked } from './check.ts';
import type { ClaimRow } from './rows.ts';
import type { Told } from './subject.ts';

/** What a tool checked, in its own order. */
export interface Posture {
  readonly format: string;
  /** The tool and its version. */
  readonly source: string;
  readonly mediaType: string;
  readonly results: readonly Checked[];
  readonly rows: readonly ClaimRow[];
  /** Why the report cannot show that a baseline was checked whole; then it never says that one is kept. */
  readonly partial?: string;
  /** Checks that were owed and of which there is no result: they count as not made. */
  readonly owed?: readonly (Told & { readonly why: string })[];
  /** Items of the source that were set aside before, kept whole. */
  readonly aside?: readonly Kept[];
  readonly assumed?: readonly string[];
  /** What no statement carries, given the items of which none was made. */
  readonly lost: (left: ReadonlySet<Json>) => Imported['lost'];
}
