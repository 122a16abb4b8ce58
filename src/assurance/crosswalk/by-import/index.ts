/**
 * Crosswalks of standards that Assay may not or does not ship: they answer once somebody has imported the standard under the id that the crosswalk
 * names, and until then nobody is held against it. The ids are those that the import gives (OSCAL's control ids for NIST's catalogues). Data only;
 * the same rules hold as for the crosswalks beside it, and by-import.test.ts holds them.
 */
import type { Crosswalk } from '../declare.ts';
import { ISVS_CROSSWALK } from './isvs/index.ts';
import { NIST_800_53_CROSSWALK } from './nist-800-53/index.ts';

export const BY_IMPORT: readonly Crosswalk[] = [NIST_800_53_CROSSWALK, ISVS_CROSSWALK];
