import { describe, expect, it } from 'vitest';
import { concerns } from './again.ts';

const OF = '/api/services/camera';

describe('what is asked again', () => {
  it.each([
    ['the path itself', OF, [OF], true],
    ['what stands below it', OF, [`${OF}/gaps`, { at: '2026-11-01T00:00:00Z' }], true],
    ['a service whose id only begins so', OF, [`${OF}-two/gaps`, {}], false],
    ['everything, by a prefix that ends with a slash', '/api/', ['/api/account'], true],
    ['another subject', '/api/people', ['/api/proposals', {}], false],
    ['what is bound to a size of the record, at a moment', OF, [`${OF}/attacks/paths`, { at: '2026-11-01T00:00:00Z', size: 288, to: 'goal' }], false],
    ['what is bound to a size alone, and so moves with the clock', OF, [`${OF}/attacks/paths`, { size: 288 }], true],
    ['what is no question to the server', '/api/', [undefined], false],
  ])('%s', (_, prefix, key, expected) => {
    expect(concerns(prefix, key)).toBe(expected);
  });

  it('also what is bound, where it failed', () => {
    expect(concerns(OF, [`${OF}/attacks/paths`, { at: '2026-11-01T00:00:00Z', size: 288 }], true)).toBe(true);
  });
});
