import { type Crosswalk, crosswalk, type Judged, type Row } from '../declare.ts';

/** Some groups of a standard, in its own order: a catalogue of this size is judged file by file. */
export interface Part extends Judged {
  readonly rows: readonly Row[];
}

/** The crosswalk that the parts are, one after another. */
export function joined(standard: string, edition: string, parts: readonly Part[]): Crosswalk {
  return crosswalk(
    standard,
    edition,
    parts.flatMap((part) => part.rows),
    { together: parts.flatMap((part) => part.together), remainders: Object.assign({}, ...parts.map((part) => part.remainders)) },
  );
}
