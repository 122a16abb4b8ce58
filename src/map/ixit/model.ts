// The implementation extra information (IXIT) that an assessor asks for under ETSI TS 103 701: 29 tables about one device under test.

/** One answer, or what would have to be said for there to be one. Never both. */
export type Cell = { readonly value: string /** Elements of the map that say so. */; readonly from: readonly string[] } | { readonly missing: string };

export interface Row {
  /** The id that other tables cite, of the device's own making, such as `AuthMech-web`. */
  readonly id: string;
  /** In the order of the table's columns. */
  readonly cells: readonly Cell[];
}

export interface Table {
  /** 1 to 29. */
  readonly number: number;
  /** As in TS 103 701 V1.1.1; `later` where V2.1.1 calls it otherwise. */
  readonly name: string;
  readonly later?: string;
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  /** Set where the map demonstrably has nothing for the table: the element that says so. */
  readonly notApplicable?: { readonly why: string; readonly from: readonly string[] };
  /** What a person has to write, where the map holds no row. */
  readonly toWrite?: string;
}

export interface Ixit {
  readonly format: 'assay-ixit/1';
  readonly service: string;
  /** The device under test. */
  readonly device: string;
  readonly deviceName: string;
  readonly tables: readonly Table[];
  readonly counts: { readonly tables: number; readonly complete: number; readonly partly: number; readonly empty: number; readonly notApplicable: number };
}
