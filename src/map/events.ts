/** This version of the map was used for an answer. The map itself is kept in the data folder under its digest: a ledger entry is at most 64 KiB. */
export interface MapUsed {
  readonly type: 'map.used';
  readonly body: { readonly service: string; readonly digest: string };
}
