/**
 * What answers the OWASP IoT Security Verification Standard 1.0, as its main branch has it (169 rows). It is CC BY-SA 4.0 and no text of it is here:
 * numbers, and sentences of our own on what Assay does. Data only, split by chapters; the standard itself comes by import.
 */
import { joined } from '../parts.ts';
import { V1 } from './v1.ts';
import { V2 } from './v2.ts';
import { V3 } from './v3.ts';
import { V4_V5 } from './v4-v5.ts';

export const ISVS_CROSSWALK = joined('isvs', '1.0, 169 rows (2026-06-28)', [V1, V2, V3, V4_V5]);
