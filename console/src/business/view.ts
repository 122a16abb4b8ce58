export const VIEWS = ['systems', 'matrix', 'links', 'inventory'] as const;
export type View = (typeof VIEWS)[number];

/** What the URL of the page holds. */
export interface BusinessSearch {
  readonly view?: View | undefined;
  /** The system whose details are open. */
  readonly system?: string | undefined;
  /** The cell that is open: `ROW COLUMN`, with a comma between. */
  readonly cell?: string | undefined;
  readonly find?: string | undefined;
  readonly sort?: string | undefined;
  readonly page?: number | undefined;
}

export interface BusinessPlace {
  readonly search: BusinessSearch;
  /** A choice is a step that Back goes back from; a toggle is not. */
  readonly change: (next: BusinessSearch, how?: 'choice' | 'toggle') => void;
}
