/**
 * The standards that the position is read against: ids, groups and levels, under Assay's own short titles. Data only. The words of a
 * standard never belong here (some may not be redistributed), and neither does any judgement of what answers a requirement: see ../crosswalk.
 */
import type { Standard } from '../model.ts';
import { CRA } from './cra.ts';
import { EN_303_645 } from './en-303-645.ts';
import { NIST_CSF } from './nist-csf.ts';
import { SSDF } from './ssdf.ts';

export const STANDARDS: readonly Standard[] = [EN_303_645, CRA, NIST_CSF, SSDF];

const BY_ID = new Map(STANDARDS.map((standard) => [standard.id, standard]));

/** The standard of that id, such as `en-303-645`, or `undefined`. */
export function standardOf(id: string): Standard | undefined {
  return BY_ID.get(id);
}
