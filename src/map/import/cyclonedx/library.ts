import type { Json } from '../../../core/index.ts';
import type { Imported } from '../../model.ts';
import { Draft, describe, inSpace, tagged } from '../draft.ts';
import { cut, type Fields, fieldsOf, listOf, nameOf, textOf, textsOf, without } from '../foreign.ts';
import { INTERNET, kindByWords } from '../kind-words.ts';

const COLLECTIONS = [
  'trust_zones',
  'trust_boundaries',
  'actors',
  'components',
  'data_stores',
  'data_sets',
  'data_flows',
  'assumptions',
  'threat_personas',
  'threats',
  'controls',
  'risks',
  'diagrams',
] as const;

/** A document of the OWASP threat model library, the shape that threat-model BOMs have outside the CycloneDX envelope. */
export function importLibrary(source: Json, fields: Fields): Imported {
  const draft = new Draft('threat-model-library');
  const of = (key: (typeof COLLECTIONS)[number]): readonly Fields[] => listOf(fields[key]).map(fieldsOf);
  const named = (element: Fields): { name: string; description?: string; origin: ReturnType<Draft['origin']> } => ({
    name: nameOf(textOf(element['title']), textOf(element['symbolic_name'])),
    ...describe(textOf(element['description'])),
    origin: draft.origin(textOf(element['symbolic_name']), element),
  });
  for (const zone of of('trust_zones')) {
    draft.count('trust zone');
    draft.zones.push({ id: draft.id('zone', textOf(zone['symbolic_name'])), ...named(zone) });
  }
  parts(draft, of, named);
  for (const set of of('data_sets')) dataSet(draft, set, named(set));
  for (const flow of of('data_flows')) dataFlow(draft, flow, named(flow));
  personas(draft, of('threat_personas'), named);
  notes(draft, of);
  const scope = fieldsOf(fields['scope']);
  return draft.finish(
    source,
    { id: textOf(scope['title']), name: textOf(scope['title']), description: textOf(fields['description']) || textOf(scope['description']) },
    without(fields, ...COLLECTIONS.filter((key) => listOf(fields[key]).length > 0)),
    COLLECTIONS,
  );
}

type Named = (element: Fields) => { name: string; description?: string; origin: ReturnType<Draft['origin']> };
type Of = (key: (typeof COLLECTIONS)[number]) => readonly Fields[];

function parts(draft: Draft, of: Of, named: Named): void {
  const draw = (element: Fields, word: string, kind: Draft['parts'][number]['kind']): void => {
    draft.count(word);
    const id = draft.id('part', inSpace(word, textOf(element['symbolic_name'])), textOf(element['symbolic_name']));
    // References in this format name a component without saying whether it is one, so the bare name leads to the first of that name.
    if (draft.find('part', textOf(element['symbolic_name'])) === undefined) draft.alias('part', textOf(element['symbolic_name']), id);
    const part = draft.part({ id, kind, ...named(element) });
    const product = [textOf(element['vendor']), textOf(element['product'])].filter((each) => each !== '').join(' ');
    if (product !== '') part.technology = cut(product, 200);
    const zone = textOf(element['trust_zone']) === '' ? undefined : draft.refer('zone', textOf(element['trust_zone']), id, 'the trust zone');
    if (zone !== undefined) part.zone = zone;
    const around = draft.zones.find((each) => each.id === zone);
    if (around !== undefined && (INTERNET.test(around.name) || INTERNET.test(around.id.replaceAll('-', ' ')))) draft.attach(part, draft.internet());
  };
  for (const actor of of('actors'))
    draw(
      actor,
      'actor',
      textOf(actor['type']) === 'third_party'
        ? 'supplier'
        : textOf(actor['type']) === 'system'
          ? kindByWords(textOf(actor['title']), 'server', ['role', 'network'])
          : 'role',
    );
  for (const store of of('data_stores')) draw(store, 'data store', 'datastore');
  for (const component of of('components')) draw(component, 'component', kindByWords(textOf(component['title']), 'server', ['role', 'network']));
  const hosts = new Map<string, string>();
  for (const component of of('components')) {
    const id = draft.find('part', inSpace('component', textOf(component['symbolic_name'])));
    const parent = textOf(component['parent_component']);
    const host = parent === '' ? undefined : (draft.find('part', inSpace('component', parent)) ?? draft.refer('part', parent, id, 'the parent component'));
    if (id === undefined || host === undefined) continue;
    let at: string | undefined = host;
    while (at !== undefined && at !== id) at = hosts.get(at);
    if (at === id) continue; // a ring of parents: the field is kept, the link is not
    hosts.set(id, host);
    draft.links.push({ id: draft.id('link', `${host}-hosts-${id}`), type: 'hosts', from: host, to: id });
  }
  draft.how(
    'actor, component, data store',
    'part',
    'actors are roles, third parties suppliers; components by the words of their title; a parent component hosts its children',
  );
}

const SENSITIVITY: Readonly<Record<string, number>> = { pii: 3, phi: 4, fin: 3, ip: 3, cred: 4, biz: 2, gov: 4, pci: 4, op: 1 };

function dataSet(draft: Draft, set: Fields, named: ReturnType<Named>): void {
  draft.count('data set');
  const id = draft.id('asset', textOf(set['symbolic_name']));
  const labels = textsOf(set['data_sensitivity']);
  const personal = labels.includes('pii') || labels.includes('phi');
  const level = Math.max(0, ...labels.map((label) => SENSITIVITY[label] ?? 0));
  draft.assets.push({
    id,
    ...named,
    kind: 'information',
    needs: { confidentiality: level, integrity: Math.min(level, 3), privacy: personal ? 3 : 0 },
    at: listOf(set['placements']).flatMap((each) => {
      const placement = fieldsOf(each);
      const part =
        draft.find('part', inSpace('data store', textOf(placement['data_store']))) ??
        draft.refer('part', textOf(placement['data_store']), id, 'where it is placed');
      return part === undefined ? [] : [{ part, state: 'at-rest' as const }];
    }),
    ...(personal ? { personal: { category: labels.includes('phi') ? ('sensitive' as const) : ('ordinary' as const) } } : {}),
    ...tagged(labels),
  });
  draft.how('data set', 'asset', 'sensitivity becomes needs; placements become whereabouts; "encrypted" says not for whom, so it stays in the origin');
}

function dataFlow(draft: Draft, flow: Fields, named: ReturnType<Named>): void {
  draft.count('data flow');
  const end = (key: string): string | undefined => {
    const { type, object } = fieldsOf(flow[key]);
    return draft.find('part', inSpace(textOf(type).replaceAll('_', ' '), textOf(object))) ?? draft.find('part', textOf(object));
  };
  const from = end('source');
  const to = end('destination');
  const foreign = textOf(flow['symbolic_name']);
  if (from === undefined || to === undefined) {
    draft.note({
      id: draft.id('note', `flow ${foreign}`, foreign),
      kind: 'other',
      title: cut(`The data flow "${named.name}" has an end that the source does not define`, 1000),
      status: 'dangling reference',
      origin: named.origin,
    });
    return;
  }
  const receiver = draft.partBy(to);
  const person = receiver === undefined || receiver.kind === 'role' || receiver.kind === 'supplier';
  draft.flows.push({
    id: draft.id('flow', foreign),
    ...named,
    from,
    to,
    ...(person ? {} : { interface: draft.face(receiver, 'unknown', 'user-api', 'unknown') }),
    encryption: flow['encrypted'] === true ? 'transport' : flow['encrypted'] === false ? 'none' : 'unknown',
  });
  if ((draft.partBy(from)?.attached ?? []).length > 0 && !person && (receiver.attached ?? []).length === 0) draft.faceInternet(receiver);
  draft.how('data flow', 'flow, interface', 'encrypted becomes encryption on the way; what is called from the Internet zone faces the Internet');
}

function personas(draft: Draft, list: readonly Fields[], named: Named): void {
  for (const persona of list) {
    draft.count('threat persona');
    const skill = textOf(persona['skill_level']);
    const insider = skill === 'insider' || textOf(persona['access_level']) === 'admin';
    draft.actors.push({
      id: draft.id('actor', textOf(persona['symbolic_name'])),
      ...named(persona),
      kind: insider ? 'insider' : 'outsider',
      capability:
        skill === 'script_kid' ? 'script' : skill === 'state_sponsored' ? 'state' : ['expert_engineer', 'oc_sponsored'].includes(skill) ? 'expert' : 'skilled',
      starts: [{ part: draft.internet(), access: 'reach' }],
    });
    draft.how('threat persona', 'actor', 'skill becomes capability; the source says not where one begins, so all begin on the Internet');
  }
}

function notes(draft: Draft, of: Of): void {
  const note = (
    word: string,
    kind: 'threat' | 'mitigation' | 'risk-decision' | 'assumption' | 'other',
    element: Fields,
    on: readonly string[],
    rest: { title?: string; status?: string; severity?: string } = {},
  ): void => {
    draft.count(word);
    const foreign = textOf(element['symbolic_name']);
    const description = textOf(element['description']);
    const title = textOf(element['title']) || rest.title || description || word;
    draft.note({
      id: draft.id('note', inSpace(word, foreign), foreign || `${word} ${title.slice(0, 40)}`),
      kind,
      title: cut(title, 1000),
      ...describe(description),
      on: [...on],
      ...Object.fromEntries(Object.entries(rest).filter(([key, value]) => key !== 'title' && value !== '')),
      origin: draft.origin(foreign, element),
    });
  };
  const partsOf = (value: Json | undefined): string[] => textsOf(value).flatMap((name) => draft.find('part', name) ?? draft.find('asset', name) ?? []);
  for (const boundary of of('trust_boundaries')) {
    const zones = ['trust_zone_a', 'trust_zone_b'].flatMap((key) => draft.find('zone', textOf(boundary[key])) ?? []);
    note('trust boundary', 'other', boundary, zones, { title: `Boundary between ${textOf(boundary['trust_zone_a'])} and ${textOf(boundary['trust_zone_b'])}` });
  }
  for (const threat of of('threats'))
    note('threat', 'threat', threat, [
      ...partsOf(threat['components_affected']),
      ...(draft.find('actor', textOf(threat['threat_persona'])) === undefined ? [] : [draft.find('actor', textOf(threat['threat_persona'])) ?? '']),
    ]);
  for (const control of of('controls')) note('control', 'mitigation', control, threatsOf(draft, control), { status: cut(textOf(control['status']), 60) });
  for (const risk of of('risks')) note('risk', 'risk-decision', risk, threatsOf(draft, risk), { severity: cut(textOf(risk['level']), 60) });
  for (const assumption of of('assumptions'))
    note('assumption', 'assumption', assumption, partsOf(assumption['topics']), { status: cut(textOf(assumption['validity']), 60) });
  for (const diagram of of('diagrams')) note('diagram', 'other', diagram, []);
  draft.how(
    'threat, control, risk, assumption, trust boundary, diagram',
    'note',
    'on what they name; a control that is "active" is what somebody wrote, never evidence',
  );
}

function threatsOf(draft: Draft, element: Fields): string[] {
  return textsOf(element['threats']).flatMap((name) => draft.find('note', inSpace('threat', name)) ?? []);
}
