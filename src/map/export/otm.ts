import type { Json } from '../../core/index.ts';
import type { Asset, Note, Origin, Part, ServiceMap, Zone } from '../model.ts';
import type { Exported } from './model.ts';

type Fields = { [key: string]: Json };

const UNPLACED = 'assay-unplaced';

/**
 * A map as an Open Threat Model document, edition 0.2.0. What came from such a document goes back as it stood, under its own ids; what
 * Open Threat Model has no word for is listed in `lost`. Pure.
 */
export function exportOtm(map: ServiceMap): Exported {
  const lost: { at: string; why: string }[] = [];
  const ids = new Map<string, string>();
  for (const element of [...map.parts, ...map.zones, ...map.assets, ...map.flows, ...map.notes])
    ids.set(element.id, own(element.origin)?.['id'] === undefined ? element.id : String(own(element.origin)?.['id']));
  const id = (ours: string): string => ids.get(ours) ?? ours;
  const added = new Set(
    map.parts.filter((part) => part.origin === undefined && part.description?.startsWith('Added by the import') === true).map((part) => part.id),
  );
  for (const part of added) lost.push({ at: `part ${part}`, why: 'added by an import, so the other tool has it in its own way' });
  const parts = map.parts.filter((part) => !added.has(part.id));
  const hosts = new Map(map.links.filter((link) => link.type === 'hosts' && !added.has(link.from)).map((link) => [link.to, link.from]));
  const placed = parts.every((part) => part.zone !== undefined || hosts.has(part.id) || own(part.origin)?.['parent'] !== undefined);
  const threats = map.notes.filter((note) => note.kind === 'threat');
  const mitigations = map.notes.filter((note) => note.kind === 'mitigation');
  const flows = map.flows.filter((flow) => !(added.has(flow.from) || added.has(flow.to)) || own(flow.origin) !== undefined);
  const document: Fields = {
    ...rest(map, id),
    assets: map.assets.map((asset) => assetOf(asset, id)),
    trustZones: [
      ...map.zones.map((zone) => zoneOf(zone, id)),
      ...(placed ? [] : [{ id: UNPLACED, name: 'Not placed', type: 'unknown', risk: { trustRating: 0 } }]),
    ],
    components: parts.map((part) => componentOf(part, map, id, hosts, threats)),
    dataflows: flows.map((flow) => ({
      ...(own(flow.origin) ?? {
        id: flow.id,
        name: flow.name ?? flow.id,
        ...(flow.description === undefined ? {} : { description: flow.description }),
        source: id(flow.from),
        destination: id(flow.to),
        bidirectional: (flow.returns ?? []).length > 0,
        assets: [...new Set([...flow.carries, ...(flow.returns ?? [])])].map(id),
        tags: [...(flow.tags ?? []), ...(flow.protocol === 'unknown' ? [] : [flow.protocol])],
        threats: instances(flow.id, threats, id, map),
        attributes: { encryption: flow.encryption, authentication: flow.authentication },
      }),
    })),
    threats: threats.map(
      (note) =>
        own(note.origin) ?? { id: note.id, name: note.title, ...(note.description === undefined ? {} : { description: note.description }), risk: riskOf(note) },
    ),
    mitigations: mitigations.map(
      (note) =>
        own(note.origin) ?? { id: note.id, name: note.title, ...(note.description === undefined ? {} : { description: note.description }), riskReduction: 0 },
    ),
  };
  lost.push(...unsaid(map));
  const count = (key: string): number => (document[key] as readonly Json[]).length;
  return {
    document,
    carried: {
      asset: count('assets'),
      'trust zone': count('trustZones'),
      component: count('components'),
      'data flow': count('dataflows'),
      threat: count('threats'),
      mitigation: count('mitigations'),
    },
    lost,
  };
}

/** The element's fields as an Open Threat Model document gave them. */
function own(origin: Origin | undefined): Fields | undefined {
  return origin?.format === 'otm' ? (origin.fields as Fields | undefined) : undefined;
}

function rest(map: ServiceMap, id: (ours: string) => string): Fields {
  const given = own(map.service.origin);
  if (given !== undefined) return { ...given };
  return {
    otmVersion: '0.2.0',
    project: {
      name: map.service.name,
      id: id(map.service.id),
      ...(map.service.description === undefined ? {} : { description: map.service.description }),
      ...(map.service.operator === undefined ? {} : { owner: map.service.operator }),
    },
    representations: [],
  };
}

function assetOf(asset: Asset, id: (ours: string) => string): Fields {
  const needs = asset.needs;
  return (
    own(asset.origin) ?? {
      id: id(asset.id),
      name: asset.name,
      ...(asset.description === undefined ? {} : { description: asset.description }),
      risk: { confidentiality: needs.confidentiality * 25, integrity: needs.integrity * 25, availability: needs.availability * 25 },
    }
  );
}

function zoneOf(zone: Zone, id: (ours: string) => string): Fields {
  return (
    own(zone.origin) ?? {
      id: id(zone.id),
      name: zone.name,
      type: zone.kind ?? 'zone',
      ...(zone.description === undefined ? {} : { description: zone.description }),
      risk: { trustRating: zone.trust ?? 0 },
      ...(zone.within === undefined ? {} : { parent: { trustZone: id(zone.within) } }),
    }
  );
}

function componentOf(part: Part, map: ServiceMap, id: (ours: string) => string, hosts: ReadonlyMap<string, string>, threats: readonly Note[]): Fields {
  const given = own(part.origin);
  if (given !== undefined) return given;
  const host = hosts.get(part.id);
  const at = (state: 'at-rest' | 'in-use'): string[] =>
    map.assets.filter((asset) => asset.at.some((place) => place.part === part.id && place.state === state)).map((asset) => id(asset.id));
  return {
    id: id(part.id),
    name: part.name,
    type: part.kind,
    ...(part.description === undefined ? {} : { description: part.description }),
    parent: part.zone !== undefined ? { trustZone: id(part.zone) } : host !== undefined ? { component: id(host) } : { trustZone: UNPLACED },
    tags: part.tags ?? [],
    assets: { processed: at('in-use'), stored: at('at-rest') },
    threats: instances(part.id, threats, id, map),
    attributes: {
      ...(part.layer === undefined ? {} : { layer: part.layer }),
      population: part.population,
      ...(part.facts === undefined ? {} : { facts: JSON.parse(JSON.stringify(part.facts)) as Json }),
    },
  };
}

function instances(on: string, threats: readonly Note[], id: (ours: string) => string, map: ServiceMap): Json[] {
  const mitigations = new Map(map.notes.filter((note) => note.kind === 'mitigation').map((note) => [note.id, note]));
  return threats
    .filter((note) => note.on.includes(on))
    .map((note) => ({
      threat: id(note.id),
      state: note.status ?? 'exposed',
      mitigations: (note.answeredBy ?? []).flatMap((answer) =>
        mitigations.has(answer) ? [{ mitigation: id(answer), state: mitigations.get(answer)?.status ?? 'recommended' }] : [],
      ),
    }));
}

function riskOf(note: Note): Fields {
  const impact = { low: 25, medium: 50, elevated: 60, high: 75, critical: 100 }[(note.severity ?? '').toLowerCase()];
  return { likelihood: null, impact: impact ?? 50 };
}

/** What of the map has no place in Open Threat Model. */
function unsaid(map: ServiceMap): { at: string; why: string }[] {
  const no = (what: string): string => `Open Threat Model has no ${what}`;
  return [
    ...map.links.filter((link) => link.type !== 'hosts').map((link) => ({ at: `link ${link.id}`, why: no('powers of one component over another') })),
    ...map.gates.map((gate) => ({ at: `gate ${gate.id}`, why: no('acts that need several people') })),
    ...map.policies.map((policy) => ({ at: `policy ${policy.id}`, why: no('policies') })),
    ...map.targets.map((target) => ({ at: `target ${target.host}`, why: no('hosts that may be probed') })),
    ...map.actors.map((actor) => ({ at: `actor ${actor.id}`, why: no('attackers') })),
    ...map.parties.map((party) => ({ at: `party ${party.id}`, why: no('parties that an asset is protected for') })),
    ...map.notes
      .filter((note) => note.kind !== 'threat' && note.kind !== 'mitigation')
      .map((note) => ({ at: `note ${note.id}`, why: no('questions, decisions and remarks') })),
    ...map.parts.flatMap((part) => ((part.interfaces ?? []).length === 0 ? [] : [{ at: `part ${part.id}, interfaces`, why: no('interfaces') }])),
    ...map.parts.flatMap((part) => ((part.variants ?? []).length === 0 ? [] : [{ at: `part ${part.id}, variants`, why: no('variants of a component') }])),
  ];
}
