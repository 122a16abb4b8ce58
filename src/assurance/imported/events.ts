import { Digest, type Json } from '../../core/index.ts';

/**
 * A standard was read from a file that somebody gave. What was read is kept in the data folder under its digest; so are its details and the file
 * itself, whose digests stand inside it. Nothing in it is evidence, and it says of no requirement that it is met.
 */
export interface StandardImported {
  readonly type: 'standard.imported';
  readonly body: {
    readonly id: string;
    readonly edition: string;
    readonly title: string;
    readonly digest: string;
    readonly requirements: number;
    readonly withdrawn: number;
    /** The shipped edition in whose place it counts from now on, where whoever imported it said so. */
    readonly supersedes?: string;
    /** How many requirements in force of that edition it leaves out: acknowledged. */
    readonly leavesOut?: number;
  };
}

/** Where the data folder keeps what has this digest, relative to the folder. */
export function standardFile(digest: Digest): string {
  return `standards/${digest.replace(':', '-')}.json`;
}

/** Where it keeps the file that was given, byte for byte. */
export function sourceFile(digest: Digest): string {
  return `standards/${digest.replace(':', '-')}.source`;
}

/** The file that an entry names, as `verifyLedger` asks for it. A digest of another spelling names none: it must not lead out of the folder. */
export function standardFileNamed(entry: { readonly type: string; readonly body: Json }): { readonly path: string; readonly digest: string } | undefined {
  if (entry.type !== 'standard.imported') return undefined;
  const digest = (entry.body as { readonly [key: string]: Json } | null)?.['digest'];
  return typeof digest === 'string' && Digest.isText(digest) ? { path: standardFile(digest), digest } : undefined;
}
