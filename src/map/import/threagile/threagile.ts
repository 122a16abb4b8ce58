import type { Json } from '../../../core/index.ts';
import type { Imported } from '../../model.ts';
import { Draft, describe, tagged } from '../draft.ts';
import { cut, type Fields, fieldsOf, isFields, nameOf, openForeign, textOf, textsOf, without } from '../foreign.ts';
import { threagileSchema } from './model.ts';
import { notes } from './notes.ts';
import { AUTHENTICATION, CONFIDENTIALITY, CRITICALITY, ENCRYPTED, KIND_OF_TECHNOLOGY, LOCAL } from './words.ts';

/** Words of the format that are keys above elements; every other key there must be found in the map. */
const STRUCTURE = [
  'data_assets',
  'technical_assets',
  'communication_links',
  'trust_boundaries',
  'shared_runtimes',
  'individual_risk_categories',
  'risks_identified',
  'risk_tracking',
  'questions',
  'abuse_cases',
  'security_requirements',
] as const;

/** A Threagile model (YAML, or the same as JSON) as a map. Throws `Refused` (the codes of `openForeign`). Pure and linear in the text. */
export function importThreagile(text: string, file: string): Imported {
  const { document, fields } = openForeign(
    text,
    file,
    'Threagile',
    threagileSchema,
    (found) => Object.hasOwn(found, 'threagile_version') || Object.hasOwn(found, 'technical_assets'),
  );
  const draft = new Draft('threagile');
  const technical = members(fields, 'technical_assets');
  for (const [name, asset] of members(fields, 'data_assets')) draft.id('asset', idOf(asset, name), name);
  for (const [name, asset] of technical) draft.id('part', idOf(asset, name), name);
  for (const [name, zone] of members(fields, 'trust_boundaries')) draft.id('zone', idOf(zone, name), name);
  const ids = claims(draft);
  dataAssets(draft, fields, ids);
  const drafted = parts(draft, technical, ids);
  zones(draft, fields, ids);
  runtimes(draft, fields);
  flows(draft, drafted);
  for (const [part, asset] of drafted) if (asset['internet'] === true && !calls(asset)) draft.faceInternet(part);
  powers(draft);
  notes(draft, fields);
  const collections = STRUCTURE.filter((key) => isFields(fields[key]) && Object.keys(fieldsOf(fields[key])).length > 0);
  const overview = fieldsOf(fields['business_overview'] ?? fields['application_description']);
  return draft.finish(
    document.value,
    {
      id: textOf(fields['title']) || 'threagile',
      name: textOf(fields['title']),
      description: textOf(overview['description']),
      operator: textOf(fieldsOf(fields['author'])['name']),
    },
    without(fields, ...collections),
    STRUCTURE,
  );
}

type PartDraft = Draft['parts'][number];

/** True for what people hold in their hands: it calls and is not called. */
function calls(asset: Fields): boolean {
  return asset['used_as_client_by_human'] === true && asset['type'] === 'external-entity';
}

function members(fields: Fields, key: string): readonly (readonly [string, Fields])[] {
  return Object.entries(fieldsOf(fields[key])).map(([name, value]) => [name, fieldsOf(value as Json)] as const);
}

function idOf(element: Fields, name: string): string {
  return textOf(element['id']) || name;
}

/** Hands out the ids that were taken at the start, in the order of the source; an id that the source uses twice gets a second of ours. */
function claims(draft: Draft): (scope: 'asset' | 'part' | 'zone', foreign: string, name: string) => string {
  const used = new Set<string>();
  return (scope, foreign, name) => {
    const known = draft.find(scope, foreign);
    if (known !== undefined && !used.has(known)) {
      used.add(known);
      return known;
    }
    return draft.id(scope, foreign, name);
  };
}

type Claim = ReturnType<typeof claims>;

function dataAssets(draft: Draft, fields: Fields, claim: Claim): void {
  for (const [name, asset] of members(fields, 'data_assets')) {
    draft.count('data asset');
    const foreign = idOf(asset, name);
    const code = /\b(?:source[- ]?code|application code|firmware|software image|build artifacts?)\b/i.test(`${name} ${foreign.replaceAll('-', ' ')}`);
    draft.assets.push({
      id: claim('asset', foreign, name),
      name: nameOf(name, foreign),
      ...describe(textOf(asset['description'])),
      kind: code ? 'code' : 'information',
      needs: {
        confidentiality: CONFIDENTIALITY[textOf(asset['confidentiality'])] ?? 0,
        integrity: CRITICALITY[textOf(asset['integrity'])] ?? 0,
        availability: CRITICALITY[textOf(asset['availability'])] ?? 0,
      },
      at: [],
      ...tagged(textsOf(asset['tags'])),
      origin: draft.origin(name, asset),
    });
  }
  draft.how(
    'data asset',
    'asset',
    'confidentiality public to strictly-confidential and integrity, availability archive to mission-critical become needs 0 to 4; names that say code or firmware make it code',
  );
}

function parts(draft: Draft, technical: readonly (readonly [string, Fields])[], claim: Claim): Drafted[] {
  const drafted: Drafted[] = [];
  const assets = new Map(draft.assets.map((asset) => [asset.id, asset]));
  for (const [name, asset] of technical) {
    draft.count('technical asset');
    const foreign = idOf(asset, name);
    const id = claim('part', foreign, name);
    const technologies = [textOf(asset['technology']), ...textsOf(asset['technologies'])].filter((each) => each !== '');
    const client = asset['used_as_client_by_human'] === true;
    const part = draft.part({
      id,
      kind: kindOf(technologies, textOf(asset['type']), client),
      name: nameOf(name, foreign),
      ...describe(textOf(asset['description'])),
      ...(textOf(asset['owner']) === '' ? {} : { owner: cut(textOf(asset['owner']), 200) }),
      ...(technologies.length === 0 ? {} : { technology: cut(technologies.join(', '), 200) }),
      ...(asset['out_of_scope'] === true ? { inScope: false } : {}),
      ...(typeof asset['multi_tenant'] === 'boolean' ? { facts: { 'multi-tenant': asset['multi_tenant'] } } : {}),
      ...tagged(textsOf(asset['tags'])),
      origin: draft.origin(name, without(asset, ...(hasMembers(asset['communication_links']) ? ['communication_links'] : []))),
    });
    drafted.push([part, asset]);
    if (asset['internet'] === true && calls(asset)) draft.attach(part, draft.internet());
    const sealed = textOf(asset['encryption']) === 'data-with-end-user-individual-key';
    for (const data of draft.refers('asset', textsOf(asset['data_assets_stored']), id, 'stored data')) {
      assets.get(data)?.at?.push({ part: id, state: 'at-rest', ...(sealed ? { sealed } : {}) });
    }
    for (const data of draft.refers('asset', textsOf(asset['data_assets_processed']), id, 'processed data'))
      assets.get(data)?.at?.push({ part: id, state: 'in-use' });
  }
  draft.how(
    'technical asset',
    'part',
    'kind by technology, else by type; stored and processed data become whereabouts; out_of_scope, owner, tags, multi_tenant kept',
  );
  draft.how(
    'technical asset: internet',
    'interface, fact',
    'servers get the fact internet-facing and are reachable on the network Internet; clients are attached to it',
  );
  return drafted;
}

function hasMembers(value: Json | undefined): boolean {
  return isFields(value) && Object.keys(value).length > 0;
}

function kindOf(technologies: readonly string[], type: string, client: boolean): Parameters<Draft['part']>[0]['kind'] {
  const known = technologies.map((each) => KIND_OF_TECHNOLOGY[each]).find((kind) => kind !== undefined);
  if (known !== undefined) return known;
  if (type === 'datastore') return 'datastore';
  return client ? 'app' : 'server';
}

function zones(draft: Draft, fields: Fields, claim: Claim): void {
  const boundaries = members(fields, 'trust_boundaries').map(([name, boundary]) => {
    draft.count('trust boundary');
    const foreign = idOf(boundary, name);
    const type = textOf(boundary['type']);
    const zone: Draft['zones'][number] = {
      id: claim('zone', foreign, name),
      name: nameOf(name, foreign),
      ...describe(textOf(boundary['description'])),
      ...(type === '' ? {} : { kind: cut(type, 60) }),
      origin: draft.origin(name, boundary),
    };
    draft.zones.push(zone);
    return [zone, boundary] as const;
  });
  const byId = new Map(boundaries.map(([zone]) => [zone.id, zone]));
  for (const [zone, boundary] of boundaries) {
    for (const id of draft.refers('part', textsOf(boundary['technical_assets_inside']), zone.id, 'an asset inside')) {
      const part = draft.partBy(id);
      if (part !== undefined) part.zone ??= zone.id;
    }
    for (const id of draft.refers('zone', textsOf(boundary['trust_boundaries_nested']), zone.id, 'a nested boundary')) {
      const inner = byId.get(id);
      // A boundary nested in itself, at whatever remove, stays where it is: the field is kept, the ring is not.
      if (inner !== undefined && inner.within === undefined && !encloses(byId, inner.id, zone)) inner.within = zone.id;
    }
  }
  draft.how('trust boundary', 'zone', 'assets inside and nested boundaries kept; a part lies in the first boundary that names it');
}

function encloses(byId: ReadonlyMap<string, Draft['zones'][number]>, id: string, zone: Draft['zones'][number]): boolean {
  for (let at: Draft['zones'][number] | undefined = zone; at !== undefined; at = at.within === undefined ? undefined : byId.get(at.within))
    if (at.id === id) return true;
  return false;
}

function runtimes(draft: Draft, fields: Fields): void {
  for (const [name, runtime] of members(fields, 'shared_runtimes')) {
    draft.count('shared runtime');
    const foreign = idOf(runtime, name);
    const id = draft.id('link', foreign, name);
    draft.part({
      id,
      kind: 'server',
      name: nameOf(name, foreign),
      ...describe(textOf(runtime['description'])),
      technology: 'shared runtime',
      ...tagged(textsOf(runtime['tags'])),
      origin: draft.origin(name, runtime),
    });
    for (const guest of draft.refers('part', textsOf(runtime['technical_assets_running']), id, 'a running asset')) {
      draft.links.push({ id: draft.id('link', `${id}-hosts-${guest}`), type: 'hosts', from: id, to: guest });
    }
  }
  draft.how('shared runtime', 'part, hosts links', 'a server that hosts the assets running on it');
}

type Drafted = readonly [part: PartDraft, asset: Fields];

function flows(draft: Draft, drafted: readonly Drafted[]): void {
  for (const [part, asset] of drafted) {
    for (const [name, link] of members(asset, 'communication_links')) {
      draft.count('communication link');
      const target = textOf(link['target']);
      const to = draft.find('part', target);
      const origin = draft.origin(name, link);
      if (to === undefined) {
        draft.note({
          id: draft.id('note', `link ${name}`),
          kind: 'other',
          title: cut(`${name} leads to "${target}", which the source does not define`, 1000),
          on: [part.id],
          status: 'dangling reference',
          origin,
        });
        continue;
      }
      const protocol = cut(textOf(link['protocol']) || 'unknown', 60);
      const secret = ENCRYPTED.test(protocol);
      const authentication = AUTHENTICATION[textOf(link['authentication']) as keyof typeof AUTHENTICATION] ?? 'unknown';
      const id = draft.id('flow', `${part.id}-${name}`, name);
      const receiver = draft.partBy(to);
      draft.flows.push({
        id,
        name: nameOf(name, id),
        ...describe(textOf(link['description'])),
        from: part.id,
        to,
        ...(receiver === undefined ? {} : { interface: draft.face(receiver, protocol, purpose(link, protocol, receiver), authentication) }),
        protocol,
        authentication: authentication === 'certificate' && secret ? 'mutual-tls' : authentication,
        encryption: secret || link['vpn'] === true ? 'transport' : LOCAL.test(protocol) ? 'unknown' : 'none',
        carries: draft.refers('asset', textsOf(link['data_assets_sent']), id, 'data sent'),
        returns: draft.refers('asset', textsOf(link['data_assets_received']), id, 'data received'),
        ...tagged(textsOf(link['tags'])),
        origin,
      });
    }
  }
  draft.how(
    'communication link',
    'flow, interface',
    'the caller sends; data sent is carried, data received returns; encryption by protocol or VPN; one interface for each protocol a part is spoken to in',
  );
  draft.how(
    'communication link: authentication',
    'flow.authentication',
    'credentials and two-factor are password, session-id is token, client-certificate over TLS is mutual-tls',
  );
}

function purpose(link: Fields, protocol: string, receiver: PartDraft): 'remote-shell' | 'device-api' | 'build' | 'user-api' {
  if (protocol.startsWith('ssh')) return 'remote-shell';
  if (receiver.kind === 'device' || receiver.kind === 'gateway') return 'device-api';
  return link['usage'] === 'devops' ? 'build' : 'user-api';
}

/** The powers that follow from who calls whom: Threagile has no word for them, and without them an attack stops at the first hop. */
function powers(draft: Draft): void {
  const made = new Set<string>();
  const link = (type: 'authenticates' | 'deploys' | 'writes', from: string, to: string): void => {
    const key = `${from}-${type}-${to}`;
    if (made.has(key)) return;
    made.add(key);
    draft.links.push({ id: draft.id('link', key), type, from, to, description: 'Inferred by the import from a communication link.' });
  };
  for (const { from, to } of draft.flows) {
    const caller = draft.partBy(from);
    const called = draft.partBy(to);
    if (caller === undefined || called === undefined) continue;
    if (called.kind === 'identity-provider' && caller.kind !== 'identity-provider') link('authenticates', to, from);
    if (caller.kind === 'build-system' && (called.kind === 'server' || called.kind === 'business-system')) link('deploys', from, to);
    if (caller.kind === 'workstation' && called.kind === 'repository') link('writes', from, to);
  }
  if (made.size > 0)
    draft.how(
      '(inferred)',
      'link',
      'who calls an identity provider is authenticated by it; a build pipeline deploys to the servers it calls; a workstation that calls a repository writes to it',
    );
}
