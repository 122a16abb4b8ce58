import type { Json } from '../../core/index.ts';
import type { Part, ServiceMap } from '../model.ts';
import type { Exported } from './model.ts';

type Property = { readonly name: string; readonly value: string };

/**
 * A map as a CycloneDX 1.6 document in the threat-model taxonomy (`cdx:model` properties): parts, zones, assets, flows and notes are
 * components with a model type. What the taxonomy has no word for is kept under `assay:` properties, or listed in `lost`. Pure; no
 * serial number and no timestamp, so that the same map gives the same bytes.
 */
export function exportCycloneDx(map: ServiceMap): Exported {
  const carried: Record<string, number> = {};
  const component = (word: string, type: string, id: string, name: string, description: string | undefined, properties: readonly Property[]): Json => {
    carried[word] = (carried[word] ?? 0) + 1;
    return {
      type,
      'bom-ref': id,
      name,
      ...(description === undefined ? {} : { description }),
      properties: [...properties].filter((property) => property.value !== ''),
    };
  };
  const components: Json[] = [
    ...map.zones.map((zone) =>
      component('boundary', 'platform', zone.id, zone.name, zone.description, [
        model('type', 'boundary'),
        model('risk:trustRating', zone.trust === undefined ? '' : String(zone.trust)),
        ours('zone:kind', zone.kind ?? ''),
        ours('zone:within', zone.within ?? ''),
      ]),
    ),
    ...map.parts.map((part) => component('part', classOf(part), part.id, part.name, part.description, partProperties(part, map))),
    ...map.assets.map((asset) =>
      component('data class', 'data', asset.id, asset.name, asset.description, [
        model('type', 'asset'),
        ...Object.entries(asset.needs).map(([need, level]) => model(`risk:${need}`, String(level * 25))),
        ...asset.at.map((at) => model(at.state === 'at-rest' ? 'storedBy' : 'processedBy', at.part)),
        ours('asset:kind', asset.kind),
        ...(asset.tags ?? []).map((tag) => model('tag', tag)),
      ]),
    ),
    ...map.flows.map((flow) =>
      component('data flow', 'data', flow.id, flow.name ?? flow.id, flow.description, [
        model('type', 'dataflow'),
        model('dataflow:source', flow.from),
        model('dataflow:destination', flow.to),
        model('dataflow:isBidirectional', String((flow.returns ?? []).length > 0)),
        model('dataflow:isEncrypted', flow.encryption === 'unknown' ? '' : String(flow.encryption !== 'none')),
        model('dataflow:protocol', flow.protocol === 'unknown' ? '' : flow.protocol),
        ours('dataflow:authentication', flow.authentication),
        ...[...new Set([...flow.carries, ...(flow.returns ?? [])])].map((asset) => model('dataflow:data', asset)),
        ...(flow.tags ?? []).map((tag) => model('tag', tag)),
      ]),
    ),
    ...map.notes.map((note) =>
      component(note.kind, 'data', note.id, note.title === '' ? note.id : note.title, note.description, [
        model('type', note.kind === 'risk-decision' || note.kind === 'other' ? 'text' : note.kind),
        ...note.on.map((on) => ours('note:on', on)),
        ours('note:status', note.status ?? ''),
        ours('note:severity', note.severity ?? ''),
        ...(note.answeredBy ?? []).map((answer) => ours('note:answeredBy', answer)),
      ]),
    ),
  ];
  return {
    document: {
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      version: 1,
      metadata: {
        component: {
          type: 'application',
          'bom-ref': map.service.id,
          name: map.service.name,
          ...(map.service.description === undefined ? {} : { description: map.service.description }),
          ...(map.service.operator === undefined ? {} : { supplier: { name: map.service.operator } }),
        },
      },
      components,
    },
    carried,
    lost: unsaid(map),
  };
}

function model(name: string, value: string): Property {
  return { name: `cdx:model:${name}`, value };
}

function ours(name: string, value: string): Property {
  return { name: `assay:${name}`, value };
}

function classOf(part: Part): string {
  if (part.kind === 'device' || part.kind === 'gateway') return 'device';
  return ['network', 'place', 'role', 'supplier'].includes(part.kind) ? 'platform' : 'application';
}

const MODEL_TYPE: Readonly<Record<string, string>> = { role: 'actor', datastore: 'datastore', repository: 'repository', server: 'server' };

function partProperties(part: Part, map: ServiceMap): Property[] {
  return [
    model('type', MODEL_TYPE[part.kind] ?? part.kind),
    model('platform', part.technology ?? ''),
    model('inBoundary', part.zone ?? ''),
    ...(part.tags ?? []).map((tag) => model('tag', tag)),
    ours('part:kind', part.kind),
    ours('part:layer', part.layer ?? ''),
    ours('part:population', String(part.population)),
    ...Object.entries(part.facts ?? {}).map(([fact, value]) => ours(`fact:${fact}`, String(value))),
    ...map.links.filter((link) => link.from === part.id).map((link) => ours(`link:${link.type}`, link.to)),
  ];
}

function unsaid(map: ServiceMap): { at: string; why: string }[] {
  const no = (what: string): string => `the taxonomy has no ${what}`;
  return [
    ...map.gates.map((gate) => ({ at: `gate ${gate.id}`, why: no('acts that need several people') })),
    ...map.policies.map((policy) => ({ at: `policy ${policy.id}`, why: no('policies') })),
    ...map.targets.map((target) => ({ at: `target ${target.host}`, why: no('hosts that may be probed') })),
    ...map.actors.map((actor) => ({ at: `actor ${actor.id}`, why: no('attackers with a starting position') })),
    ...map.parties.map((party) => ({ at: `party ${party.id}`, why: no('parties that an asset is protected for') })),
    ...map.parts.flatMap((part) => ((part.interfaces ?? []).length === 0 ? [] : [{ at: `part ${part.id}, interfaces`, why: no('interfaces') }])),
    ...map.parts.flatMap((part) => ((part.variants ?? []).length === 0 ? [] : [{ at: `part ${part.id}, variants`, why: no('variants of a part') }])),
  ];
}
