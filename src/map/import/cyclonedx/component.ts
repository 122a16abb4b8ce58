import type { PartKind } from '../../model.ts';
import { type Draft, describe, tagged } from '../draft.ts';
import { cut, type Fields, fieldsOf, listOf, nameOf, textOf, without } from '../foreign.ts';
import { encryptionOf, INTERNET, kindByWords } from '../kind-words.ts';
import { property, propertyValues, refOf } from './property.ts';

interface Flat {
  readonly element: Fields;
  /** The element without the components inside it, which are elements of their own. */
  readonly own: Fields;
  readonly type: string;
  readonly holder: Flat | undefined;
}

/** Components, at any depth. Those of the threat-model taxonomy by their model type; the rest by what kind of software or thing they are. */
export function components(draft: Draft, list: readonly Fields[], subject: Fields): void {
  const flat: Flat[] = [];
  flatten(list, undefined, flat);
  const is = (...types: readonly string[]): Flat[] => flat.filter((each) => types.includes(each.type));
  for (const each of is('boundary', 'trust-boundary', 'trustzone', 'zone')) zone(draft, each);
  for (const each of is('asset', 'data', 'class:data')) asset(draft, each);
  const parts = flat.filter((each) => roleOf(each.type) === 'part');
  for (const each of parts) part(draft, each);
  const code = flat.filter((each) => roleOf(each.type) === 'code');
  if (code.length > 0) software(draft, code, subject);
  for (const each of is('asset', 'data', 'class:data')) whereabouts(draft, each);
  for (const each of is('dataflow', 'flow', 'data-flow')) flow(draft, each);
  for (const each of flat.filter((one) => roleOf(one.type) === 'note')) note(draft, each);
}

function flatten(list: readonly Fields[], holder: Flat | undefined, into: Flat[]): void {
  for (const element of list) {
    const inner = listOf(element['components']);
    const cdx = textOf(element['type']);
    const model = property(element, 'type').toLowerCase();
    const flat: Flat = { element, own: inner.length > 0 ? without(element, 'components') : element, type: model === '' ? `class:${cdx}` : model, holder };
    into.push(flat);
    flatten(inner.map(fieldsOf), flat, into);
  }
}

const PARTS = ['class:application', 'class:container', 'class:platform', 'class:operating-system', 'class:device', 'class:service'];
const NOTES = [
  'diagram',
  'threat',
  'mitigation',
  'control',
  'countermeasure',
  'risk',
  'assumption',
  'question',
  'text',
  'class:threat-model',
  'representation',
];
const ELSEWHERE = ['boundary', 'trust-boundary', 'trustzone', 'zone', 'asset', 'data', 'class:data', 'dataflow', 'flow', 'data-flow'];

function roleOf(type: string): 'part' | 'code' | 'note' | 'elsewhere' {
  if (ELSEWHERE.includes(type)) return 'elsewhere';
  if (NOTES.includes(type)) return 'note';
  if (type === 'code') return 'code';
  return type.startsWith('class:') && !PARTS.includes(type) ? 'code' : 'part';
}

function zone(draft: Draft, { element, own }: Flat): void {
  draft.count('boundary');
  const rating = Number(property(element, 'risk:trustRating') || Number.NaN);
  draft.zones.push({
    id: draft.id('zone', refOf(element), textOf(element['name'])),
    name: nameOf(textOf(element['name']), 'Boundary'),
    ...describe(textOf(element['description'])),
    ...(Number.isFinite(rating) ? { trust: rating } : {}),
    origin: draft.origin(refOf(element), own),
  });
  draft.how('component: boundary', 'zone', 'trust rating kept');
}

function asset(draft: Draft, { element, own }: Flat): void {
  draft.count('data class');
  const level = (key: string): number => {
    const value = Number(property(element, `risk:${key}`) || 0);
    return Number.isFinite(value) ? Math.min(4, Math.max(0, Math.round(value / 25))) : 0;
  };
  draft.assets.push({
    id: draft.id('asset', refOf(element), textOf(element['name'])),
    name: nameOf(textOf(element['name']), 'Data'),
    ...describe(textOf(element['description'])),
    kind: 'information',
    needs: {
      confidentiality: level('confidentiality'),
      integrity: level('integrity'),
      availability: level('availability'),
      privacy: level('privacy'),
      safety: level('safety'),
    },
    at: [],
    ...tagged(propertyValues(element, 'tag')),
    origin: draft.origin(refOf(element), own),
  });
  draft.how('component: asset', 'asset', 'risk 0 to 100 becomes needs 0 to 4, by quarters; storedBy and processedBy become whereabouts');
}

const KIND: Readonly<Record<string, PartKind>> = {
  actor: 'role',
  user: 'role',
  server: 'server',
  datastore: 'datastore',
  store: 'datastore',
  repository: 'repository',
  'class:device': 'device',
};

function part(draft: Draft, { element, own, type, holder }: Flat): void {
  draft.count(type.startsWith('class:') ? 'component' : type);
  const name = textOf(element['name']);
  const words = `${type.replace('class:', '')} ${name} ${property(element, 'platform')}`;
  const kind = KIND[type] ?? kindByWords(words, 'server', ['role', 'network']);
  // An actor that is a piece of software, such as a web client, is a part that somebody holds; any other actor is somebody.
  const made = draft.part({
    id: draft.id('part', refOf(element), name),
    kind: kind === 'role' ? (kindByWords(name, 'role', ['datastore', 'network']) === 'app' ? 'app' : 'role') : kind,
    name: nameOf(name, refOf(element)),
    ...describe(textOf(element['description'])),
    ...(property(element, 'platform') === '' ? {} : { technology: cut(property(element, 'platform'), 200) }),
    ...tagged(propertyValues(element, 'tag')),
    origin: draft.origin(refOf(element), own),
  });
  const boundary = property(element, 'inBoundary');
  const within = boundary === '' ? undefined : draft.refer('zone', boundary, made.id, 'the boundary it is in');
  if (within !== undefined) made.zone = within;
  const around = draft.zones.find((each) => each.id === within);
  if (around !== undefined && INTERNET.test(around.name)) draft.attach(made, draft.internet());
  const host = holder === undefined ? undefined : draft.find('part', refOf(holder.element));
  if (host !== undefined && host !== made.id) draft.links.push({ id: draft.id('link', `${host}-hosts-${made.id}`), type: 'hosts', from: host, to: made.id });
  draft.how('component', 'part', 'kind by its model type, else by its class and name; a component inside another is hosted by it');
}

/** Libraries, files and the like are code that the subject of the BOM runs: assets of kind code, at one part for the subject. */
function software(draft: Draft, list: readonly Flat[], subject: Fields): void {
  const name = textOf(subject['name']);
  const at = draft.part({
    id: draft.id('part', `subject ${refOf(subject)}`, name || 'subject'),
    kind: kindByWords(`${textOf(subject['type'])} ${name}`, 'server', ['role', 'network']),
    name: nameOf(name, 'Subject of the bill of materials'),
    facts: { 'third-party-components': true },
  });
  for (const { element, own, type } of list) {
    draft.count(type === 'code' ? 'code' : 'component');
    const purl = textOf(element['purl']);
    draft.assets.push({
      id: draft.id('asset', refOf(element), textOf(element['name'])),
      name: nameOf(`${textOf(element['name'])} ${textOf(element['version'])}`, refOf(element)),
      ...describe(textOf(element['description'])),
      kind: type === 'class:cryptographic-asset' ? 'information' : 'code',
      at: [{ part: at.id, state: 'in-use' }],
      ...tagged(purl === '' ? [] : [purl]),
      origin: draft.origin(refOf(element), own),
    });
  }
  draft.how('component: library, framework, file, code', 'asset (code)', 'in use at a part for the subject of the bill of materials');
}

function whereabouts(draft: Draft, { element }: Flat): void {
  const asset = draft.assets.find((each) => each.id === draft.find('asset', refOf(element)));
  if (asset === undefined) return;
  for (const part of draft.refers('part', propertyValues(element, 'storedBy'), asset.id, 'where it is stored')) asset.at?.push({ part, state: 'at-rest' });
  for (const part of draft.refers('part', propertyValues(element, 'processedBy'), asset.id, 'where it is processed')) asset.at?.push({ part, state: 'in-use' });
}

function flow(draft: Draft, { element, own }: Flat): void {
  draft.count('data flow');
  const origin = draft.origin(refOf(element), own);
  const name = textOf(element['name']);
  const from = draft.find('part', property(element, 'dataflow:source'));
  const to = draft.find('part', property(element, 'dataflow:destination'));
  if (from === undefined || to === undefined) {
    const ends = [from, to].filter((each) => each !== undefined);
    draft.note({
      id: draft.id('note', refOf(element), name),
      kind: 'other',
      title: cut(`The data flow "${name}" has an end that the source does not define`, 1000),
      on: ends,
      status: 'dangling reference',
      origin,
    });
    return;
  }
  const id = draft.id('flow', refOf(element), name);
  const carries = draft.refers('asset', propertyValues(element, 'dataflow:data'), id, 'data carried');
  const protocol = property(element, 'dataflow:protocol');
  const receiver = draft.partBy(to);
  const person = receiver === undefined || receiver.kind === 'role';
  draft.flows.push({
    id,
    name: nameOf(name, id),
    ...describe(textOf(element['description'])),
    from,
    to,
    ...(person ? {} : { interface: draft.face(receiver, protocol, 'user-api', 'unknown') }),
    ...(protocol === '' ? {} : { protocol: cut(protocol.toLowerCase(), 60) }),
    encryption: property(element, 'dataflow:isEncrypted') === 'true' ? 'transport' : encryptionOf(protocol),
    carries,
    ...(property(element, 'dataflow:isBidirectional') === 'true' ? { returns: [...carries] } : {}),
    ...tagged(propertyValues(element, 'tag')),
    origin,
  });
  const net = draft.partBy(from)?.attached ?? [];
  if (net.length > 0 && !person && (receiver.attached ?? []).length === 0) draft.faceInternet(receiver);
  draft.how(
    'component: dataflow',
    'flow, interface',
    'data is carried, and returns where it is bidirectional; what is called from the Internet boundary faces the Internet',
  );
}

function note(draft: Draft, { element, own, type }: Flat): void {
  const word = type.replace('class:', '');
  draft.count(word);
  const kind =
    word === 'threat' || word === 'risk'
      ? 'threat'
      : ['mitigation', 'control', 'countermeasure'].includes(word)
        ? 'mitigation'
        : word === 'assumption' || word === 'question'
          ? word
          : 'other';
  const values = listOf(element['properties']).map((each) => textOf(fieldsOf(each)['value']));
  const on = values.flatMap((value) => draft.find('part', value) ?? draft.find('asset', value) ?? draft.find('flow', value) ?? draft.find('zone', value) ?? []);
  draft.note({
    id: draft.id('note', refOf(element), textOf(element['name'])),
    kind,
    title: cut(textOf(element['name']) || word, 1000),
    ...describe(textOf(element['description'])),
    on: [...new Set(on)],
    origin: draft.origin(refOf(element), own),
  });
  draft.how(`component: ${word}`, `note (${kind})`, 'on the elements that its properties name');
}
