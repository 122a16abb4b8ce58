/** What the URL of the page says, as route.tsx reads it. */
export interface MapSearch {
  readonly view?: 'list' | 'edit' | 'versions';
  readonly part?: string;
  readonly layer?: string;
  readonly asset?: string;
  readonly actor?: string;
  readonly find?: string;
  readonly open?: string;
  readonly networks?: 'yes';
  readonly list?: 'flows' | 'links' | 'assets' | 'actors';
  readonly version?: string;
  readonly from?: string;
  readonly to?: string;
}
