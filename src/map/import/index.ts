/**
 * Models of other tools, read as maps: one folder a format. The rule is that nothing is dropped silently: every element becomes an element
 * that keeps its fields, and account.ts proves it leaf by leaf. Reading service.yaml itself does not belong here.
 */
import type { Imported } from '../model.ts';
import { importCycloneDx } from './cyclonedx/index.ts';
import { importOtm } from './otm/index.ts';
import { importThreagile } from './threagile/index.ts';
import { importThreatDragon } from './threat-dragon/index.ts';

/** The formats that `map import --from` knows. */
export const IMPORTERS = {
  threagile: importThreagile,
  'threat-dragon': importThreatDragon,
  otm: importOtm,
  cyclonedx: importCycloneDx,
} as const satisfies Readonly<Record<string, (text: string, file: string) => Imported>>;

export type ImportFormat = keyof typeof IMPORTERS;

export { importCycloneDx, importOtm, importThreagile, importThreatDragon };
