import { describe, expect, it } from 'vitest';
import { cycles } from './cycles.ts';
import { checkMap } from './index.ts';
import { layerOf, layersOf } from './layer.ts';
import { PART_KINDS, serviceMapSchema } from './model.ts';

type Input = Parameters<typeof serviceMapSchema.parse>[0];

function map(more: object): ReturnType<typeof serviceMapSchema.parse> {
  const input: Input = {
    assay: 'service/1',
    service: { id: 's', name: 'S' },
    parts: [
      { id: 'a', kind: 'app', name: 'A' },
      { id: 'b', kind: 'server', name: 'B' },
      { id: 'staff', kind: 'role', name: 'Staff', population: 3 },
      { id: 'net', kind: 'network', name: 'Net' },
    ],
    ...more,
  };
  return serviceMapSchema.parse(input);
}

describe('checking a map', () => {
  it.each<readonly [string, object, readonly string[]]>([
    [
      'zones in a ring',
      {
        zones: [
          { id: 'x', name: 'X', within: 'y' },
          { id: 'y', name: 'Y', within: 'x' },
        ],
      },
      ['ASSAY-MAP-023 zones[0].within'],
    ],
    [
      'hosts in a ring',
      {
        links: [
          { id: 'k', type: 'hosts', from: 'a', to: 'b' },
          { id: 'l', type: 'hosts', from: 'b', to: 'a' },
        ],
      },
      ['ASSAY-MAP-023 links[0]'],
    ],
    [
      'a role named twice in a gate, which counts once',
      { gates: [{ id: 'g', name: 'G', act: 'sign', on: 'b', need: 4, of: ['staff', 'staff'] }] },
      ['ASSAY-MAP-025 gates[0].need'],
    ],
    ['a gate of an app', { gates: [{ id: 'g', name: 'G', act: 'sign', on: 'b', need: 1, of: ['a'] }] }, ['ASSAY-MAP-022 gates[0].of[0]']],
    ['a gate on nothing', { gates: [{ id: 'g', name: 'G', act: 'sign', on: 'z', need: 1, of: ['staff'] }] }, ['ASSAY-MAP-021 gates[0].on']],
    [
      'a credential for an interface that is not there',
      { assets: [{ id: 'k', name: 'K', kind: 'credential', opens: [{ part: 'b', interface: 'i', access: 'user' }] }] },
      ['ASSAY-MAP-026 assets[0].opens[0].interface'],
    ],
    [
      'an actor that begins nowhere',
      { actors: [{ id: 'e', name: 'E', kind: 'outsider', starts: [{ part: 'nett', access: 'reach' }] }] },
      ['ASSAY-MAP-021 actors[0].starts[0].part'],
    ],
    ['a target of no part', { targets: [{ host: 'a.example', part: 'nobody', probes: ['web'] }] }, ['ASSAY-MAP-021 targets[0].part']],
    [
      'one host twice for one part',
      {
        targets: [
          { host: 'a.example', part: 'a', probes: ['web'] },
          { host: 'a.example', part: 'a', probes: ['dns'] },
        ],
      },
      ['ASSAY-MAP-028 targets[1].host'],
    ],
    [
      'one look at one place that would be evidence about two parts',
      {
        targets: [
          { host: 'a.example', part: 'a', probes: ['web', 'tls'] },
          { host: 'a.example', part: 'b', probes: ['dns', 'tls'], ports: { tls: [443, 993] } },
        ],
      },
      ['ASSAY-MAP-028 targets[1].host'],
    ],
    [
      'two parts of one host, told apart by probe or port',
      {
        targets: [
          { host: 'a.example', part: 'a', probes: ['web', 'tls'] },
          { host: 'a.example', part: 'b', probes: ['dns', 'web', 'tls'], ports: { https: 8443 } },
        ],
      },
      [],
    ],
    ['a policy for nobody known', { policies: [{ id: 'p', title: 'P', rule: 'r', allow: ['nobody'] }] }, ['ASSAY-MAP-021 policies[0].allow[0]']],
    ['a note on nothing', { notes: [{ id: 'n', kind: 'other', title: 'N', on: ['gone'] }] }, ['ASSAY-MAP-021 notes[0].on[0]']],
    ['a service fact of another type', { service: { id: 's', name: 'S', facts: { wireless: 'yes' } } }, ['ASSAY-MAP-027 service.facts.wireless']],
    ['the service’s id taken by a flow', { flows: [{ id: 's', from: 'a', to: 'b' }] }, ['ASSAY-MAP-020 flows[0].id']],
    ['a zone that is a part', { parts: [{ id: 'a', kind: 'app', name: 'A', zone: 'a' }] }, ['ASSAY-MAP-022 parts[0].zone']],
  ])('refuses %s', (_, more, expected) => {
    expect(checkMap(map(more)).errors.map((fault) => `${fault.code} ${fault.field}`)).toEqual(expected);
  });

  it('warns of what is joined to nothing, opens nothing, is nowhere, concerns nothing', () => {
    const { errors, warnings } = checkMap(
      map({
        flows: [{ id: 'f', from: 'a', to: 'b', over: ['net'] }],
        assets: [
          { id: 'k', name: 'K', kind: 'credential' },
          { id: 'd', name: 'D', kind: 'information', needs: { integrity: 2 } },
          { id: 'others', name: 'O', kind: 'information', needs: { availability: 2 }, external: true },
        ],
        policies: [{ id: 'p', title: 'P', rule: 'r' }],
      }),
    );
    expect(errors).toEqual([]);
    expect(warnings.map((fault) => `${fault.code} ${fault.field}`)).toEqual([
      'ASSAY-MAP-040 parts[2]',
      'ASSAY-MAP-041 assets[0]',
      'ASSAY-MAP-042 assets[1]',
      'ASSAY-MAP-043 policies[0]',
    ]);
  });
});

describe('layers', () => {
  it('gives every kind a layer, and lets the map say otherwise', () => {
    expect(PART_KINDS.map((kind) => layerOf({ kind }))).not.toContain(undefined);
    expect(layerOf({ kind: 'device', layer: 'business' })).toBe('business');
  });

  it('puts a role where its work is', () => {
    const parts = ['app', 'server', 'repository', 'update-server'].map((kind) => ({ id: kind, kind, name: kind }));
    const roles = ['owner', 'operator', 'developer', 'clerk'].map((id) => ({ id, kind: 'role', name: id }));
    const links = [
      ['uses', 'owner', 'app'],
      ['administers', 'operator', 'server'],
      ['writes', 'developer', 'repository'],
    ].map(([type, from, to]) => ({ id: `${from}-${to}`, type, from, to }));
    const layers = layersOf(map({ parts: [...parts, ...roles], links }));
    expect(['owner', 'operator', 'developer', 'clerk'].map((id) => layers.get(id))).toEqual(['experience', 'operations', 'development', 'business']);
  });
});

describe('cycles', () => {
  it('finds rings and self-loops, and is not deep where the graph is', () => {
    expect(
      cycles(
        new Map([
          ['a', ['b']],
          ['b', ['a']],
          ['c', ['c']],
          ['d', ['a']],
        ]),
      ).map((ring) => [...ring].sort()),
    ).toEqual([['a', 'b'], ['c']]);
    expect(cycles(new Map(Array.from({ length: 100_000 }, (_, i) => [`${i}`, [`${i + 1}`]])))).toEqual([]);
  });
});
