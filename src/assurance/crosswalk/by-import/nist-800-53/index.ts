/**
 * What answers NIST SP 800-53 Revision 5: every control of the LOW baseline, and enhancements and other controls where one of Assay's plainly answers.
 * The catalogue is of organisations and their systems, and much of it asks for papers: those remainders are said. Our own words throughout.
 * Data only, split by families in the order of the catalogue.
 */
import { joined } from '../parts.ts';
import { AC_AT } from './ac-at.ts';
import { AU_CA } from './au-ca.ts';
import { CM_CP } from './cm-cp.ts';
import { IA_MA } from './ia-ma.ts';
import { MP_PS } from './mp-ps.ts';
import { PT_SA } from './pt-sa.ts';
import { SC } from './sc.ts';
import { SI_SR } from './si-sr.ts';

export const NIST_800_53_CROSSWALK = joined('nist-800-53', '5.1.1+u4', [AC_AT, AU_CA, CM_CP, IA_MA, MP_PS, PT_SA, SC, SI_SR]);
