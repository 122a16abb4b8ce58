import { Digest, type Json } from '../core/index.ts';

/** This version of the map was used for an answer. The map itself is kept in the data folder under its digest: a ledger entry is at most 64 KiB. */
export interface MapUsed {
  readonly type: 'map.used';
  readonly body: {
    readonly service: string;
    readonly digest: string;
    /** Digest of the text that a person wrote of it, comments and all, where one was kept. The map is what counts. */
    readonly text?: string;
  };
}

/** Where the data folder keeps the map of this digest, relative to the folder. */
export function mapFile(digest: Digest): string {
  return `maps/${digest.replace(':', '-')}.json`;
}

/** Where the data folder keeps the text of this digest, beside the maps. */
export function textFile(digest: Digest): string {
  return `maps/${digest.replace(':', '-')}.yaml`;
}

/** The file that an entry names, as `verifyLedger` asks for it. A digest of another spelling names none: it must not lead out of the folder. */
export function mapFileNamed(entry: { readonly type: string; readonly body: Json }): { readonly path: string; readonly digest: string } | undefined {
  if (entry.type !== 'map.used') return undefined;
  const digest = (entry.body as { readonly [key: string]: Json } | null)?.['digest'];
  return typeof digest === 'string' && Digest.isText(digest) ? { path: mapFile(digest), digest } : undefined;
}
