import { type Fault, parseJson, parseXml, Refused } from '../../core/index.ts';
import { cycloneDxBom } from './cyclonedx.ts';
import { cycloneDxOfXml } from './cyclonedx-xml.ts';
import { componentFaults } from './faults.ts';
import type { Bom } from './model.ts';
import { type Raw, rawOf, textIn } from './raw.ts';
import { type BomSchemas, CYCLONEDX_JSON_VERSIONS, CYCLONEDX_XML_VERSIONS, type CycloneDxVersion } from './schema.ts';
import { spdxBom } from './spdx.ts';
import { checkSpdx } from './spdx-check.ts';
import { spdxOfTagValue } from './spdx-tag-value.ts';
import type { Violation } from './violation.ts';
import { checkXml } from './xsd-check.ts';

export interface BomReading {
  /** Takes what can be used of an invalid document, and lists its faults in `Bom.faults`. Without it an invalid document is refused. */
  readonly lenient: boolean;
}

const BYTES = 64 * 1024 * 1024;
const READ = 'CycloneDX as JSON (1.2 to 1.7) or XML (1.0 to 1.7), SPDX 2.2 or 2.3 as JSON or tag-value';
const SPDX_VERSIONS = ['SPDX-2.2', 'SPDX-2.3'];

/**
 * Reads a bill of materials of whichever format it is in. Throws `Refused`: ASSAY-COMPONENT-003 for what is no such document, -004 for a version that is not read, -006 for
 * one too large, always; -005 and -007 for what its format does not allow, unless the reading is lenient; and what makes no JSON or XML. The bytes are whoever made the BOM's.
 */
export function readBom(bytes: Uint8Array, file: string, schemas: BomSchemas, { lenient }: BomReading): Bom {
  const text = decoded(bytes, file);
  const start = text.trimStart();
  if (start.startsWith('{')) return readJson(text, file, schemas, lenient);
  if (start.startsWith('<')) return readXml(text, file, schemas, lenient);
  if (/^[ \t]*SPDXVersion[ \t]*:/m.test(text)) return readTagValue(text, file, lenient);
  if (/^[ \t]*(?:bom_format|spec_version|serial_number)[ \t]*:/m.test(text)) throw refused(file, 'it is CycloneDX in the text form of protocol buffers');
  if (/^[ \t]*(?:spdxVersion|bomFormat)[ \t]*:/m.test(text)) throw refused(file, 'it is written in YAML');
  throw refused(file, 'its beginning is that of no known format');
}

function decoded(bytes: Uint8Array, file: string): string {
  if (bytes.length > BYTES) {
    throw new Refused(
      componentFaults.fault('006', {
        message: `${file} is larger than Assay reads`,
        file,
        expected: `at most ${BYTES} bytes`,
        found: `${bytes.length} bytes`,
        remedy: 'Have the tool leave out files and evidence, or give a BOM for each part of the product.',
      }),
    );
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw refused(file, 'its bytes are not UTF-8');
  }
}

function readJson(text: string, file: string, schemas: BomSchemas, lenient: boolean): Bom {
  const document = rawOf(parseJson(text, file));
  if (document === undefined) throw refused(file, 'its JSON is not an object');
  if (textIn(document['spdxVersion']) !== undefined) return readSpdx(document, file, lenient);
  if (document['@context'] !== undefined && (document['@graph'] !== undefined || document['spdxVersion'] === undefined))
    throw unreadVersion(file, 'SPDX 3 (JSON-LD)', 'Have the tool write SPDX 2.3 or CycloneDX; most that write SPDX 3 can write both.');
  const version = textIn(document['specVersion']);
  if (document['bomFormat'] !== 'CycloneDX' && version === undefined) throw refused(file, 'it says neither bomFormat nor spdxVersion');
  const read = CYCLONEDX_JSON_VERSIONS.find((each) => each === version);
  if (read === undefined && !lenient)
    throw unreadVersion(file, `CycloneDX ${version ?? 'without specVersion'} as JSON`, `Have the tool write one of ${CYCLONEDX_JSON_VERSIONS.join(', ')}.`);
  const faults =
    read === undefined
      ? unreadVersion(file, `CycloneDX ${version ?? 'without specVersion'} as JSON`, 'It was read as far as it is like one that is.').faults
      : faultsOf(schemas.json(read)(document), file);
  return cycloneDxBom({ raw: document, format: 'cyclonedx-json', lines: new WeakMap() }, taken(faults, lenient));
}

function readXml(text: string, file: string, schemas: BomSchemas, lenient: boolean): Bom {
  const root = parseXml(text, file);
  if (/spdx/i.test(root.uri) || root.name === 'RDF') throw refused(file, 'it is SPDX in RDF');
  const version = /^http:\/\/cyclonedx\.org\/schema\/bom\/(\d+\.\d+)$/.exec(root.uri)?.[1];
  if (root.name !== 'bom' || version === undefined) throw refused(file, `its root is <${root.name}> of the namespace "${root.uri}"`);
  const read: CycloneDxVersion | undefined = CYCLONEDX_XML_VERSIONS.find((each) => each === version);
  if (read === undefined && !lenient)
    throw unreadVersion(file, `CycloneDX ${version} as XML`, `Have the tool write one of ${CYCLONEDX_XML_VERSIONS.join(', ')}.`);
  const faults =
    read === undefined
      ? unreadVersion(file, `CycloneDX ${version} as XML`, 'It was read as far as it is like one that is.').faults
      : faultsOf(checkXml(root, schemas.xml(read), read), file);
  return cycloneDxBom(cycloneDxOfXml(root, version), taken(faults, lenient));
}

function readTagValue(text: string, file: string, lenient: boolean): Bom {
  const { raw, lines, faults } = spdxOfTagValue(text, file, lenient);
  checkSpdxVersion(raw, file);
  return spdxBom(raw, 'spdx-tag-value', lines, taken([...faults, ...faultsOf(checkSpdx(raw), file)], lenient));
}

function readSpdx(raw: Raw, file: string, lenient: boolean): Bom {
  checkSpdxVersion(raw, file);
  return spdxBom(raw, 'spdx-json', new WeakMap(), taken(faultsOf(checkSpdx(raw), file), lenient));
}

function checkSpdxVersion(raw: Raw, file: string): void {
  const version = textIn(raw['spdxVersion']) ?? '';
  if (!SPDX_VERSIONS.includes(version))
    throw unreadVersion(file, version === '' ? 'SPDX without a version' : version, 'Have the tool write SPDX 2.3 or CycloneDX.');
}

function taken(faults: readonly Fault[], lenient: boolean): readonly Fault[] {
  if (faults.length > 0 && !lenient) throw new Refused(...faults);
  return faults;
}

function faultsOf(violations: readonly Violation[], file: string): readonly Fault[] {
  return violations.map(({ field, line, column, what, expected, found }) =>
    componentFaults.fault('005', {
      message: `${file} is not valid: ${what}`,
      file,
      field,
      expected,
      remedy: 'Mend the document or the tool that made it; a lenient reading takes what can be used and says the rest.',
      ...(line === undefined ? {} : { line }),
      ...(column === undefined ? {} : { column }),
      ...(found === undefined ? {} : { found }),
    }),
  );
}

function refused(file: string, why: string): Refused {
  return new Refused(
    componentFaults.fault('003', {
      message: `${file} is not a bill of materials that Assay reads: ${why}`,
      file,
      expected: READ,
      remedy: 'Have the tool write one of these formats.',
    }),
  );
}

function unreadVersion(file: string, found: string, remedy: string): Refused {
  return new Refused(componentFaults.fault('004', { message: `${file} is ${found}, which Assay does not read`, file, expected: READ, found, remedy }));
}
