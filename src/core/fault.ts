/** Who has to act: the caller gave bad input, a peer (other system, attacker) sent bad bytes, or we are broken. */
export type Whose = 'caller' | 'peer' | 'us';

/** One thing that is wrong, in the shape that `--json` prints. Lines and columns count from 1. */
export interface Fault {
  /** Searchable, e.g. `ASSAY-MAP-012`. */
  readonly code: string;
  readonly whose: Whose;
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** Where in the document, as a path such as `parts[3].kind`. */
  readonly field?: string;
  readonly expected?: string;
  readonly found?: string;
  readonly remedy: string;
}

interface Declared {
  readonly whose: Whose;
  /** The kind of fault in a few words; the catalogue in docs/errors.md is checked against it. */
  readonly title: string;
}

export interface FaultCatalogue<Number extends string> {
  readonly area: string;
  readonly declared: Readonly<Record<Number, Declared>>;
  /** Makes one fault of this catalogue; its code and whose fault it is come from the declaration. */
  fault(number: Number, details: Omit<Fault, 'code' | 'whose'>): Fault;
}

/** Declares a folder's closed set of codes. `area` is upper case, numbers are three digits: `ASSAY-<area>-<number>`. */
export function defineFaults<Number extends string>(area: string, declared: Readonly<Record<Number, Declared>>): FaultCatalogue<Number> {
  return {
    area,
    declared,
    fault: (number, details) => ({ code: `ASSAY-${area}-${number}`, whose: declared[number].whose, ...details }),
  };
}

/** Thrown when input is refused whole. Carries every fault found, never just the first. The command line exits 2 on it. */
export class Refused extends Error {
  readonly faults: readonly Fault[];
  constructor(...faults: readonly Fault[]) {
    super(faults.map((fault) => `${fault.code}: ${fault.message}`).join('\n'));
    this.name = 'Refused';
    this.faults = faults;
  }
}
