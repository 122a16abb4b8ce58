import { z } from 'zod';
import { elementsOf, type Json, parseJson, parseXml, Refused, textOf, type XmlElement } from '../../../core/index.ts';
import { importFaults } from '../faults.ts';
import { issueFault, shapeFault } from '../shape-fault.ts';
import { xmlValue } from '../xml-value.ts';

// CycloneDX 1.4 to 1.7 (ECMA-424), the properties that are read, of both syntaxes. The rest is kept in the raw input and listed as lost.

const EDITIONS = ['1.4', '1.5', '1.6', '1.7'];
const NAMESPACE = 'http://cyclonedx.org/schema/bom/';
const TYPES = [
  'application',
  'framework',
  'library',
  'container',
  'platform',
  'operating-system',
  'device',
  'device-driver',
  'firmware',
  'file',
  'machine-learning-model',
  'data',
  'cryptographic-asset',
] as const;
const AGGREGATES = [
  'complete',
  'incomplete',
  'incomplete_first_party_only',
  'incomplete_first_party_proprietary_only',
  'incomplete_first_party_opensource_only',
  'incomplete_third_party_only',
  'incomplete_third_party_proprietary_only',
  'incomplete_third_party_opensource_only',
  'unknown',
  'not_specified',
] as const;
const STATES = ['resolved', 'resolved_with_pedigree', 'exploitable', 'in_triage', 'false_positive', 'not_affected'] as const;
const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info', 'none', 'unknown'] as const;

const word = z.string().optional();
const component: z.ZodType<Component> = z.looseObject({
  type: z.enum(TYPES),
  name: z.string().min(1),
  'bom-ref': word,
  version: word,
  purl: word,
  get components() {
    return z.array(component).optional();
  },
}) as z.ZodType<Component>;

export interface Component {
  readonly type: (typeof TYPES)[number];
  readonly name: string;
  readonly 'bom-ref'?: string;
  readonly version?: string;
  readonly purl?: string;
  readonly components?: readonly Component[];
}

const vulnerability = z.looseObject({
  id: word,
  description: word,
  analysis: z.looseObject({ state: z.enum(STATES).optional() }).optional(),
  ratings: z.array(z.looseObject({ severity: z.enum(SEVERITIES).optional() })).optional(),
  affects: z.array(z.looseObject({ ref: z.string() })).optional(),
});
const composition = z.looseObject({
  aggregate: z.enum(AGGREGATES),
  assemblies: z.array(z.string()).optional(),
  dependencies: z.array(z.string()).optional(),
  vulnerabilities: z.array(z.string()).optional(),
});
const bomSchema = z.looseObject({
  serialNumber: z
    .string()
    .regex(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)
    .optional(),
  metadata: z
    .looseObject({
      timestamp: word,
      component: component.optional(),
      tools: z
        .union([
          z.array(z.looseObject({ name: word, version: word })),
          z.looseObject({ components: z.array(z.looseObject({ name: word, version: word })).optional() }),
        ])
        .optional(),
    })
    .optional(),
  components: z.array(component).optional(),
  services: z.array(z.looseObject({ name: z.string() })).optional(),
  vulnerabilities: z.array(vulnerability).optional(),
  compositions: z.array(composition).optional(),
});

export type Bom = z.infer<typeof bomSchema>;
export type Vulnerability = z.infer<typeof vulnerability>;
export type Composition = z.infer<typeof composition>;

export interface ReadBom {
  readonly bom: Bom;
  /** As it was written, what paths and lost fields speak of. */
  readonly document: Json;
  readonly mediaType: string;
}

/** Reads a bill of materials. Throws `Refused` (ASSAY-IMPORT-001, -003, -004, ASSAY-JSON-…, ASSAY-XML-…). */
export function readBom(text: string, file: string): ReadBom {
  const xml = /^\ufeff?\s*</.test(text);
  const { document, edition } = xml ? fromXml(text, file) : fromJson(text, file);
  if (edition === undefined || !EDITIONS.includes(edition)) {
    throw new Refused(
      importFaults.fault('004', {
        message: `${file} is CycloneDX of an edition that Assay does not read`,
        file,
        field: xml ? 'xmlns' : 'specVersion',
        expected: EDITIONS.join(', '),
        found: edition?.slice(0, 40) ?? 'nothing',
        remedy: 'Have the tool write CycloneDX 1.4 or newer.',
      }),
    );
  }
  const parsed = bomSchema.safeParse(document);
  if (!parsed.success) {
    throw new Refused(...parsed.error.issues.slice(0, 20).map((issue) => issueFault(issue, document, file, `CycloneDX ${edition}`)));
  }
  twice(parsed.data, file);
  return { bom: parsed.data, document, mediaType: `application/vnd.cyclonedx+${xml ? 'xml' : 'json'}` };
}

function none(file: string, expected: string, found: string): Refused {
  return new Refused(
    importFaults.fault('001', {
      message: `${file} is no CycloneDX bill of materials`,
      file,
      expected,
      found,
      remedy: 'Give the bill of materials as its tool wrote it.',
    }),
  );
}

function fromJson(text: string, file: string): { document: Json; edition: string | undefined } {
  const document = parseJson(text.startsWith('\ufeff') ? text.slice(1) : text, file);
  const fields = typeof document === 'object' && document !== null && !Array.isArray(document) ? (document as { readonly [key: string]: Json }) : {};
  const { bomFormat, specVersion } = fields;
  if (bomFormat !== 'CycloneDX')
    throw none(file, '"bomFormat": "CycloneDX"', bomFormat === undefined ? 'no such field' : JSON.stringify(bomFormat).slice(0, 80));
  return { document, edition: specVersion === undefined ? undefined : typeof specVersion === 'string' ? specVersion : JSON.stringify(specVersion) };
}

function fromXml(text: string, file: string): { document: Json; edition: string | undefined } {
  const root = parseXml(text, file);
  if (root.name !== 'bom' || !root.uri.startsWith(NAMESPACE))
    throw none(file, `<bom xmlns="${NAMESPACE}1.6">`, `<${root.name.slice(0, 40)}> of "${root.uri.slice(0, 80)}"`);
  return { document: bomOfXml(root), edition: root.uri.slice(NAMESPACE.length) };
}

/** Two components with one reference cannot be told apart where a composition or a vulnerability names them. */
function twice(bom: Bom, file: string): void {
  const seen = new Set<string>();
  for (const each of [...(bom.metadata?.component === undefined ? [] : [bom.metadata.component]), ...flat(bom.components ?? [])]) {
    const ref = each['bom-ref'];
    if (ref === undefined) continue;
    if (seen.has(ref)) throw new Refused(shapeFault({ file }, 'bom-ref', 'a reference that stands once', ref.slice(0, 80).toWellFormed()));
    seen.add(ref);
  }
}

export function flat(components: readonly Component[]): readonly Component[] {
  return components.flatMap((each) => [each, ...flat(each.components ?? [])]);
}

// The XML syntax says the same in other places: lists in an element of their own, references and kinds as attributes.

const LISTS: Readonly<Record<string, string>> = {
  components: 'component',
  services: 'service',
  vulnerabilities: 'vulnerability',
  compositions: 'composition',
  ratings: 'rating',
  affects: 'target',
};
const REFS: Readonly<Record<string, string>> = { assemblies: 'assembly', dependencies: 'dependency', vulnerabilities: 'vulnerability' };

function bomOfXml(root: XmlElement): Json {
  return Object.fromEntries([...[...root.attributes], ...members(root, root)]);
}

function members(element: XmlElement, root: XmlElement): [string, Json][] {
  return elementsOf(element)
    .filter((child) => child.uri === root.uri)
    .map((child): [string, Json] => {
      const ofComposition = element.name === 'composition' ? REFS[child.name] : undefined;
      if (ofComposition !== undefined) return [child.name, elementsOf(child, ofComposition).map((each) => each.attributes.get('ref') ?? '')];
      const item = Object.hasOwn(LISTS, child.name) ? LISTS[child.name] : undefined;
      if (item !== undefined) return [child.name, elementsOf(child, item).map((each) => object(each, root))];
      if (child.name === 'tools') return [child.name, tools(child, root)];
      if (['metadata', 'component', 'analysis', 'bom'].includes(child.name)) return [child.name, object(child, root)];
      // An element that holds text alone is the text; anything else is kept as it stands.
      return [child.name, elementsOf(child).length === 0 && child.attributes.size === 0 ? textOf(child).trim() : xmlValue(child)];
    });
}

function object(element: XmlElement, root: XmlElement): Json {
  return Object.fromEntries([...element.attributes, ...members(element, root)]);
}

function tools(element: XmlElement, root: XmlElement): Json {
  const components = elementsOf(element, 'components')[0];
  if (components !== undefined) return { components: elementsOf(components, 'component').map((each) => object(each, root)) };
  return elementsOf(element, 'tool').map((each) => object(each, root));
}
