import type { Fault, Json } from '../../core/index.ts';
import { Gather } from './gather.ts';
import type { Bom, BomFormat, Component, ComponentLicence, Organisation, Place, Scope, Upstream } from './model.ts';
import { upstreamOfDownload, upstreamOfPurl, upstreamOfSourceInfo } from './origin.ts';
import { listOf, type Raw, rawOf, textIn } from './raw.ts';

/** Relationships that are a dependency: whether the element needs the related one (`on`) or is needed by it (`of`), and what it is for. */
const NEEDS: Readonly<Record<string, readonly ['on' | 'of', Scope]>> = {
  DEPENDS_ON: ['on', 'required'],
  DEPENDENCY_OF: ['of', 'required'],
  DYNAMIC_LINK: ['on', 'required'],
  STATIC_LINK: ['on', 'required'],
  HAS_PREREQUISITE: ['on', 'required'],
  PREREQUISITE_FOR: ['of', 'required'],
  RUNTIME_DEPENDENCY_OF: ['of', 'required'],
  PROVIDED_DEPENDENCY_OF: ['of', 'required'],
  OPTIONAL_DEPENDENCY_OF: ['of', 'optional'],
  OPTIONAL_COMPONENT_OF: ['of', 'optional'],
  BUILD_DEPENDENCY_OF: ['of', 'excluded'],
  DEV_DEPENDENCY_OF: ['of', 'excluded'],
  TEST_DEPENDENCY_OF: ['of', 'excluded'],
};
/** Relationships that tell what the element was made from (`to`), or what was made from it (`from`). */
const MADE: Readonly<Record<string, 'to' | 'from'>> = { GENERATED_FROM: 'to', GENERATES: 'from', DESCENDANT_OF: 'to', ANCESTOR_OF: 'from', VARIANT_OF: 'to' };

interface Relations {
  readonly described: ReadonlySet<string>;
  readonly inside: ReadonlyMap<string, string>;
  readonly madeFrom: ReadonlyMap<string, readonly string[]>;
  readonly scopes: ReadonlyMap<string, Scope>;
}

/** Everything of a document of SPDX 2 that the model has a place for, from its JSON or from tag-value in the same shape. Never throws. */
export function spdxBom(raw: Raw, format: BomFormat, lines: WeakMap<object, number>, faults: readonly Fault[]): Bom {
  const gather = new Gather();
  const relations = relationsOf(raw, gather);
  const packages = listOf(raw['packages']).map(rawOf);
  const byId = new Map(packages.flatMap((one) => (one === undefined ? [] : [[textIn(one['SPDXID']) ?? '', one] as const])));
  for (const [at, one] of packages.entries()) {
    const line = one === undefined ? undefined : lines.get(one);
    const place = { field: `packages[${at}]`, ...(line === undefined ? {} : { line }) };
    const name = textIn(one?.['name']);
    if (one === undefined || name === undefined) gather.skip('component-unreadable', place, 'it has no name');
    else gather.add(packageOf(one, name, place, relations, byId, gather));
  }
  const files = listOf(raw['files']).length;
  if (files > 0) gather.skip('left-out', { field: 'files' }, `${files} ${files === 1 ? 'file is' : 'files are'} no component and not looked at`);
  for (const [at, value] of listOf(raw['externalDocumentRefs']).entries()) {
    const id = textIn(rawOf(value)?.['externalDocumentId']) ?? '';
    gather.skip('external-document', { field: `externalDocumentRefs[${at}]` }, `the document names another one, "${id}", which was not read`);
  }
  const components = gather.components();
  const roots = components.filter(({ ref }) => relations.described.has(ref));
  const creation = rawOf(raw['creationInfo']) ?? {};
  const serial = textIn(raw['documentNamespace']);
  const timestamp = textIn(creation['created']);
  const dependencies = gather.dependencies('relationships');
  const [root] = roots;
  return {
    format,
    specVersion: (textIn(raw['spdxVersion']) ?? '').replace(/^SPDX-/, ''),
    tools: listOf(creation['creators']).flatMap((creator) => (typeof creator === 'string' && creator.startsWith('Tool:') ? [creator.slice(5).trim()] : [])),
    components,
    dependencies,
    skipped: gather.skipped,
    faults,
    ...(serial === undefined ? {} : { serial }),
    ...(timestamp === undefined ? {} : { timestamp }),
    ...(root === undefined || roots.length > 1 ? {} : { root }),
  };
}

function relationsOf(raw: Raw, gather: Gather): Relations {
  const described = new Set(listOf(raw['documentDescribes']).filter((id) => typeof id === 'string'));
  const inside = new Map<string, string>();
  const madeFrom = new Map<string, string[]>();
  const scopes = new Map<string, Scope>();
  const packages = new Set(listOf(raw['packages']).flatMap((one) => textIn(rawOf(one)?.['SPDXID']) ?? []));
  for (const value of listOf(raw['relationships'])) {
    const one = rawOf(value);
    const [from, to, type] = [textIn(one?.['spdxElementId']), textIn(one?.['relatedSpdxElement']), textIn(one?.['relationshipType'])];
    if (from === undefined || to === undefined || type === undefined || to === 'NONE' || to === 'NOASSERTION') continue;
    if (type === 'DESCRIBES') described.add(to);
    else if (type === 'DESCRIBED_BY') described.add(from);
    else if (type === 'CONTAINS' && packages.has(from) && packages.has(to)) inside.set(to, inside.get(to) ?? from);
    else if (type === 'CONTAINED_BY' && packages.has(from) && packages.has(to)) inside.set(from, inside.get(from) ?? to);
    const made = MADE[type];
    if (made !== undefined) {
      const [product, source] = made === 'to' ? [from, to] : [to, from];
      madeFrom.set(product, [...(madeFrom.get(product) ?? []), source]);
    }
    const needs = NEEDS[type];
    // Between files, or between a file and its package, no component depends on another.
    if (needs === undefined || (!packages.has(from) && !packages.has(to))) continue;
    const [user, used] = needs[0] === 'on' ? [from, to] : [to, from];
    gather.edge(user, used);
    scopes.set(used, wider(scopes.get(used), needs[1]));
  }
  return { described, inside, madeFrom, scopes };
}

/** What one needs at run time and another in its tests is needed at run time. */
function wider(a: Scope | undefined, b: Scope): Scope {
  return a === undefined ? b : a === 'required' || b === 'required' ? 'required' : a === 'optional' || b === 'optional' ? 'optional' : 'excluded';
}

function packageOf(raw: Raw, name: string, place: Place, relations: Relations, byId: ReadonlyMap<string, Raw>, gather: Gather): Component {
  const id = textIn(raw['SPDXID']);
  const ref = gather.ref(id, place);
  const version = textIn(raw['versionInfo']);
  const purl = gather.firstPurl(referencesOf(raw, 'purl'), place, ref);
  const download = textIn(raw['downloadLocation']);
  const sourceInfo = textIn(raw['sourceInfo']);
  const sources = (relations.madeFrom.get(ref) ?? []).flatMap((source): readonly Upstream[] => {
    const one = byId.get(source);
    const sourceName = textIn(one?.['name']);
    if (one === undefined || sourceName === undefined || one === raw) return [];
    const sourceVersion = textIn(one['versionInfo']);
    const sourcePurl = gather.firstPurl(referencesOf(one, 'purl'), place, ref);
    return [
      {
        name: sourceName,
        cpes: gather.cpes([...referencesOf(one, 'cpe23Type'), ...referencesOf(one, 'cpe22Type')], place, ref),
        from: 'source-package',
        ...(sourceVersion === undefined ? {} : { version: sourceVersion }),
        ...(sourcePurl === undefined ? {} : { purl: sourcePurl }),
      },
    ];
  });
  const upstreams = [
    ...sources,
    ...upstreamOfPurl(purl),
    ...(sourceInfo === undefined ? [] : upstreamOfSourceInfo(sourceInfo)),
    ...(download === undefined ? [] : upstreamOfDownload(download)),
  ];
  const supplier = organisationOf(textIn(raw['supplier']));
  const inside = relations.inside.get(ref);
  return {
    ref,
    type: textIn(raw['primaryPackagePurpose'])?.toLowerCase().replaceAll('_', '-'),
    name,
    cpes: gather.cpes([...referencesOf(raw, 'cpe23Type'), ...referencesOf(raw, 'cpe22Type')], place, ref),
    upstreams: Gather.upstreams(name, version, upstreams),
    hashes: listOf(raw['checksums']).flatMap((each) => gather.hash(textIn(rawOf(each)?.['algorithm']), textIn(rawOf(each)?.['checksumValue']), place, ref)),
    licences: licencesOf(raw),
    scope: relations.scopes.get(ref) ?? 'required',
    place,
    ...Gather.distribution(purl),
    ...(version === undefined ? {} : { version }),
    ...(purl === undefined ? {} : { purl }),
    ...(supplier === undefined ? {} : { supplier }),
    ...(inside === undefined ? {} : { inside }),
  };
}

/** Types of reference are written short or as the address of their definition. */
function referencesOf(raw: Raw, type: string): readonly string[] {
  return listOf(raw['externalRefs']).flatMap((value: Json) => {
    const reference = rawOf(value);
    const said = textIn(reference?.['referenceType']);
    const locator = textIn(reference?.['referenceLocator']);
    return locator !== undefined && said?.split('/').at(-1) === type ? [locator] : [];
  });
}

/** What was concluded, else what was declared. */
function licencesOf(raw: Raw): readonly ComponentLicence[] {
  const said = [textIn(raw['licenseConcluded']), textIn(raw['licenseDeclared'])].find(
    (text) => text !== undefined && text !== 'NOASSERTION' && text !== 'NONE',
  );
  return said === undefined ? [] : [{ kind: /\s/.test(said) ? 'expression' : 'id', text: said }];
}

function organisationOf(actor: string | undefined): Organisation | undefined {
  const [, name, contact] = /^(?:Person|Organization):\s*(.*?)\s*(?:\(([^()]*)\))?$/.exec((actor ?? '').slice(0, 1000)) ?? [];
  if (name === undefined || name === '') return;
  return { name, ...(contact === undefined || contact === '' ? {} : { contact }) };
}
