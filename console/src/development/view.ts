/** What the URL of the page holds. */
export interface ReleasesSearch {
  /** The release that is shown; the list when absent. */
  readonly release?: string | undefined;
  /** The link for which an exception is asked. */
  readonly except?: string | undefined;
  /** Steps that evidence closes are shown, too. */
  readonly all?: true | undefined;
}

export interface ReleasesPlace {
  readonly search: ReleasesSearch;
  /** A choice is a step that Back goes back from; a toggle is not. */
  readonly change: (next: ReleasesSearch, how?: 'choice' | 'toggle') => void;
}
