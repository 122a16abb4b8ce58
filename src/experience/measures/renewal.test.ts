import { describe, expect, it } from 'vitest';
import { Digest, Instant, type Json } from '../../core/index.ts';
import { experienceEvidence } from '../evidence.ts';
import { FACT_TYPES } from '../facts.ts';
import { measured } from '../measure.ts';
import { DAY, type Fact } from '../model.ts';

const START = Instant.parse('2026-11-01T00:00:00Z');
const day = (n: number) => Instant.of(START + n * DAY);
const window = { from: day(0), until: day(28) };
const fact = (at: number, type: string, body: { readonly [key: string]: Json }): Fact => ({ type, at: day(at), body });
const issued = (device: string, n: number, at: number, ends: number, profile = 'camera') =>
  fact(at, 'certificate.issued', { device, serial: `${device}-${n}`, profile, notAfter: Instant.format(day(ends)) });
const used = (device: string, n: number, at: number) => fact(at, 'credential.used', { device, serial: `${device}-${n}` });

const found = (facts: readonly Fact[]) => {
  expect(facts.every(({ type }) => FACT_TYPES.has(type))).toBe(true);
  const all = measured(
    [...facts].sort((a, b) => a.at - b.at),
    window,
    1,
  );
  const of = (id: string) => all.find((one) => one.id === id);
  return { all, inTime: of('renewal.in-time'), stuck: of('renewal.stuck') };
};
/** So many devices, each as it is told. */
const each = (n: number, of: (device: string) => readonly Fact[], name = 'd'): readonly Fact[] => Array.from({ length: n }, (_, i) => of(`${name}${i}`)).flat();
const renewed = (device: string) => [issued(device, 1, -60, 10), used(device, 1, -60), issued(device, 2, 5, 75), used(device, 2, 5)];
const late = (device: string) => [issued(device, 1, -60, 10), used(device, 1, -60), issued(device, 2, 12, 82), used(device, 2, 12)];
const gone = (device: string) => [issued(device, 1, -60, 10), used(device, 1, -60)];

describe('renewal', () => {
  it('is in time where the next certificate is there before the end of the one in use', () => {
    expect(found(each(10, renewed))).toMatchObject({ inTime: { all: { value: 1 }, meets: 'yes' }, stuck: { all: { value: 0 }, meets: 'yes' } });
    // Back from its grace, it is late and not stuck.
    expect(found([...each(9, renewed), ...each(1, late, 'late')])).toMatchObject({
      inTime: { all: { value: 0.9 }, meets: 'no' },
      stuck: { all: { value: 0 } },
    });
    expect(found([...each(9, renewed), ...each(1, gone, 'gone')])).toMatchObject({
      inTime: { all: { value: 0.9 }, meets: 'no' },
      stuck: { all: { value: 0.1 }, meets: 'no' },
    });
  });

  it('met by 999 of 1,000 is enough, and by 998 is not', () => {
    const of = (bad: number) => found([...each(1000 - bad, renewed), ...each(bad, gone, 'gone')]);
    expect([of(1), of(2)].map(({ inTime, stuck }) => [inTime?.meets, stuck?.meets])).toEqual([
      ['yes', 'yes'],
      ['no', 'no'],
    ]);
  });

  it('is asked of nobody that has none to renew: never used, revoked, retired, of a server, or not over yet', () => {
    const facts = [
      issued('never', 1, -60, 10),
      ...gone('revoked'),
      fact(3, 'certificate.revoked', { device: 'revoked', serial: 'revoked-1', reason: 'keyCompromise' }),
      ...gone('retired'),
      fact(4, 'device.retired', { device: 'retired', reason: 'broken' }),
      fact(-60, 'certificate.issued', { serial: 'server-1', profile: 'server', notAfter: Instant.format(day(10)) }),
      issued('young', 1, 1, 90),
    ];
    expect(found(facts)).toMatchObject({ inTime: { meets: 'nothing' }, stuck: { meets: 'nothing' } });
    expect(found([...facts, used('young', 1, 2)])).toMatchObject({ inTime: { meets: 'nothing' }, stuck: { all: { of: 1, value: 0 } } });
  });

  it('holds for one that was issued in time and waits for its use, and not for one that was lost', () => {
    const waits = (device: string) => [...gone(device), issued(device, 2, 9, 79)];
    expect(found(each(5, waits))).toMatchObject({ inTime: { all: { value: 1 } }, stuck: { all: { value: 1 } } });
    const lost = (device: string) => [...gone(device), issued(device, 2, 9, 20), issued(device, 3, 12, 82), used(device, 3, 12)];
    expect(found(each(5, lost))).toMatchObject({ inTime: { all: { value: 0 } }, stuck: { all: { value: 0 } } });
  });

  it('tells profiles apart, each with its own line', () => {
    const both = (device: string) => [...renewed(device), issued(device, 7, -60, 10, 'service'), used(device, 7, -60)];
    expect(found(each(3, both)).inTime?.rows).toMatchObject([
      { row: 'camera', value: 1 },
      { row: 'service', value: 0 },
    ]);
  });

  it('is stated of the credential that was named, as a plain yes or no, and where it is sure', () => {
    const stated = (facts: readonly Fact[], parts: Parameters<typeof experienceEvidence>[1] = { devices: 'device-certificate' }) =>
      experienceEvidence(found(facts).all, parts, window, day(28), Digest.of('checkpoints')).map(({ subject, claim, value }) => [subject, claim, value]);
    expect(stated(each(10, renewed))).toEqual([['device-certificate', 'credential.rotated', true]]);
    expect(stated(each(10, late))).toEqual([['device-certificate', 'credential.rotated', false]]);
    expect(stated(each(10, renewed), {})).toEqual([]);
    expect(stated([issued('young', 1, 1, 90)])).toEqual([]);
  });
});
