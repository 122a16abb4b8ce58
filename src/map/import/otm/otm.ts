import type { Imported } from '../../model.ts';
import { Draft, describe, inSpace, tagged } from '../draft.ts';
import { cut, type Fields, fieldsOf, listOf, nameOf, openForeign, textOf, textsOf, without } from '../foreign.ts';
import { encryptionOf, INTERNET, kindByWords } from '../kind-words.ts';
import { otmSchema } from './model.ts';
import { notes } from './notes.ts';

const COLLECTIONS = ['assets', 'trustZones', 'components', 'dataflows', 'threats', 'mitigations'] as const;
/** The trust zone that the format's own tools use for the Internet. */
const INTERNET_ZONE = 'f0ba7722-39b6-4c81-8290-a30a248bb8d9';

type PartDraft = Draft['parts'][number];
type Drafted = readonly [part: PartDraft, component: Fields];

/** An Open Threat Model document (YAML or JSON) as a map. Throws `Refused` (the codes of `openForeign`). Pure. */
export function importOtm(text: string, file: string): Imported {
  const { document, fields } = openForeign(text, file, 'Open Threat Model', otmSchema, (found) => Object.hasOwn(found, 'otmVersion'));
  const draft = new Draft('otm');
  const of = (key: string): readonly Fields[] => listOf(fields[key]).map(fieldsOf);
  assets(draft, of('assets'));
  const internet = zones(draft, of('trustZones'));
  const drafted = components(draft, of('components'), internet);
  const flows = dataflows(draft, of('dataflows'), internet);
  notes(draft, {
    mitigations: of('mitigations'),
    threats: of('threats'),
    holders: [...drafted.map(([part, component]) => [part.id, component] as const), ...flows],
  });
  const project = fieldsOf(fields['project']);
  const kept = without(fields, ...COLLECTIONS.filter((key) => listOf(fields[key]).length > 0));
  return draft.finish(
    document.value,
    { id: textOf(project['id']), name: textOf(project['name']), description: textOf(project['description']), operator: textOf(project['owner']) },
    kept,
    COLLECTIONS,
  );
}

function idOf(element: Fields): string {
  return textOf(element['id']);
}

function assets(draft: Draft, list: readonly Fields[]): void {
  for (const asset of list) {
    draft.count('asset');
    const risk = fieldsOf(asset['risk']);
    const level = (key: string): number => {
      const value = Number(risk[key] ?? 0);
      return Number.isFinite(value) ? Math.min(4, Math.max(0, Math.round(value / 25))) : 0;
    };
    draft.assets.push({
      id: draft.id('asset', idOf(asset), textOf(asset['name'])),
      name: nameOf(textOf(asset['name']), idOf(asset)),
      ...describe(textOf(asset['description'])),
      kind: 'information',
      needs: { confidentiality: level('confidentiality'), integrity: level('integrity'), availability: level('availability') },
      at: [],
      origin: draft.origin(idOf(asset), asset),
    });
  }
  draft.how('asset', 'asset', 'risk 0 to 100 becomes needs 0 to 4, by quarters');
}

/** Draws the zones; gives the ids, ours, of those that are the Internet. */
function zones(draft: Draft, list: readonly Fields[]): ReadonlySet<string> {
  const internet = new Set<string>();
  const made = list.map((zone) => {
    draft.count('trust zone');
    const name = textOf(zone['name']);
    const type = textOf(zone['type']);
    const rating = fieldsOf(zone['risk'])['trustRating'];
    const id = draft.id('zone', idOf(zone), name);
    if (INTERNET.test(name) || INTERNET.test(type) || idOf(zone) === INTERNET_ZONE || type === INTERNET_ZONE) internet.add(id);
    const drawn: Draft['zones'][number] = {
      id,
      name: nameOf(name, idOf(zone)),
      ...describe(textOf(zone['description'])),
      ...(type === '' ? {} : { kind: cut(type, 60) }),
      ...(typeof rating === 'number' ? { trust: rating } : {}),
      origin: draft.origin(idOf(zone), zone),
    };
    draft.zones.push(drawn);
    return drawn;
  });
  const within = new Map<string, string>();
  for (const [i, zone] of list.entries()) {
    const outer = textOf(fieldsOf(zone['parent'])['trustZone']);
    const drawn = made[i];
    if (outer === '' || drawn === undefined) continue;
    const id = draft.refer('zone', outer, drawn.id, 'the parent zone');
    if (id === undefined || rings(within, drawn.id, id)) continue;
    within.set(drawn.id, id);
    drawn.within = id;
  }
  draft.how('trust zone', 'zone', 'trust rating and parent kept; a zone called Internet puts its components there');
  return internet;
}

/** Whether `child` within `parent` would close a ring. */
function rings(within: ReadonlyMap<string, string>, child: string, parent: string): boolean {
  for (let at: string | undefined = parent; at !== undefined; at = within.get(at)) if (at === child) return true;
  return false;
}

function components(draft: Draft, list: readonly Fields[], internet: ReadonlySet<string>): Drafted[] {
  const kept = new Map(draft.assets.map((asset) => [asset.id, asset]));
  const drafted = list.map((component): Drafted => {
    draft.count('component');
    const type = textOf(component['type']);
    const name = textOf(component['name']);
    const tags = textsOf(component['tags']);
    const part = draft.part({
      id: draft.id('part', idOf(component), name),
      kind: kindByWords(type, kindByWords(`${name} ${tags.join(' ')}`, 'server', ['network'])),
      name: nameOf(name, idOf(component)),
      ...describe(textOf(component['description'])),
      ...(type === '' ? {} : { technology: cut(type, 200) }),
      ...tagged(tags),
      origin: draft.origin(idOf(component), component),
    });
    return [part, component];
  });
  const hosts = new Map<string, string>();
  for (const [part, component] of drafted) {
    const parent = fieldsOf(component['parent']);
    if (textOf(parent['trustZone']) !== '') {
      const zone = draft.refer('zone', textOf(parent['trustZone']), part.id, 'the trust zone');
      if (zone !== undefined) part.zone = zone;
    }
    const host = textOf(parent['component']) === '' ? undefined : draft.refer('part', textOf(parent['component']), part.id, 'the parent component');
    if (host !== undefined && !rings(hosts, part.id, host)) {
      hosts.set(part.id, host);
      draft.links.push({ id: draft.id('link', `${host}-hosts-${part.id}`), type: 'hosts', from: host, to: part.id });
    }
    const held = fieldsOf(component['assets']);
    for (const id of draft.refers('asset', textsOf(held['stored']), part.id, 'stored data')) kept.get(id)?.at?.push({ part: part.id, state: 'at-rest' });
    for (const id of draft.refers('asset', textsOf(held['processed']), part.id, 'processed data')) kept.get(id)?.at?.push({ part: part.id, state: 'in-use' });
  }
  for (const [part] of drafted) {
    for (let host = hosts.get(part.id); host !== undefined && part.zone === undefined; host = hosts.get(host)) {
      const zone = draft.partBy(host)?.zone;
      if (zone !== undefined) part.zone = zone;
    }
    if (part.zone !== undefined && internet.has(part.zone)) draft.attach(part, draft.internet());
  }
  draft.how('component', 'part', 'kind by the words of its type, else of its name; assets stored and processed become whereabouts');
  draft.how('component: parent', 'zone, hosts link', 'a parent component hosts its children; a child lies in the zone of the nearest parent that has one');
  return drafted;
}

function dataflows(draft: Draft, list: readonly Fields[], internet: ReadonlySet<string>): (readonly [string, Fields])[] {
  const facing = new Set<PartDraft>();
  const made = list.map((flow): readonly [string, Fields] => {
    draft.count('data flow');
    const name = textOf(flow['name']);
    const origin = draft.origin(idOf(flow), flow);
    const from = end(draft, textOf(flow['source']), internet);
    const to = end(draft, textOf(flow['destination']), internet);
    if (from === undefined || to === undefined) {
      const id = draft.id('note', inSpace('flow', idOf(flow)), name);
      draft.note({
        id,
        kind: 'other',
        title: cut(`The data flow "${name}" has an end that the source does not define`, 1000),
        on: [from, to].filter((each) => each !== undefined),
        status: 'dangling reference',
        origin,
      });
      return [id, flow];
    }
    const tags = textsOf(flow['tags']);
    const protocol = tags.find((tag) => encryptionOf(tag) !== 'unknown' && tag.length <= 12) ?? '';
    const id = draft.id('flow', idOf(flow), name);
    const carries = draft.refers('asset', textsOf(flow['assets']), id, 'data carried');
    const receiver = draft.partBy(to);
    const person = receiver === undefined || receiver.kind === 'role' || receiver.kind === 'network';
    draft.flows.push({
      id,
      name: nameOf(name, idOf(flow)),
      ...describe(textOf(flow['description'])),
      from,
      to,
      ...(person ? {} : { interface: draft.face(receiver, protocol, receiver.kind === 'device' ? 'device-api' : 'user-api', 'unknown') }),
      ...(protocol === '' ? {} : { protocol: protocol.toLowerCase() }),
      encryption: encryptionOf(protocol),
      carries,
      ...(flow['bidirectional'] === true ? { returns: [...carries] } : {}),
      ...tagged(tags),
      origin,
    });
    const sender = draft.partBy(from);
    const fromOutside = sender !== undefined && (sender.id === 'internet' || (sender.zone !== undefined && internet.has(sender.zone)));
    if (fromOutside && !person && (receiver.zone === undefined || !internet.has(receiver.zone))) facing.add(receiver);
    return [id, flow];
  });
  for (const part of facing) draft.faceInternet(part);
  draft.how(
    'data flow',
    'flow, interface',
    'assets are carried, and return where it is bidirectional; what is called from the Internet zone faces the Internet',
  );
  return made;
}

/** The part at the end of a flow. A flow may also end at a zone, which then is a network of that name. */
function end(draft: Draft, foreign: string, internet: ReadonlySet<string>): string | undefined {
  const part = draft.find('part', foreign);
  if (part !== undefined) return part;
  const zone = draft.find('zone', foreign);
  if (zone === undefined) return undefined;
  if (internet.has(zone)) return draft.internet();
  const known = draft.find('link', `zone ${foreign}`);
  if (known !== undefined) return known;
  const id = draft.id('link', `zone ${foreign}`, `${zone} network`);
  draft.part({
    id,
    kind: 'network',
    name: nameOf(`Network of ${zone}`, zone),
    zone,
    description: 'Added by the import: a data flow of the source ends at this zone.',
  });
  return id;
}
