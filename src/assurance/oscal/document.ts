import { type Fault, type Json, parseXml, Refused } from '../../core/index.ts';
import { readDocument } from '../../map/document.ts';
import { oscalFaults, refuseOscal } from './faults.ts';
import { OSCAL_NAMESPACE, xmlToJson } from './from-xml.ts';
import { isFields, type Reading, reading } from './reading.ts';

export const OSCAL_MODELS = [
  'catalog',
  'profile',
  'component-definition',
  'system-security-plan',
  'assessment-plan',
  'assessment-results',
  'plan-of-action-and-milestones',
  'mapping-collection',
] as const;
export type OscalModel = (typeof OSCAL_MODELS)[number];

/** An OSCAL document that was opened: what it is, and a reading of its body that knows what was taken from it. */
export interface OscalDocument {
  readonly file: string;
  readonly model: OscalModel;
  readonly encoding: 'json' | 'xml' | 'yaml';
  readonly version: string;
  readonly reading: Reading;
}

const XML_LIMITS = { bytes: 32 * 1024 * 1024, depth: 100, nodes: 1_000_000 };
/** Values of one document. NIST's largest catalogue has about 150,000. */
const MOST_VALUES = 2_000_000;

/** Whether the text looks like an OSCAL document, without reading it. */
export function looksLikeOscal(text: string): boolean {
  const head = text.slice(0, 4096);
  return head.includes(OSCAL_NAMESPACE) || new RegExp(`(?:^|[{,\\s"'])(?:${OSCAL_MODELS.join('|')})["']?\\s*:`).test(head);
}

/**
 * Opens an OSCAL document of version 1.0 to 1.2 in JSON, XML or YAML. The bytes are whoever wrote the file's: bounded in size, depth and number,
 * without aliases, entities, repeated keys or keys that reach a prototype. Throws `Refused` (ASSAY-OSCAL-001 to -006, ASSAY-XML-…, ASSAY-JSON-…,
 * ASSAY-MAP-001 to -008 for YAML).
 */
export function openOscal(text: string, file: string): OscalDocument {
  const first = /[^\s\ufeff]/.exec(text.slice(0, 10_000))?.[0];
  const encoding = first === '<' ? 'xml' : first === '{' ? 'json' : 'yaml';
  const root = encoding === 'xml' ? fromXml(text, file) : readDocument(text, file).value;
  if (!isFields(root)) throw new Refused(notOscal(file, 'something else'));
  const found = OSCAL_MODELS.filter((model) => Object.hasOwn(root, model));
  const model = found[0];
  const body = model === undefined ? undefined : root[model];
  if (model === undefined || found.length > 1 || !isFields(body)) throw new Refused(notOscal(file, Object.keys(root).slice(0, 8).join(', ') || 'nothing'));
  bound(body, file);
  const made = reading(body, model, file);
  made.root.text('uuid');
  const metadata = made.root.one('metadata');
  const version = metadata?.needed('oscal-version') ?? '';
  const faults: Fault[] = [...made.faults];
  if (metadata === undefined && !made.root.has('metadata')) faults.push(missing(file, `${model}.metadata`));
  if (version !== '' && !/^v?1\.[0-2](?:\.\d+)?(?:-[A-Za-z0-9.]+)?$/.test(version)) faults.push(otherVersion(file, model, version));
  if (faults.length > 0) refuseOscal(faults);
  return { file, model, encoding, version: version.replace(/^v/, ''), reading: made };
}

function fromXml(text: string, file: string): Json {
  const root = parseXml(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text, file, XML_LIMITS);
  if (root.uri !== OSCAL_NAMESPACE) throw new Refused(notOscal(file, `<${root.name}> of the namespace "${root.uri}"`, root));
  const faults: Fault[] = [];
  const body = xmlToJson(root, file, faults);
  if (faults.length > 0) refuseOscal(faults);
  return { [root.name]: body };
}

function bound(root: Json, file: string): void {
  const queue: Json[] = [root];
  let seen = 0;
  for (let value = queue.pop(); value !== undefined; value = queue.pop()) {
    seen += 1;
    if (seen > MOST_VALUES) {
      throw new Refused(
        oscalFaults.fault('006', {
          message: `${file} has more values than Assay reads`,
          file,
          expected: `at most ${MOST_VALUES} values`,
          remedy: 'Split the document, or import a profile of what is needed.',
        }),
      );
    }
    if (typeof value === 'object' && value !== null) for (const member of Object.values(value)) queue.push(member as Json);
  }
}

/** The document, where it is of one of these models. Throws `Refused` (ASSAY-OSCAL-007). */
export function needModel(document: OscalDocument, ...models: readonly OscalModel[]): void {
  if (models.includes(document.model)) return;
  throw new Refused(
    oscalFaults.fault('007', {
      message: `${document.file} is of the model ${document.model}`,
      file: document.file,
      expected: models.join(' or '),
      found: document.model,
      remedy: 'Give the document that was meant.',
    }),
  );
}

function notOscal(file: string, found: string, at?: { readonly line: number; readonly column: number }): Fault {
  return oscalFaults.fault('001', {
    message: `${file} is not an OSCAL document`,
    file,
    ...(at === undefined ? {} : { line: at.line, column: at.column }),
    expected: `one of ${OSCAL_MODELS.join(', ')}`,
    found,
    remedy: 'Give an OSCAL document in JSON, XML or YAML.',
  });
}

function missing(file: string, field: string): Fault {
  return oscalFaults.fault('003', { message: `${file} lacks ${field}`, file, field, expected: 'the field', found: 'nothing', remedy: 'Add the field.' });
}

function otherVersion(file: string, model: string, version: string): Fault {
  return oscalFaults.fault('002', {
    message: `${file} is of OSCAL ${version}`,
    file,
    field: `${model}.metadata.oscal-version`,
    expected: '1.0 to 1.2',
    found: version,
    remedy: 'Convert the document with OSCAL’s own tools, or correct the version where it is a slip.',
  });
}
