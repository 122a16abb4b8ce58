import type { Json } from '../../../core/index.ts';
import { lostFields } from '../lost.ts';
import type { ImportContext, Imported, Importer, Mapping } from '../model.ts';
import { member } from '../place.ts';
import { type Claiming, type Item, type Outcome, stateItems } from '../statement.ts';
import { refuseNul, worded } from '../wording.ts';
import { type Bom, type Component, type Composition, readBom, type Vulnerability } from './bom.ts';

const BILL = 'sbom.complete';
const VULNERABLE = 'system.exploitable-vulnerabilities';

/**
 * Bills of materials. The items are the bill itself, its components, services, compositions and vulnerabilities. A bill says that it is complete
 * only in a composition; a list of components says nothing of what is not in it.
 */
export const cyclonedx: Importer = {
  format: 'cyclonedx',
  about: 'CycloneDX 1.4 to 1.7, JSON or XML: whether the bill is complete, and how many vulnerabilities are exploitable',
  recognises: (text) =>
    /^\ufeff?\s*\{/.test(text)
      ? /"bomFormat"\s*:/.test(text)
      : /<(?:[\w.-]+:)?bom[\s>]/.test(text.slice(0, 10_000)) && text.includes('cyclonedx.org/schema/bom'),
  read,
};

function read(text: string, context: ImportContext, mapping?: Mapping): Imported {
  refuseNul(text, context.file);
  const { bom, document, mediaType } = readBom(text, context.file);
  const root = bom.metadata?.component;
  const timestamp = bom.metadata?.timestamp;
  const shared = {
    source: toolsOf(bom),
    mediaType,
    momentAt: 'metadata.timestamp',
    hints: root === undefined ? [] : hintsOf(root),
    ...(timestamp === undefined ? {} : { observedAt: timestamp }),
  };
  const item = (at: string, whole: Json, fields: readonly (readonly [string, string | undefined])[], outcome: Outcome): Item => ({
    ...shared,
    at,
    whole,
    outcome,
    fields: new Map(fields.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))),
  });
  const components = listed(bom.components ?? [], 'components', member(document, 'components'));
  const byRef = new Map(components.map(({ component }) => [component['bom-ref'], component] as const));
  const items: Item[] = [
    item(
      'bom',
      { serialNumber: member(document, 'serialNumber') ?? null, metadata: member(document, 'metadata') ?? null },
      [
        ['item', 'bom'],
        ['name', root?.name],
      ],
      billOutcome(bom, components.length),
    ),
    ...components.map(({ at, whole, component }) =>
      item(
        at,
        whole,
        [
          ['item', 'component'],
          ['type', component.type],
          ['name', component.name],
          ['version', component.version],
          ['purl', component.purl],
        ],
        { kind: 'pass' },
      ),
    ),
    ...(bom.services ?? []).map((service, i) =>
      item(
        `services[${i}]`,
        at(document, 'services', i),
        [
          ['item', 'service'],
          ['name', service.name],
        ],
        { kind: 'silent', why: 'no claim is about services of a bill' },
      ),
    ),
    ...(bom.compositions ?? []).map((each, i) =>
      item(
        `compositions[${i}]`,
        at(document, 'compositions', i),
        [
          ['item', 'composition'],
          ['aggregate', each.aggregate],
        ],
        compositionOutcome(each),
      ),
    ),
    ...(bom.vulnerabilities ?? []).map(
      (each, i): Item => ({
        ...item(
          `vulnerabilities[${i}]`,
          at(document, 'vulnerabilities', i),
          [
            ['item', 'vulnerability'],
            ['id', each.id],
            ['state', each.analysis?.state],
          ],
          vulnerabilityOutcome(each),
        ),
        ...(each.analysis?.state === 'exploitable' ? { finding: findingOf(each, byRef) } : {}),
      }),
    ),
  ];
  const lists =
    billOutcome(bom, components.length).kind === 'pass' && (bom.compositions ?? []).every((each) => ['pass', 'silent'].includes(compositionOutcome(each).kind));
  const { left, ...stated } = stateItems(items, context, mapping, (each) => claimingOf(each, lists));
  const assumed =
    bom.vulnerabilities !== undefined && bom.vulnerabilities.length === 0
      ? [...stated.assumed, 'vulnerabilities is an empty list: it does not say that any were looked for, so nothing was said of them']
      : stated.assumed;
  return { format: cyclonedx.format, ...stated, assumed, lost: lostFields(document, CARRIED, left) };
}

const NOT_ALL: Outcome = { kind: 'undecided', why: 'the file does not show that it lists all that is in the product, so others may be exploitable' };

/**
 * `lists`: the bill shows that it lists all of the product. A list of vulnerabilities alone, such as a VEX, is about those: one that is exploitable
 * counts, but that there are none of the whole product is not said by leaving the others out.
 */
function claimingOf(item: Item, lists: boolean): Claiming | undefined {
  switch (item.fields.get('item')) {
    case 'bom':
    case 'component':
    case 'composition':
      return { from: 'the bill, its components and compositions', claim: BILL, value: { is: true } };
    case 'vulnerability': {
      const exploitable = item.fields.get('state') === 'exploitable';
      const withheld = !exploitable && !lists && item.outcome.kind === 'row' ? { outcome: NOT_ALL } : {};
      return { from: 'vulnerabilities and their analysis', claim: VULNERABLE, value: { is: exploitable ? 1 : 0 }, adds: true, ...withheld };
    }
    default:
      return undefined;
  }
}

function billOutcome(bom: Bom, components: number): Outcome {
  if (components === 0) return { kind: 'undecided', why: 'the bill lists no component' };
  const root = bom.metadata?.component?.['bom-ref'];
  const all = (bom.compositions ?? []).some(
    (each) =>
      each.aggregate === 'complete' && (root === undefined ? coversNothingElse(each) : (each.assemblies ?? []).includes(root) || coversNothingElse(each)),
  );
  return all
    ? { kind: 'pass' }
    : { kind: 'undecided', why: 'the bill does not say that it is complete: no composition with the aggregate "complete" names what it is a bill of' };
}

/** A composition that names no assembly, dependency or vulnerability is about the bill as a whole. */
function coversNothingElse(each: Composition): boolean {
  return each.assemblies === undefined && each.dependencies === undefined && each.vulnerabilities === undefined;
}

function compositionOutcome({ aggregate, assemblies, dependencies, vulnerabilities }: Composition): Outcome {
  if (vulnerabilities !== undefined && assemblies === undefined && dependencies === undefined)
    return { kind: 'silent', why: 'it is about vulnerabilities, not about what is in the product' };
  if (aggregate === 'complete') return { kind: 'pass' };
  if (aggregate === 'unknown' || aggregate === 'not_specified')
    return { kind: 'undecided', why: 'the bill says that it does not know whether this part of it is complete' };
  return { kind: 'fail' };
}

function vulnerabilityOutcome({ analysis }: Vulnerability): Outcome {
  const state = analysis?.state;
  switch (state) {
    case 'exploitable':
    case 'resolved':
    case 'resolved_with_pedigree':
    case 'not_affected':
    case 'false_positive':
      return { kind: 'row' };
    case 'in_triage':
      return { kind: 'undecided', why: 'whether it is exploitable is still being looked into' };
    case undefined:
      return { kind: 'undecided', why: 'nobody has said whether it is exploitable' };
    default:
      return state satisfies never;
  }
}

const RATED = { critical: 'critical', high: 'high', medium: 'medium', low: 'low', info: 'none', none: 'none' } as const;
const ORDER = ['critical', 'high', 'medium', 'low', 'info', 'none'] as const;

function findingOf(each: Vulnerability, byRef: ReadonlyMap<string | undefined, Component>): NonNullable<Item['finding']> {
  const id = worded(each.id ?? '', 200) || 'a vulnerability without an id';
  const worst = ORDER.find((severity) => (each.ratings ?? []).some((rating) => rating.severity === severity));
  const affected = (each.affects ?? []).map(({ ref }) => {
    const component = byRef.get(ref);
    return worded(`${component?.purl ?? component?.name ?? ref} ${id}`, 500);
  });
  return {
    id,
    title: worded(each.description ?? '', 500) || id,
    ...(worst === undefined ? {} : { severity: RATED[worst] }),
    refs: affected.length === 0 ? [id] : affected.slice(0, 100),
  };
}

function toolsOf(bom: Bom): string {
  const tools = bom.metadata?.tools;
  const list: readonly { readonly name?: string | undefined; readonly version?: string | undefined }[] =
    tools === undefined ? [] : Array.isArray(tools) ? tools : ((tools as { components?: { name?: string; version?: string }[] }).components ?? []);
  const names = list.map(({ name, version }) => [name, version].filter((part) => part !== undefined).join(' ')).filter((name) => name !== '');
  return worded(names.join(', '), 200) || 'a bill of materials';
}

function hintsOf({ purl, name, 'bom-ref': ref }: Component): readonly string[] {
  return [...(purl === undefined ? [] : [purl]), name, ...(ref === undefined ? [] : [ref])];
}

interface Listed {
  readonly at: string;
  readonly whole: Json;
  readonly component: Component;
}

function listed(components: readonly Component[], at: string, written: Json | undefined): readonly Listed[] {
  return components.flatMap((component, i) => {
    const whole = member(written, i);
    const here = { at: `${at}[${i}]`, whole: whole ?? null, component };
    return [here, ...listed(component.components ?? [], `${at}[${i}].components`, member(whole, 'components'))];
  });
}

function at(document: Json, list: string, i: number): Json {
  return member(member(document, list), i) ?? null;
}

const CARRIED: ReadonlySet<string> = new Set([
  'bomFormat',
  'specVersion',
  'metadata.timestamp',
  'metadata.component.name',
  'metadata.component.purl',
  'metadata.component.bom-ref',
  'metadata.tools[].name',
  'metadata.tools[].version',
  'metadata.tools.components[].name',
  'metadata.tools.components[].version',
  'compositions[].aggregate',
  'compositions[].assemblies[]',
  'vulnerabilities[].id',
  'vulnerabilities[].analysis.state',
  'vulnerabilities[].description',
  'vulnerabilities[].ratings[].severity',
  'vulnerabilities[].affects[].ref',
]);
