import type { PartKind } from '../../model.ts';
import { type Draft, describe, tagged } from '../draft.ts';
import { cut, type Fields, fieldsOf, listOf, nameOf, textOf, textsOf, without } from '../foreign.ts';
import { encryptionOf, kindByWords } from '../kind-words.ts';
import { propertyValues, refOf } from './property.ts';

type PartDraft = Draft['parts'][number];

/** Services with their endpoints, trust zones and data (CycloneDX `services`, at any depth). */
export function services(draft: Draft, list: readonly Fields[]): void {
  const made: (readonly [PartDraft, Fields])[] = [];
  const visit = (elements: readonly Fields[], holder: PartDraft | undefined): void => {
    for (const element of elements) {
      const part = service(draft, element, holder);
      made.push([part, element]);
      visit(listOf(element['services']).map(fieldsOf), part);
    }
  };
  visit(list, undefined);
  for (const [part, element] of made) for (const data of listOf(element['data']).map(fieldsOf)) dataOf(draft, part, data);
}

function service(draft: Draft, element: Fields, holder: PartDraft | undefined): PartDraft {
  draft.count('service');
  const name = textOf(element['name']);
  const inner = listOf(element['services']);
  const provider = textOf(fieldsOf(element['provider'])['name']);
  const part = draft.part({
    id: draft.id('part', refOf(element), name),
    kind: kindByWords(`${textOf(element['group'])} ${name}`, 'server', ['role', 'network', 'app'] satisfies PartKind[]),
    name: nameOf(name, refOf(element)),
    ...describe(textOf(element['description'])),
    ...(provider === '' ? {} : { owner: cut(provider, 200) }),
    ...tagged([...textsOf(element['tags']), ...propertyValues(element, 'tag')]),
    origin: draft.origin(refOf(element), inner.length > 0 ? without(element, 'services') : element),
  });
  const zone = textOf(element['trustZone']);
  if (zone !== '') part.zone = zoneNamed(draft, zone);
  for (const endpoint of textsOf(element['endpoints'])) {
    const protocol = /^([a-z][a-z0-9+.-]*):/i.exec(endpoint)?.[1] ?? 'unknown';
    draft.face(part, protocol.toLowerCase(), 'user-api', element['authenticated'] === false ? 'none' : 'unknown');
  }
  if (element['x-trust-boundary'] === true && textsOf(element['endpoints']).length > 0) draft.faceInternet(part);
  if (holder !== undefined) draft.links.push({ id: draft.id('link', `${holder.id}-hosts-${part.id}`), type: 'hosts', from: holder.id, to: part.id });
  draft.how(
    'service',
    'part, interfaces',
    'one interface for each scheme of its endpoints; authenticated false is "none", true says not how and is "unknown"; trustZone is a zone',
  );
  draft.how('service: x-trust-boundary', 'fact, interface', 'endpoints whose use crosses a trust boundary count as reachable from the Internet');
  return part;
}

function zoneNamed(draft: Draft, name: string): string {
  const known = draft.find('zone', name);
  if (known !== undefined) return known;
  const id = draft.id('zone', name, name);
  draft.zones.push({ id, name: nameOf(name, 'Zone') });
  return id;
}

/** One entry of a service's data: a data class, where it is, and the flows that bring or take it. */
function dataOf(draft: Draft, part: PartDraft, data: Fields): void {
  draft.count('data flow');
  const classification = textOf(data['classification']);
  const name = textOf(data['name']) || classification || 'Data';
  const key = `data ${classification} ${name}`;
  let id = draft.find('asset', key);
  if (id === undefined) {
    draft.count('data class');
    id = draft.id('asset', key, name);
    draft.assets.push({
      id,
      name: nameOf(name, 'Data'),
      ...describe(textOf(data['description'])),
      kind: 'information',
      needs: needsOf(`${classification} ${name}`),
      at: [],
      ...tagged(classification === '' ? [] : [classification]),
    });
  }
  draft.assets.find((asset) => asset.id === id)?.at?.push({ part: part.id, state: 'in-use' });
  const direction = textOf(data['flow']);
  for (const source of textsOf(data['source'])) flow(draft, source, part, id, 'in', direction);
  for (const target of textsOf(data['destination'])) flow(draft, target, part, id, 'out', direction);
  draft.how(
    'service: data',
    'asset, flow',
    'each classification and name is an asset in use at the service; sources and destinations that the document defines become flows, others stay in the origin',
  );
}

/** What a label asks for. Labels are anybody's words, so this is a beginning for the operator to correct. */
function needsOf(label: string): { confidentiality: number; integrity: number; privacy: number } {
  const personal = /\b(?:pii|personal|phi|health|customer|user|gdpr)\b/i.test(label);
  const secret = /\b(?:secret|confidential|restricted|credential|pci|card|financial|sensitive)\b/i.test(label);
  const open = /\bpublic\b/i.test(label);
  return { confidentiality: open ? 0 : personal || secret ? 3 : 2, integrity: 2, privacy: personal ? 3 : 0 };
}

function flow(draft: Draft, ref: string, part: PartDraft, asset: string, way: 'in' | 'out', direction: string): void {
  const bare = ref.replace(/^urn:cdx:[^#]*#/, '');
  const other = draft.find('part', bare) ?? draft.parts.find((each) => textsOf(each.origin?.fields?.['endpoints'] ?? null).includes(ref))?.id;
  if (other === undefined || other === part.id) return;
  const [from, to] = way === 'in' ? [other, part.id] : [part.id, other];
  const id = draft.id('flow', `${from}-${to}-${asset}`);
  const protocol = /^([a-z][a-z0-9+.-]*):\/\//i.exec(ref)?.[1]?.toLowerCase() ?? '';
  draft.flows.push({
    id,
    from,
    to,
    ...(protocol === '' ? {} : { protocol }),
    encryption: encryptionOf(protocol),
    carries: [asset],
    ...(direction === 'bi-directional' ? { returns: [asset] } : {}),
  });
}

/** Dependencies between parts: who depends on another calls it. Those between other things stay with the service's origin. */
export function dependencies(draft: Draft, list: readonly Fields[]): void {
  const joined = new Set(draft.flows.map((each) => `${each.from} ${each.to}`));
  for (const dependency of list) {
    draft.count('dependency');
    const from = draft.find('part', textOf(dependency['ref']));
    for (const ref of textsOf(dependency['dependsOn'])) {
      const to = draft.find('part', ref);
      if (from === undefined || to === undefined || from === to || joined.has(`${from} ${to}`)) continue;
      joined.add(`${from} ${to}`);
      draft.flows.push({ id: draft.id('flow', `${from}-uses-${to}`), from, to, description: 'Inferred by the import: the one depends on the other.' });
    }
    draft.how('dependency', 'flow, origin', 'between two parts a flow from the one that depends; between others kept with the service');
  }
}
