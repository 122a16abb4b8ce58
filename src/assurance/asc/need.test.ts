import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LINK_TYPES, serviceMapSchema } from '../../map/model.ts';
import { heaviest, NEEDS, stakesOf } from './need.ts';

const part = (id: string) => ({ id, kind: 'server' as const, name: id });
const mapOf = (more: object) => serviceMapSchema.parse({ assay: 'service/1', service: { id: 'home', name: 'Home' }, ...more });

describe('what is at stake', () => {
  const map = mapOf({
    parts: ['signer', 'store', 'device', 'viewer', 'far'].map(part),
    flows: [{ id: 'stream', from: 'device', to: 'viewer', returns: ['video'] }],
    links: [
      { id: 'a', type: 'signs', from: 'signer', to: 'store' },
      { id: 'b', type: 'updates', from: 'store', to: 'device' },
      { id: 'c', type: 'uses', from: 'far', to: 'device', carries: ['report'] },
    ],
    assets: [
      { id: 'video', name: 'Video', kind: 'information', needs: { privacy: 4 }, at: [{ part: 'device' }] },
      { id: 'image', name: 'Image', kind: 'code', needs: { integrity: 3 }, at: [{ part: 'store' }, { part: 'gone' }] },
      { id: 'report', name: 'Report', kind: 'information', needs: { availability: 1 } },
    ],
  });
  const stakes = stakesOf(map);

  it.each([
    ['device', { privacy: { level: 4, asset: 'video' }, availability: { level: 1, asset: 'report' } }],
    ['viewer', { privacy: { level: 4, asset: 'video' } }],
    ['far', { availability: { level: 1, asset: 'report' } }],
    [
      'store',
      {
        privacy: { level: 4, asset: 'video', through: 'device' },
        integrity: { level: 3, asset: 'image' },
        availability: { level: 1, asset: 'report', through: 'device' },
      },
    ],
    [
      'signer',
      {
        privacy: { level: 4, asset: 'video', through: 'store' },
        integrity: { level: 3, asset: 'image', through: 'store' },
        availability: { level: 1, asset: 'report', through: 'store' },
      },
    ],
    ['nobody', {}],
  ])('at %s', (id, needs) => {
    expect(stakes.atPart(id)).toEqual(needs);
  });

  it('is not known of an asset without a need, and of what is personal at least that it is private', () => {
    const quiet = mapOf({
      parts: ['signer', 'device', 'other'].map(part),
      links: [{ id: 'a', type: 'signs', from: 'signer', to: 'device' }],
      assets: [
        { id: 'list', name: 'List', kind: 'information', at: [{ part: 'device' }] },
        { id: 'names', name: 'Names', kind: 'information', personal: { category: 'ordinary' }, at: [{ part: 'other' }] },
        { id: 'health', name: 'Health', kind: 'information', needs: { privacy: 4 }, personal: { category: 'sensitive' } },
        { id: 'shy', name: 'Shy', kind: 'information', needs: { privacy: 1 }, personal: { category: 'ordinary' } },
      ],
    });
    const { atPart, ofAsset, unstatedAt, unstated } = stakesOf(quiet);
    expect(['signer', 'device', 'other'].map((id) => [atPart(id), unstatedAt(id)])).toEqual([
      [{}, ['list']],
      [{}, ['list']],
      [{ privacy: { level: 2, asset: 'names' } }, []],
    ]);
    expect(unstated).toEqual(['list']);
    expect(quiet.assets.map((asset) => ofAsset(asset).privacy?.level)).toEqual([undefined, 2, 4, 2]);
  });

  it('is heaviest in the order of the needs', () => {
    expect(heaviest(stakes.whole)).toEqual({ need: 'privacy', level: 4, asset: 'video' });
    expect(heaviest({})).toBeUndefined();
  });

  it('is no less at whoever has power than where the power reaches, circles and all', () => {
    const ids = ['a', 'b', 'c', 'd', 'e'];
    const id = fc.constantFrom(...ids);
    const link = fc.record({ type: fc.constantFrom(...LINK_TYPES), from: id, to: id });
    const asset = fc.record({ at: id, level: fc.integer({ min: 0, max: 4 }), need: fc.constantFrom(...NEEDS) });
    fc.assert(
      fc.property(fc.array(link, { maxLength: 12 }), fc.array(asset, { maxLength: 5 }), (links, assets) => {
        const any = mapOf({
          parts: ids.map(part),
          links: links.map((one, index) => ({ id: `l${index}`, ...one })),
          assets: assets.map((one, index) => ({
            id: `x${index}`,
            name: 'X',
            kind: 'information',
            needs: { [one.need]: one.level },
            at: [{ part: one.at }],
          })),
        });
        const { atPart } = stakesOf(any);
        const ruling = new Set(['builds', 'signs', 'deploys', 'administers', 'authenticates', 'hosts', 'updates', 'backs-up']);
        for (const { type, from, to } of links) {
          if (!ruling.has(type)) continue;
          for (const need of NEEDS) expect(atPart(from)[need]?.level ?? 0).toBeGreaterThanOrEqual(atPart(to)[need]?.level ?? 0);
        }
      }),
    );
  });
});
