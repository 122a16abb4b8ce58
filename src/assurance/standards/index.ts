/**
 * The standards that the position is read against: ids, groups and levels, under Assay's own short titles. Data only. The words of a
 * standard never belong here (some may not be redistributed), and neither does any judgement of what answers a requirement: see ../crosswalk.
 */
import type { Standard } from '../model.ts';
import { CERT_C } from './cert-c.ts';
import { CIS_8_1 } from './cis-8.1.ts';
import { CRA } from './cra.ts';
import { EN_303_645 } from './en-303-645.ts';
import { EN_18031_1 } from './en-18031-1.ts';
import { EN_18031_2 } from './en-18031-2.ts';
import { EN_18031_3 } from './en-18031-3.ts';
import { IEC_62443_4_1 } from './iec-62443-4-1.ts';
import { IEC_62443_4_2 } from './iec-62443-4-2.ts';
import { ISO_27001 } from './iso-27001.ts';
import { ISO_27034 } from './iso-27034.ts';
import { NIST_800_213A } from './nist-800-213a.ts';
import { NIST_8259A } from './nist-8259a.ts';
import { NIST_8259B } from './nist-8259b.ts';
import { NIST_CSF } from './nist-csf.ts';
import { SSDF } from './ssdf.ts';
import { UK_PSTI } from './uk-psti.ts';

export const STANDARDS: readonly Standard[] = [
  EN_303_645,
  CRA,
  NIST_CSF,
  SSDF,
  EN_18031_1,
  EN_18031_2,
  EN_18031_3,
  UK_PSTI,
  NIST_8259A,
  NIST_8259B,
  NIST_800_213A,
  IEC_62443_4_1,
  IEC_62443_4_2,
  CERT_C,
  ISO_27001,
  ISO_27034,
  CIS_8_1,
];

const BY_ID = new Map(STANDARDS.map((standard) => [standard.id, standard]));

/** The standard of that id, such as `en-303-645`, or `undefined`. */
export function standardOf(id: string): Standard | undefined {
  return BY_ID.get(id);
}
