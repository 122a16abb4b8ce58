import { describe, expect, it } from 'vitest';
import { Digest } from '../../core/index.ts';
import { readMap } from '../../map/read.ts';
import { NO_JOINS, readJoins } from './joins.ts';
import type { Thing } from './model.ts';
import { discovery, NOW, type Row, read, thing } from './office.fixture.ts';
import { reconcile } from './reconcile.ts';
import { suggest } from './suggest.ts';
import { inventoryAt } from './view.ts';

const MAP = readMap(
  `assay: service/1
service: { id: lamps, name: Lamps }
parts:
  - { id: office-network, kind: network, name: Office network }
  - { id: lab-network, kind: network, name: Lab network }
  - id: build
    kind: build-system
    name: Build server
    interfaces:
      - { id: shell, protocol: ssh, purpose: admin, on: [office-network] }
      - { id: web, protocol: http, port: 8080, purpose: build, on: [office-network] }
  - { id: shop, kind: server, name: Shop }
targets:
  - { host: shop.lamps.example, part: shop, probes: [web] }
  - { host: 10.20.0.9, part: shop, probes: [tls], ports: { tls: [8443] } }
`,
  'service.yaml',
);

const host = (address: string, name: string, more: Partial<Thing> = {}) => thing('host', `host:${address}`, { name, aliases: [address, name], ...more });
const port = (address: string, number: number, more: Thing['attributes'] = {}) =>
  thing('open-port', `port:${address}:${number}/tcp`, { name: `${number}/tcp`, attributes: { port: number, ...more } });
const inside = (address: string, number: number): Row => [`host:${address}`, 'contains', `port:${address}:${number}/tcp`];
const at = (things: readonly Thing[], rows: readonly Row[] = [], joins = NO_JOINS) => inventoryAt([read(discovery(things, rows))], joins, MAP, NOW);
const undeclared = (name: string, ports: readonly number[], joins = NO_JOINS, more: Thing['attributes'] = {}) =>
  at(
    [host('10.20.0.7', name), ...ports.map((one) => port('10.20.0.7', one, more))],
    ports.map((one) => inside('10.20.0.7', one)),
    joins,
  ).undeclaredPorts.map((one) => `${one.part} ${one.port}/${one.protocol}`);

describe('an open port of a part', () => {
  it.each<[string, string, readonly number[], readonly string[]]>([
    ['is on the map by its number', 'build', [8080], []],
    ['is on the map by where its protocol listens', 'build', [22], []],
    ['is a finding where the map has others', 'build', [22, 23, 8081], ['build 23/tcp', 'build 8081/tcp']],
    ['is on the map by a target that is visited there', 'shop.lamps.example', [443, 80, 8443], []],
    ['is a finding where no target is visited', 'shop.lamps.example', [25], ['shop 25/tcp']],
    ['is nothing of a host that is on no map', 'printer', [9100], []],
  ])('%s', (_, name, ports, wanted) => expect(undeclared(name, ports)).toEqual(wanted));

  it('is no finding where a rule leaves it', () => {
    const joins = readJoins('assay: joins/1\njoins: [{ kind: open-port, name: "port:10.20.0.7:23/tcp", leave: "until the old console is gone" }]', 'j', MAP);
    expect(undeclared('build', [23, 8081], joins)).toEqual(['build 8081/tcp']);
  });

  it('keeps the inventory from agreeing, once nothing worse does', () => {
    const joins = readJoins('assay: joins/1\nsources: [{ format: fixture, scopes: [all], every: P30D }]', 'j', MAP);
    const inventory = at([host('10.20.0.7', 'build'), port('10.20.0.7', 23)], [inside('10.20.0.7', 23)], joins);
    const { evidence } = reconcile(inventory, MAP, { digest: Digest.of('report'), mediaType: 'application/xml' }, NOW);
    expect(evidence).toMatchObject([
      {
        claim: 'service.inventory-reconciled',
        value: false,
        finding: { id: 'open-port-build-23', title: '23/tcp open at build, and the map has no such interface', severity: 'medium' },
      },
      { claim: 'service.unmapped-systems', value: 0 },
    ]);
  });
});

describe('a target of the map', () => {
  it.each([
    ['by its name', host('10.9.9.9', 'Shop.lamps.example')],
    ['by its address', host('10.20.0.9', 'x')],
  ])('is its part %s', (_, one) => expect(at([one]).things).toMatchObject([{ join: { to: 'part', part: 'shop', by: 'name' } }]));
});

describe('the host of a target', () => {
  it('is no tenant and no account that is called so', () =>
    expect(at([thing('tenant', 't', { aliases: ['shop.lamps.example'] }), thing('account', 'shop.lamps.example')]).things.map(({ join }) => join.to)).toEqual([
      'nothing',
      'nothing',
    ]));
});

describe('a host that nobody knows', () => {
  const stranger = (network: string) => host('10.20.0.99', 'laptop-of-jane', { attributes: { network } });

  it('is not on the map, with what it can reach from its network, and not by its name', () => {
    const inventory = at([stranger('office-network')]);
    expect(inventory.unmapped).toMatchObject([{ kind: 'host', personal: true, weight: 'high', can: ['can reach build'] }]);
    expect(inventory.missingLinks).toEqual([]);
    const { evidence } = reconcile(inventory, MAP, { digest: Digest.of('report'), mediaType: 'application/xml' }, NOW);
    expect(evidence).toMatchObject([{ finding: { title: 'a host that can reach build is not on the map' } }, { value: 1 }]);
    expect(JSON.stringify(evidence)).not.toContain('jane');
  });

  it('is in its network where nothing listens there', () =>
    expect(at([stranger('lab-network')]).unmapped).toMatchObject([{ weight: 'medium', can: ['can reach lab-network'] }]));

  it('is nothing without a network of the map, or where a rule leaves it', () => {
    expect(at([stranger('build'), host('10.20.0.98', 'x')]).unmapped).toEqual([]);
    const joins = readJoins('assay: joins/1\njoins: [{ kind: host, name: "laptop-*", leave: staff }]', 'j', MAP);
    expect(at([stranger('office-network')], [], joins).unmapped).toEqual([]);
  });

  it('would be a part of its own, attached to its network', () =>
    expect(suggest(at([stranger('office-network')]), MAP)).toMatchObject({
      links: [],
      parts: ['- { id: laptop-of-jane, kind: server, name: "laptop-of-jane", attached: [office-network] }'],
      joins: ['- { format: "fixture", kind: host, name: "laptop-of-jane", is: laptop-of-jane }'],
    }));
});
