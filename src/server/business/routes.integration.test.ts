import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cameraWorld, type World } from '../position/world.fixture.ts';
import {
  foundations,
  type InventoryShown,
  inventory,
  links,
  type MatrixShown,
  matrix,
  nearest,
  type OneSystem,
  oneSystem,
  reached,
  type Systems,
  systems,
  type Through,
  through,
} from './model.ts';

const AS_OF = 'at=2026-11-01T00:00:00Z';
let world: World;
beforeAll(async () => {
  world = await cameraWorld();
});
afterAll(() => world.close());

describe('the business layer of a service', () => {
  it.each([
    ['/business', systems],
    ['/business/systems/wiki', oneSystem],
    ['/business/systems/build-server', oneSystem],
    ['/business/nearest', nearest],
    ['/business/matrix', matrix],
    ['/business/matrix/mail/developer', through],
    ['/business/links', links],
    ['/business/links?from=wiki', links],
    ['/business/foundations', foundations],
    ['/business/reach?from=wiki&to=firmware&ways=1', reached],
    ['/business/inventory', inventory],
  ])(
    'answers %s in its schema, and alike when asked again',
    async (path, schema) => {
      const asked = `${path}${path.includes('?') ? '&' : '?'}${AS_OF}`;
      const first = await world.get(asked);
      const text = await first.text();
      expect(first.status, text).toBe(200);
      expect(schema.parse(JSON.parse(text))).toEqual(JSON.parse(text));
      const again = await world.get(asked);
      expect([await again.text(), again.headers.get('etag')]).toEqual([text, first.headers.get('etag')]);
    },
    60_000,
  );

  it('ranks systems by what falls with them, and counts each control at one once', async () => {
    const shown = await world.json<Systems>(`/business?${AS_OF}`);
    expect(shown.systems.map(({ reach }) => reach.rank)).toEqual(shown.systems.map((_, i) => i + 1));
    const wiki = shown.systems.find(({ part }) => part === 'wiki') ?? expect.unreachable('the map has a wiki');
    expect(wiki.reach.weight).toEqual({ proven: 115, perhaps: 11, of: 130 });
    const one = await world.json<OneSystem>(`/business/systems/wiki?${AS_OF}`);
    expect(one.system).toEqual(wiki);
    expect(Object.values(wiki.posture.controls).reduce((sum, n) => sum + n, 0)).toBe(one.controls.length);
    expect(one.falls.length).toBe(wiki.reach.goals.may);
  });

  it('opens every kind of cell of the matrix', async () => {
    const { matrices } = await world.json<MatrixShown>(`/business/matrix?${AS_OF}`);
    const cell = matrices[0]?.cells.find(({ steps }) => steps > 0) ?? expect.unreachable('there are cells');
    const opened = await world.json<Through>(`/business/matrix/${cell.row}/${cell.column}?${AS_OF}`);
    expect(opened.paths.length).toBeGreaterThan(0);
  });

  it('says that nothing was discovered where nothing was', async () => {
    const shown = await world.json<InventoryShown>(`/business/inventory?${AS_OF}`);
    expect([shown.things, shown.sources, shown.unmapped]).toEqual([{ present: 0, gone: 0, 'not-seen': 0 }, [], []]);
  });

  it.each([
    ['/business/systems/no-such', 'ASSAY-REACH-001'],
    ['/business/matrix/no-such/developer', 'ASSAY-REACH-001'],
    ['/business/links?from=no-such', 'ASSAY-REACH-001'],
    ['/business/reach?from=no-such&to=firmware', 'ASSAY-ATTACK-001'],
    ['/business/reach?from=wiki', 'ASSAY-SERVER-001'],
  ])('refuses %s with a problem', async (path, code) => {
    const refused = await world.get(`${path}${path.includes('?') ? '&' : '?'}${AS_OF}`);
    expect([Math.floor(refused.status / 100), ((await refused.json()) as { code: string }).code]).toEqual([4, code]);
  });
});
