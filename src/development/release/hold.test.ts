import { describe, expect, it } from 'vitest';
import { Digest, Instant } from '../../core/index.ts';
import type { HoldEvent } from './events.ts';
import { judgeRelease } from './gate.ts';
import { decideHold, foldHolds, type Hold, keysDown, SIGNER, standingHolds } from './hold.ts';
import type { LinkFact } from './link.ts';
import { readPolicy } from './policy.ts';
import { restingOn } from './views.ts';

const AT = Instant.parse('2026-11-23T12:00:00Z');
const KEY = Digest.of('the key');
const hold = (more: Partial<Hold> = {}): Hold => ({
  order: 'hold-1',
  what: 'release',
  names: ['v3.1.0'],
  by: 'lead',
  at: '2026-11-23T10:00:00Z',
  reason: 'The build server was entered.',
  ...more,
});
const built: LinkFact = {
  link: 'provenance',
  about: { release: 'v3.1.0' },
  state: 'proven',
  reasons: [],
  counts: {},
  at: Instant.parse('2026-11-23T09:00:00Z'),
  inputs: [{ name: SIGNER, digest: KEY }],
};
const policy = readPolicy('format: release-policy/1\nrequire:\n  provenance: { within: P7D }\n', 'release-policy.yaml');
const codes = (holds: readonly Hold[], at = AT) =>
  judgeRelease([built], policy, { release: 'v3.1.0', at, holds })
    .reasons.map(({ link, code }) => `${link} ${code}`)
    .filter((one) => / (?:frozen|key-taken-down)$/.test(one));

describe('what stops a release whatever it shows', () => {
  it.each<[string, readonly Hold[], readonly string[]]>([
    ['nothing', [], []],
    ['a freeze of it', [hold()], ['chain frozen']],
    ['a freeze of all', [hold({ names: ['*'] })], ['chain frozen']],
    ['a freeze of another', [hold({ names: ['v3.0.0'] })], []],
    ['a freeze that has ended', [hold({ endedAt: '2026-11-23T11:00:00Z' })], []],
    ['a freeze that was lifted later', [hold({ endedAt: '2026-11-23T13:00:00Z' })], ['chain frozen']],
    ['a freeze of a moment to come', [hold({ at: '2026-11-23T12:00:01Z' })], []],
    ['the key of its builder', [hold({ what: 'key', names: [KEY] })], ['provenance key-taken-down']],
    ['another key', [hold({ what: 'key', names: [Digest.of('another')] })], []],
    ['both', [hold(), hold({ order: 'hold-2', what: 'key', names: ['SHA256:x', KEY] })], ['chain frozen', 'provenance key-taken-down']],
  ])('%s', (_, holds, expected) => expect(codes(holds)).toEqual(expected));
});

describe('the facts of holds', () => {
  const { endedAt, ...begun } = hold();
  it('are entered once, however often they are asked for', () => {
    expect(endedAt).toBeUndefined();
    const first = decideHold({ type: 'begin', hold: begun }, []);
    expect(first).toHaveLength(1);
    const held = foldHolds(first);
    expect(decideHold({ type: 'begin', hold: begun }, held)).toEqual([]);
    const end = decideHold({ type: 'end', end: { order: 'hold-1', by: 'lead', at: '2026-11-23T11:00:00Z' } }, held);
    const ended = foldHolds([...first, ...end] as readonly HoldEvent[]);
    expect(ended).toEqual([{ ...begun, endedAt: '2026-11-23T11:00:00Z' }]);
    expect(decideHold({ type: 'end', end: { order: 'hold-1', by: 'lead', at: '2026-11-23T11:30:00Z' } }, ended)).toEqual([]);
    expect(decideHold({ type: 'end', end: { order: 'hold-9', by: 'lead', at: '2026-11-23T11:30:00Z' } }, ended)).toEqual([]);
  });

  it('name keys by each of their names', () => {
    const holds = [hold({ what: 'key', names: [KEY, 'SHA256:x'] }), hold({ order: 'two' })];
    expect([...keysDown(holds, AT)]).toEqual([KEY, 'SHA256:x']);
    expect(standingHolds(holds, Instant.parse('2026-11-23T09:00:00Z'))).toEqual([]);
  });

  it('list the releases that went out and rest on a key', () => {
    const event = (type: string, body: object, seq: number) => ({ type, body: body as never, seq, recordedAt: '2026-11-23T00:00:00Z' });
    const published = (release: string, more: object = {}) => ({ release, at: '2026-11-23T00:00:00Z', about: { artifact: Digest.of(release) }, ...more });
    const view = {
      events: [
        event('development.link.recorded', { about: { release: 'v1' }, inputs: built.inputs }, 0),
        event('development.release.published', published('v1'), 1),
        event('development.release.published', published('v2', { key: 'SHA256:x' }), 2),
        event('development.release.published', published('v3'), 3),
      ],
    };
    expect(restingOn(view, new Set([KEY, 'SHA256:x'])).map(({ release }) => release)).toEqual(['v1', 'v2']);
  });
});
