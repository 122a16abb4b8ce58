export const VIEWS = ['systems', 'reach', 'matrix', 'links', 'foundations', 'inventory', 'reviews'] as const;
export type View = (typeof VIEWS)[number];

/** What the URL of the page holds. */
export interface BusinessSearch {
  readonly view?: View | undefined;
  /** The system whose details are open. */
  readonly system?: string | undefined;
  /** The cell that is open: `ROW COLUMN`, with a comma between. */
  readonly cell?: string | undefined;
  /** From which part to which part or asset is asked. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly foundation?: string | undefined;
  readonly review?: string | undefined;
  /** The kind of review that is being started; `any` before one is chosen. */
  readonly start?: string | undefined;
  /** Of which part. */
  readonly of?: string | undefined;
  /** Rows that are folded away are shown, too. */
  readonly all?: true | undefined;
  readonly find?: string | undefined;
  readonly sort?: string | undefined;
  readonly page?: number | undefined;
}

export interface BusinessPlace {
  readonly search: BusinessSearch;
  /** A choice is a step that Back goes back from; a toggle is not. */
  readonly change: (next: BusinessSearch, how?: 'choice' | 'toggle') => void;
}
