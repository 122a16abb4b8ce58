/** What the URL of the page holds. */
export interface AlertsSearch {
  readonly view?: 'incidents' | undefined;
  /** What is open in the drawer. */
  readonly alert?: string | undefined;
  readonly incident?: string | undefined;
  readonly find?: string | undefined;
  readonly sort?: string | undefined;
}

export interface AlertsPlace {
  readonly search: AlertsSearch;
  /** A choice is a step that Back goes back from; a toggle is not. */
  readonly change: (next: AlertsSearch, how?: 'choice' | 'toggle') => void;
}
