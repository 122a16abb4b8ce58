import { describe, expect, it } from 'vitest';
import type { DeviceLife, Ending } from '../../../src/server/product/model.ts';
import { closerWords, lifeSentence, mayWords, opening } from './words.ts';

const life = (of: DeviceLife['device']['life'], ending?: Pick<Ending, 'stands'>, session: DeviceLife['session'] = 'unserved'): DeviceLife =>
  ({
    device: { id: 'cam-1', product: 'camera', life: of, registeredAt: '2026-01-01T00:00:00Z' },
    credentials: [{ standing: { may: 'renew-only', because: 'nobodys' } }],
    session,
    ...(ending === undefined ? {} : { ending }),
  }) as unknown as DeviceLife;

describe('what is said of a device', () => {
  it('claims that its end is confirmed by nothing but its confirmation', () => {
    expect(lifeSentence(life('retired', { stands: 'confirmed' }))).toContain('everything about its end is confirmed');
    for (const ending of [undefined, { stands: 'not-confirmed' } as const]) expect(lifeSentence(life('retired', ending))).toContain('is not confirmed');
  });

  it('says of a connection what is known of it, and no more', () => {
    expect(lifeSentence(life('in-service', undefined, 'open'))).toContain('is connected now');
    expect(lifeSentence(life('in-service', undefined, 'none'))).toContain('is not connected now');
    expect(lifeSentence(life('in-service'))).not.toContain('connected');
  });

  it('is a sentence', () => {
    expect(mayWords({ may: 'renew-only', because: 'expired-in-grace' })).toBe('be renewed, and nothing else: its time is over');
    expect(closerWords('household.unshare')).toBe('Shares and visits are ended');
    expect(opening({ begun: true })).toBe('0 devices are in service, 0 are expected, 0 retired, and no device waits for you.');
  });
});
