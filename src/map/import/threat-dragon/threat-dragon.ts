import type { Imported } from '../../model.ts';
import { Draft, describe, inSpace } from '../draft.ts';
import { cut, type Fields, fieldsOf, isFields, listOf, nameOf, openForeign, textOf, without } from '../foreign.ts';
import { encryptionOf, INTERNET, kindByWords } from '../kind-words.ts';
import { area, type Box, type Cell, cellOf, holds, short } from './cell.ts';
import { threatDragonSchema } from './model.ts';

const STRUCTURE = ['detail', 'diagrams', 'diagramJson', 'cells', 'data', 'threats'] as const;

/** A Threat Dragon model (JSON) as a map. Throws `Refused` (the codes of `openForeign`). Pure; a diagram's boundaries and parts are compared pairwise. */
export function importThreatDragon(text: string, file: string): Imported {
  const { document, fields } = openForeign(text, file, 'Threat Dragon', threatDragonSchema, (found) => isFields(found['summary']) || isFields(found['detail']));
  const draft = new Draft('threat-dragon');
  const detail = fieldsOf(fields['detail']);
  const diagrams = listOf(detail['diagrams']).map(fieldsOf);
  for (const [i, whole] of diagrams.entries()) diagram(draft, whole, i);
  const summary = fieldsOf(fields['summary']);
  const rest = { ...fields, detail: without(detail, ...(diagrams.length > 0 ? ['diagrams'] : [])) };
  const bare = diagrams.length > 0 && Object.keys(rest.detail).length === 0 ? without(rest, 'detail') : rest;
  return draft.finish(
    document.value,
    {
      id: textOf(summary['title']) || 'threat-dragon',
      name: textOf(summary['title']),
      description: textOf(summary['description']),
      operator: textOf(summary['owner']),
    },
    bare,
    STRUCTURE,
  );
}

function diagram(draft: Draft, whole: Fields, index: number): void {
  draft.count('diagram');
  const inner = fieldsOf(whole['diagramJson']);
  const direct = listOf(whole['cells']);
  const nested = listOf(inner['cells']);
  const kept = without(whole, ...(direct.length > 0 ? ['cells'] : []), ...(nested.length > 0 ? ['diagramJson'] : []));
  const settings = nested.length > 0 ? without(inner, 'cells') : {};
  const title = textOf(whole['title']) || `Diagram ${index + 1}`;
  draft.note({
    id: draft.id('note', `diagram ${title}`),
    kind: 'other',
    title: cut(`Diagram: ${title}`, 1000),
    ...describe(textOf(whole['description'])),
    origin: draft.origin(textOf(whole['id']), Object.keys(settings).length > 0 ? { ...kept, diagramJson: settings } : kept),
  });
  const cells = [...direct, ...nested].map((cell) => cellOf(fieldsOf(cell)));
  // The same cell ids may come again in the next diagram, so they are looked up with the diagram's number.
  const scoped = (id: string): string => inSpace(String(index), id);
  const zones = boundaries(draft, cells, scoped);
  for (const cell of cells) if (cell.kind === 'actor' || cell.kind === 'process' || cell.kind === 'store') part(draft, cell, scoped, zones);
  for (const cell of cells) if (cell.kind === 'flow') flow(draft, cell, scoped);
  for (const cell of cells) if (cell.kind === 'text' || cell.kind === 'other') remark(draft, cell, scoped);
  draft.how('diagram', 'note', 'title, type and settings; its cells become elements of the map');
}

interface Zone {
  readonly id: string;
  readonly box: Box;
  readonly internet: boolean;
}

function boundaries(draft: Draft, cells: readonly Cell[], scoped: (id: string) => string): readonly Zone[] {
  const zones: Zone[] = [];
  const boxes = cells
    .filter((cell) => cell.kind === 'boundary')
    .toSorted((a, b) => (b.box === undefined ? 0 : area(b.box)) - (a.box === undefined ? 0 : area(a.box)));
  for (const cell of boxes) {
    draft.count('boundary');
    const id = draft.id('zone', scoped(cell.id), cell.name || 'boundary');
    const within = cell.box === undefined ? undefined : smallest(zones, cell.box);
    draft.zones.push({
      id,
      name: nameOf(cell.name, 'Trust boundary'),
      ...describe(textOf(cell.data['description'])),
      kind: cell.box === undefined ? 'boundary line' : 'boundary box',
      ...(within === undefined ? {} : { within: within.id }),
      origin: draft.origin(cell.id, kept(cell)),
    });
    if (cell.box !== undefined) zones.push({ id, box: cell.box, internet: INTERNET.test(cell.name) });
    threats(draft, cell, id);
  }
  if (boxes.length > 0) draft.how('boundary', 'zone', 'a box holds what is drawn with its middle in it; a line holds nothing and is kept as a zone of its own');
  return zones;
}

function smallest(zones: readonly Zone[], box: Box): Zone | undefined {
  return zones.filter((zone) => holds(zone.box, box)).toSorted((a, b) => area(a.box) - area(b.box))[0];
}

function part(draft: Draft, cell: Cell, scoped: (id: string) => string, zones: readonly Zone[]): void {
  draft.count(cell.kind);
  const id = draft.id('part', scoped(cell.id), cell.name);
  const zone = cell.box === undefined ? undefined : smallest(zones, cell.box);
  const data = cell.data;
  const otherwise = cell.kind === 'store' ? 'datastore' : data['isWebApplication'] === true ? 'server' : 'server';
  const made = draft.part({
    id,
    kind: cell.kind === 'actor' ? 'role' : cell.kind === 'store' ? 'datastore' : kindByWords(cell.name, otherwise, ['role', 'network', 'supplier']),
    name: nameOf(cell.name, `Unnamed ${cell.kind}`),
    ...describe(textOf(data['description'])),
    ...(zone === undefined ? {} : { zone: zone.id }),
    ...(data['outOfScope'] === true ? { inScope: false } : {}),
    origin: draft.origin(cell.id, kept(cell)),
  });
  if (zone?.internet === true) {
    if (cell.kind === 'actor' || made.kind === 'app' || made.kind === 'device') draft.attach(made, draft.internet());
    else draft.faceInternet(made);
  }
  if (data['storesCredentials'] === true) stored(draft, id, 'Credentials', 'storesCredentials');
  if (data['storesInventory'] === true) stored(draft, id, 'Inventory', 'storesInventory');
  if (data['handlesCardPayment'] === true) stored(draft, id, 'Card payments', 'handlesCardPayment');
  threats(draft, cell, id);
  draft.how('actor', 'part (role)', 'somebody outside the system, as a role');
  draft.how('process', 'part', 'kind by the words of its name, else a server');
  draft.how('store', 'part (datastore)', 'what it is ticked to store becomes an asset');
}

function stored(draft: Draft, part: string, what: string, field: string): void {
  const name = draft.partBy(part)?.name ?? part;
  draft.assets.push({
    id: draft.id('asset', `${part} ${field}`),
    name: nameOf(`${what} in ${name}`, what),
    kind: 'information',
    needs: { confidentiality: what === 'Inventory' ? 2 : 3, integrity: 3 },
    at: [{ part, state: field === 'handlesCardPayment' ? 'in-use' : 'at-rest' }],
  });
  draft.how(`${field}`, 'asset', 'the tick in the source becomes an asset at that part');
}

function flow(draft: Draft, cell: Cell, scoped: (id: string) => string): void {
  draft.count('flow');
  const from = draft.find('part', scoped(cell.from));
  const to = draft.find('part', scoped(cell.to));
  const data = cell.data;
  const origin = draft.origin(cell.id, kept(cell));
  if (from === undefined || to === undefined) {
    const id = draft.id('note', scoped(cell.id), `flow ${cell.name}`);
    const ends = [from, to].filter((end) => end !== undefined);
    draft.note({
      id,
      kind: 'other',
      title: cut(`The flow "${cell.name || 'without a name'}" has a loose end`, 1000),
      on: ends,
      status: 'dangling reference',
      origin,
    });
    threats(draft, cell, id);
    draft.how('flow with a loose end', 'note', 'a flow of a map joins two parts; the note keeps the arrow with all its fields');
    return;
  }
  const id = draft.id('flow', scoped(cell.id), cell.name || `${from} to ${to}`);
  const protocol = textOf(data['protocol']).trim();
  const named = protocol === '' && /^[a-z]{2,8}s?$/i.test(cell.name) && encryptionOf(cell.name) !== 'unknown' ? cell.name : protocol;
  const isPublic = data['isPublicNetwork'] === true;
  const receiver = draft.partBy(to);
  draft.flows.push({
    id,
    ...(cell.name === '' ? {} : { name: nameOf(cell.name, id) }),
    ...describe(textOf(data['description'])),
    from,
    to,
    ...(receiver === undefined || receiver.kind === 'role'
      ? {}
      : { interface: draft.face(receiver, named, receiver.kind === 'device' ? 'device-api' : 'user-api', 'unknown') }),
    ...(named === '' ? {} : { protocol: short(named.toLowerCase()) }),
    encryption: data['isEncrypted'] === true ? 'transport' : encryptionOf(named),
    ...(isPublic ? { over: [draft.internet()] } : {}),
    origin,
  });
  if (isPublic && receiver !== undefined && receiver.kind !== 'role') draft.faceInternet(receiver);
  if (data['isBidirectional'] === true) draft.how('flow: isBidirectional', 'origin', 'the flow is drawn from its source; what comes back is on the same flow');
  threats(draft, cell, id);
  draft.how(
    'flow',
    'flow, interface',
    'protocol and encryption kept; a tick for public network puts it on the Internet; an unticked "encrypted" says nothing, so the protocol decides',
  );
}

function remark(draft: Draft, cell: Cell, scoped: (id: string) => string): void {
  draft.count(cell.kind === 'text' ? 'text' : 'other cell');
  const id = draft.id('note', scoped(cell.id), `text ${cell.name}`);
  draft.note({ id, kind: 'other', title: cut(cell.name || 'A cell without text', 1000), origin: draft.origin(cell.id, kept(cell)) });
  threats(draft, cell, id);
  draft.how('text, other cell', 'note', 'kept with its text and place');
}

function threats(draft: Draft, cell: Cell, on: string): void {
  for (const threat of cell.threats) {
    draft.count('threat');
    const title = textOf(threat['title']) || textOf(threat['type']) || 'Threat';
    const mitigation = textOf(threat['mitigation']).trim();
    const answer = mitigation === '' ? undefined : draft.id('note', `mitigation ${title}`);
    const status = textOf(threat['status']);
    draft.note({
      id: draft.id('note', `threat ${title}`),
      kind: 'threat',
      title: cut(title, 1000),
      ...describe(textOf(threat['description'])),
      on: [on],
      ...(status === '' ? {} : { status: short(status) }),
      ...(textOf(threat['severity']) === '' ? {} : { severity: short(textOf(threat['severity'])) }),
      ...(answer === undefined ? {} : { answeredBy: [answer] }),
      origin: draft.origin(textOf(threat['id']), threat),
    });
    if (answer === undefined) continue;
    draft.count('mitigation');
    draft.note({
      id: answer,
      kind: 'mitigation',
      title: cut(`Against: ${title}`, 1000),
      description: cut(mitigation, 20_000),
      on: [on],
      ...(status === '' ? {} : { status: short(status) }),
    });
  }
  if (cell.threats.length > 0)
    draft.how(
      'threat, mitigation',
      'note (threat, mitigation)',
      'on the element, with status and severity; "mitigated" is what somebody wrote, never evidence',
    );
}

/** The cell as it stood, but for its threats, which are notes of their own. */
function kept(cell: Cell): Fields {
  if (cell.threats.length === 0) return cell.whole;
  const bare = listOf(cell.whole['threats']).length > 0 ? without(cell.whole, 'threats') : cell.whole;
  const data = fieldsOf(bare['data']);
  return listOf(data['threats']).length > 0 ? { ...bare, data: without(data, 'threats') } : bare;
}
