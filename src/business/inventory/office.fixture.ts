import { Digest, Instant } from '../../core/index.ts';
import { readMap } from '../../map/read.ts';
import { discoveryText } from './events.ts';
import type { Discovery, Power, Thing } from './model.ts';
import type { DiscoveryRead } from './view.ts';

// A small office, and what a source might show of it.

export const MAP = readMap(
  `assay: service/1
service: { id: lamps, name: Lamps }
parts:
  - { id: sign-in, kind: identity-provider, name: Company sign-in }
  - { id: mail, kind: mail, name: Company mail }
  - { id: source, kind: repository, name: Lamp source, origin: { format: x, fields: { purl: 'pkg:github/lamps/firmware@1' } } }
  - { id: build, kind: build-system, name: Build server }
  - { id: cloud, kind: server, name: Lamp cloud }
  - { id: other-cloud, kind: server, name: Other cloud, origin: { format: x, fields: { host: edge.lamps.example } } }
  - { id: developer, kind: role, name: Developer }
links:
  - { id: developer-writes, type: writes, from: developer, to: source }
  - { id: source-builds, type: builds, from: source, to: build }
`,
  'service.yaml',
);

export const NOW = Instant.parse('2026-11-10T00:00:00Z');

export function thing(kind: Thing['kind'], key: string, more: Partial<Thing> = {}): Thing {
  return { key, kind, name: key, scope: 'all', ...more };
}

export type Row = readonly [from: string, power: Power, to: string];

export function discovery(things: readonly Thing[], rows: readonly Row[] = [], more: Partial<Discovery> = {}): Discovery {
  return {
    assay: 'discovery/1',
    format: 'fixture',
    source: 'fixture lamps',
    observedAt: '2026-11-09T00:00:00Z',
    scopes: ['all'],
    things: [...things],
    relations: rows.map(([from, power, to]) => ({ from, power, to })),
    raw: { digest: Digest.of('report'), mediaType: 'application/json' },
    ...more,
  };
}

export function read(one: Discovery): DiscoveryRead {
  const { format, source, observedAt } = one;
  return { digest: discoveryText(one).digest, format, source, observedAt, discovery: one };
}
