import { type Json, parseJson, Refused } from '../../core/index.ts';
import { kindOf } from '../advisory/document.ts';
import { readCsafVex } from './csaf.ts';
import { readCycloneDxVex } from './cyclonedx.ts';
import { vexFaults } from './faults.ts';
import type { VexDocument } from './model.ts';
import { readOpenVex } from './openvex.ts';

export const VEX_LIMITS = { bytes: 128 * 1024 * 1024, depth: 60 };

/** Reads a document of VEX: OpenVEX, CSAF or CycloneDX in JSON. Throws `Refused` (ASSAY-VEX-001, ASSAY-ADVISORY-002, ASSAY-JSON-…). */
export function readVex(text: string, file: string): VexDocument {
  return vexOf(parseJson(text.startsWith('\ufeff') ? text.slice(1) : text, file, VEX_LIMITS), file);
}

/** The same of a value that stood in another document, such as a signed statement. Throws as above. */
export function vexOf(document: Json, file: string): VexDocument {
  const kind = kindOf(document);
  switch (kind) {
    case 'openvex':
      return readOpenVex(document);
    case 'csaf':
      return readCsafVex(document, file);
    case 'cyclonedx':
      return readCycloneDxVex(document);
    default:
      throw noStatements(file, kind ?? 'a document of another kind');
  }
}

export function noStatements(file: string, found: string): Refused {
  return new Refused(
    vexFaults.fault('001', {
      message: `${file} holds no statements of exploitability`,
      file,
      expected: 'OpenVEX, CSAF, or CycloneDX with vulnerabilities, in JSON',
      found,
      remedy: 'Give the document as its author publishes it.',
    }),
  );
}
