export const VIEWS = ['devices', 'unconfirmed', 'authority', 'policies'] as const;
export type View = (typeof VIEWS)[number];

/** What the URL of the page holds. */
export interface FleetSearch {
  readonly view?: View | undefined;
  /** A part of an id. */
  readonly find?: string | undefined;
  readonly product?: string | undefined;
  readonly life?: 'registered' | 'in-service' | 'retired' | undefined;
  readonly owned?: 'yes' | 'no' | undefined;
  readonly ends?: 'over' | 'week' | 'month' | undefined;
  readonly unwiped?: 'yes' | undefined;
  /** Cursor of the page that is shown; absent: the first. */
  readonly after?: string | undefined;
  /** The device whose life is open. */
  readonly device?: string | undefined;
}

export interface FleetPlace {
  readonly search: FleetSearch;
  /** A choice is a step that Back goes back from; a toggle is not. */
  readonly change: (next: FleetSearch, how?: 'choice' | 'toggle') => void;
}
