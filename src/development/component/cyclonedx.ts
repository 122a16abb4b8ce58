import type { Fault, Json } from '../../core/index.ts';
import { Gather } from './gather.ts';
import type { Bom, BomFormat, Component, ComponentLicence, Organisation, Place, Scope, Upstream } from './model.ts';
import { upstreamOfPurl, upstreamsOfProperties } from './origin.ts';
import { listOf, type Raw, rawOf, textIn } from './raw.ts';
import { sayEvidence, sayRelatives } from './unread-cyclonedx.ts';

/** A document of CycloneDX in the shape of its JSON, from whichever spelling. `lines` holds where each object began, where the spelling tells it. */
export interface CycloneDxDocument {
  readonly raw: Raw;
  readonly format: BomFormat;
  readonly lines: WeakMap<object, number>;
}

/** Everything of a CycloneDX document that the model has a place for. Never throws: what has another kind than the schema says is passed over, and said. */
export function cycloneDxBom({ raw, format, lines }: CycloneDxDocument, faults: readonly Fault[]): Bom {
  const gather = new Gather();
  const metadata = rawOf(raw['metadata']) ?? {};
  const context: Context = { gather, lines };
  const described = rawOf(metadata['component']);
  const root = described === undefined ? undefined : readComponent(described, 'metadata.component', undefined, context);
  for (const nested of described === undefined ? [] : nestedOf(described, 'metadata.component')) readTree(nested.value, nested.field, root?.ref, context);
  listOf(raw['components']).forEach((value, at) => {
    readTree(value, `components[${at}]`, undefined, context);
  });
  listOf(raw['dependencies']).forEach((value) => {
    const entry = rawOf(value);
    const from = textIn(entry?.['ref']);
    for (const to of listOf(entry?.['dependsOn'])) if (from !== undefined && typeof to === 'string') gather.edge(from, to);
  });
  sayWhatIsLeftOut(raw, gather);
  const serial = textIn(raw['serialNumber']);
  const timestamp = textIn(metadata['timestamp']);
  const dependencies = gather.dependencies('dependencies');
  return {
    format,
    specVersion: textIn(raw['specVersion']) ?? '',
    tools: toolsOf(metadata['tools']),
    components: gather.components(),
    dependencies,
    skipped: gather.skipped,
    faults,
    ...(serial === undefined ? {} : { serial }),
    ...(timestamp === undefined ? {} : { timestamp }),
    ...(root === undefined ? {} : { root }),
  };
}

interface Context {
  readonly gather: Gather;
  readonly lines: WeakMap<object, number>;
}

function nestedOf(raw: Raw, field: string): readonly { readonly value: Json; readonly field: string }[] {
  return listOf(raw['components']).map((value, at) => ({ value, field: `${field}.components[${at}]` }));
}

/** The parser bounds how deep a document nests. */
function readTree(value: Json, field: string, inside: string | undefined, context: Context): void {
  const raw = rawOf(value);
  const component = raw === undefined ? undefined : readComponent(raw, field, inside, context);
  if (raw === undefined) context.gather.skip('component-unreadable', { field }, 'it is not an object');
  if (component !== undefined) context.gather.add(component);
  for (const nested of raw === undefined ? [] : nestedOf(raw, field)) readTree(nested.value, nested.field, component?.ref ?? inside, context);
}

function readComponent(raw: Raw, field: string, inside: string | undefined, { gather, lines }: Context): Component | undefined {
  const line = lines.get(raw);
  const place: Place = { field, ...(line === undefined ? {} : { line }) };
  const name = textIn(raw['name']);
  if (name === undefined) {
    gather.skip('component-unreadable', place, 'it has no name', textIn(raw['bom-ref']));
    return;
  }
  const ref = gather.ref(textIn(raw['bom-ref']), place);
  const version = textIn(raw['version']);
  const group = textIn(raw['group']);
  const purl = gather.purl(textIn(raw['purl']), place, ref);
  const properties = propertiesOf(raw['properties']);
  const pedigree = rawOf(raw['pedigree']) ?? {};
  const ancestors = listOf(pedigree['ancestors']).flatMap((each, at) =>
    ancestorOf(each, { ...place, field: `${field}.pedigree.ancestors[${at}]` }, ref, gather),
  );
  sayEvidence(raw, place, ref, gather);
  sayRelatives(pedigree, place, ref, gather);
  const modified = raw['modified'] === true || listOf(pedigree['patches']).length > 0 ? true : raw['modified'] === false ? false : undefined;
  const supplier = organisationOf(raw['supplier']) ?? organisationOf(raw['manufacturer']) ?? organisationOf(textIn(raw['publisher']));
  return {
    ref,
    type: textIn(raw['type']),
    name,
    cpes: gather.cpes(
      [
        ...[textIn(raw['cpe'])].flatMap((text) => (text === undefined ? [] : [text])),
        ...(properties.get('syft:cpe23') === undefined ? [] : allOf(raw['properties'], 'syft:cpe23')),
      ],
      place,
      ref,
    ),
    upstreams: Gather.upstreams(name, version, [...ancestors, ...upstreamOfPurl(purl), ...upstreamsOfProperties(properties)]),
    hashes: listOf(raw['hashes']).flatMap((each) => gather.hash(textIn(rawOf(each)?.['alg']), textIn(rawOf(each)?.['content']), place, ref)),
    licences: listOf(raw['licenses']).flatMap(licenceOf),
    scope: scopeOf(raw['scope']),
    place,
    ...Gather.distribution(purl),
    ...(group === undefined ? {} : { group }),
    ...(version === undefined ? {} : { version }),
    ...(purl === undefined ? {} : { purl }),
    ...(supplier === undefined ? {} : { supplier }),
    ...(modified === undefined ? {} : { modified }),
    ...(inside === undefined ? {} : { inside }),
  };
}

function ancestorOf(value: Json, place: Place, ref: string, gather: Gather): readonly Upstream[] {
  const raw = rawOf(value);
  const name = textIn(raw?.['name']);
  if (raw === undefined || name === undefined) return [];
  const version = textIn(raw['version']);
  const purl = gather.purl(textIn(raw['purl']), place, ref);
  const cpe = textIn(raw['cpe']);
  return [
    {
      name,
      cpes: gather.cpes(cpe === undefined ? [] : [cpe], place, ref),
      from: 'ancestor',
      ...(version === undefined ? {} : { version }),
      ...(purl === undefined ? {} : { purl }),
    },
  ];
}

function licenceOf(value: Json): readonly ComponentLicence[] {
  const choice = rawOf(value);
  const expression = textIn(choice?.['expression']);
  if (expression !== undefined) return [{ kind: 'expression', text: expression }];
  const licence = rawOf(choice?.['license']);
  const [id, name] = [textIn(licence?.['id']), textIn(licence?.['name'])];
  return id !== undefined ? [{ kind: 'id', text: id }] : name !== undefined ? [{ kind: 'name', text: name }] : [];
}

function organisationOf(value: Json | undefined): Organisation | undefined {
  const raw = rawOf(value);
  const name = raw === undefined ? textIn(value) : textIn(raw['name']);
  if (name === undefined) return;
  const url = textIn(listOf(raw?.['url'])[0]);
  const contact = textIn(rawOf(listOf(raw?.['contact'])[0])?.['email']);
  return { name, ...(url === undefined ? {} : { url }), ...(contact === undefined ? {} : { contact }) };
}

function scopeOf(value: Json | undefined): Scope {
  return value === 'optional' || value === 'excluded' ? value : 'required';
}

function propertiesOf(value: Json | undefined): ReadonlyMap<string, string> {
  return new Map(
    listOf(value).flatMap((each) => {
      const [name, said] = [textIn(rawOf(each)?.['name']), textIn(rawOf(each)?.['value'])];
      return name === undefined || said === undefined ? [] : [[name, said] as const];
    }),
  );
}

function allOf(value: Json | undefined, name: string): readonly string[] {
  return listOf(value).flatMap((each) => (rawOf(each)?.['name'] === name ? (textIn(rawOf(each)?.['value']) ?? []) : []));
}

/** A list until 1.4; since then an object of components and services. */
function toolsOf(value: Json | undefined): readonly string[] {
  const raw = rawOf(value);
  const tools = raw === undefined ? listOf(value) : [...listOf(raw['components']), ...listOf(raw['services'])];
  return tools.flatMap((tool) => {
    const entry = rawOf(tool);
    const parts = [textIn(entry?.['vendor']) ?? textIn(entry?.['group']), textIn(entry?.['name']), textIn(entry?.['version'])].filter(
      (part) => part !== undefined,
    );
    return parts.length === 0 ? [] : [parts.join(' ')];
  });
}

function sayWhatIsLeftOut(raw: Raw, gather: Gather): void {
  const services = listOf(raw['services']).length;
  const queue = [...listOf(raw['services'])];
  while (queue.length > 0) {
    const service = rawOf(queue.pop());
    const ref = textIn(service?.['bom-ref']);
    if (ref !== undefined) gather.know(ref);
    queue.push(...listOf(service?.['services']));
  }
  if (services > 0)
    gather.skip('left-out', { field: 'services' }, `${services} ${services === 1 ? 'service is' : 'services are'} no component and not looked at`);
  const said = listOf(raw['vulnerabilities']).length;
  if (said > 0)
    gather.skip(
      'statements-left-out',
      { field: 'vulnerabilities' },
      `${said} ${said === 1 ? 'vulnerability stands' : 'vulnerabilities stand'} in it; what it says of ${said === 1 ? 'it' : 'them'} is heard where the file is given as statements too`,
    );
  listOf(raw['compositions']).forEach((value, at) => {
    const aggregate = textIn(rawOf(value)?.['aggregate']);
    if (aggregate !== undefined && aggregate !== 'complete')
      gather.skip('declared-incomplete', { field: `compositions[${at}]` }, `the BOM says of itself that what it lists is ${aggregate.replaceAll('_', ' ')}`);
  });
}
