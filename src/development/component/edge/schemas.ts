import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { type Json, parseXml } from '../../../core/index.ts';
import type { BomSchemas } from '../schema.ts';
import { MOST_VIOLATIONS, type Violation } from '../violation.ts';
import { readXsd, type Xsd } from '../xsd.ts';

const FOLDER = new URL('res/schema/', import.meta.resolve('@cyclonedx/cyclonedx-library/package.json'));
const ID = 'http://cyclonedx.org/schema/';
const BESIDE = ['spdx', 'jsf-0.82', 'cryptography-defs'].map((name) => `${name}.SNAPSHOT.schema.json`);

/**
 * The official schemas of CycloneDX as the installed package holds them; nothing is fetched. Each is compiled when a document first asks for it (about a second for the
 * largest) and kept.
 */
export function bomSchemas(): BomSchemas {
  const json = new Map<string, ValidateFunction>();
  const xml = new Map<string, Xsd>();
  return {
    json: (version) => {
      const validate = json.get(version) ?? compile(version);
      json.set(version, validate);
      return (document) => (validate(document) ? [] : violationsOf(validate.errors ?? [], document));
    },
    xml: (version) => {
      const xsd = xml.get(version) ?? readXsd(parsed(`bom-${version}.SNAPSHOT.xsd`), new Map([['spdx', parsed('spdx.SNAPSHOT.xsd')]]));
      xml.set(version, xsd);
      return xsd;
    },
  };
}

function compile(version: string): ValidateFunction {
  const ajv = new Ajv({ strict: false, allErrors: false, schemas: Object.fromEntries(BESIDE.map((name) => [`${ID}${name}`, JSON.parse(text(name))])) });
  formats.default(ajv);
  // The validator's own compares each item with each other one: of ten thousand components that takes seconds.
  ajv.removeKeyword('uniqueItems');
  ajv.addKeyword({
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    validate: (unique: boolean, items: readonly Json[]) => !unique || allDiffer(items),
  });
  ajv.addFormat('iri-reference', isIriReference);
  ajv.addFormat('idn-email', isIdnEmail);
  // The strict schema of the old versions is the one that knows no unknown field.
  const strict = version === '1.2' || version === '1.3' ? '-strict' : '';
  return ajv.compile(JSON.parse(text(`bom-${version}${strict}.SNAPSHOT.schema.json`)));
}

function violationsOf(errors: readonly ErrorObject[], document: Json): readonly Violation[] {
  return errors.slice(0, MOST_VIOLATIONS).map(({ instancePath, keyword, message = 'is not valid', params }) => {
    const steps = instancePath
      .split('/')
      .slice(1)
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    const field = steps
      .map((step) => (/^\d+$/.test(step) ? `[${step}]` : `.${step}`))
      .join('')
      .replace(/^\./, '');
    const value = steps.reduce<unknown>(
      (inner, step) => (typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[step] : undefined),
      document,
    );
    const unknown = keyword === 'additionalProperties' ? String(params['additionalProperty']) : undefined;
    const allowed: unknown = keyword === 'enum' ? params['allowedValues'] : undefined;
    return {
      field: unknown === undefined ? field : `${field}${field === '' ? '' : '.'}${unknown}`,
      what: unknown === undefined ? `${field === '' ? 'the document' : field} ${message}` : `the field "${unknown}" is unknown here`,
      expected: Array.isArray(allowed) ? `one of ${allowed.slice(0, 40).join(', ')}${allowed.length > 40 ? ', …' : ''}` : message,
      ...(value === undefined || typeof value === 'object' ? {} : { found: String(value).slice(0, 200) }),
    };
  });
}

/** RFC 3987, as far as a document can break it: no space, no sign that is never in a reference, a percent sign only before two hex digits, one "#" at most. */
function isIriReference(value: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused here.
  return /^(?:[^\u0000-\u0020\u007f<>"{}|\\^`#%]|%[0-9A-Fa-f]{2})*(?:#(?:[^\u0000-\u0020\u007f<>"{}|\\^`#%]|%[0-9A-Fa-f]{2})*)?$/.test(value);
}

function isIdnEmail(value: string): boolean {
  const at = value.lastIndexOf('@');
  return at > 0 && at < value.length - 1 && !/\s/.test(value);
}

function parsed(name: string) {
  return parseXml(text(name), name);
}

function text(name: string): string {
  return readFileSync(fileURLToPath(new URL(name, FOLDER)), 'utf8');
}

/** Whether no two are the same JSON value, whatever the order of their members. */
function allDiffer(items: readonly Json[]): boolean {
  return items.length < 2 || new Set(items.map((item) => JSON.stringify(item, inOrder))).size === items.length;
}

function inOrder(_: string, value: Json): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
}
