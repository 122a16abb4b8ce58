import { describe, expect, it } from 'vitest';
import { Duration, Instant } from '../../core/index.ts';
import { recoveryOf, type Standing } from './recovery.ts';

const SINCE = Instant.parse('2026-11-23T12:00:00Z');
const hours = (n: number) => Instant.plus(SINCE, Duration.hours(n));
const WANTED = { firmware: ['2.4.1'], since: SINCE, normalFor: Duration.hours(24) };
const WELL: Standing = {
  device: 'cam-1',
  firmware: '2.4.1',
  credential: { serial: '1f', since: hours(1) },
  quarantined: false,
  normal: { from: hours(2), until: hours(26), events: 900, detections: 0 },
};
const not = (answer: 'no' | 'cannot-be-known', ask: string) => ({ recovered: false, said: [`${ask} ${answer}`] });
const { firmware: _firmware, ...silentOfFirmware } = WELL;
const { credential: _credential, ...without } = WELL;
const { normal: _normal, ...unseen } = WELL;

describe('whether a device is itself again', () => {
  it.each<[string, Standing, { readonly recovered: boolean; readonly said: readonly string[] }]>([
    ['all of it', WELL, { recovered: true, said: [] }],
    ['other firmware', { ...WELL, firmware: '2.4.0' }, not('no', 'firmware')],
    ['no word of its firmware', silentOfFirmware, not('cannot-be-known', 'firmware')],
    ['the credential of before', { ...WELL, credential: { serial: '1e', since: hours(-1) } }, not('no', 'credential')],
    ['no credential in use', without, not('cannot-be-known', 'credential')],
    ['something was found', { ...WELL, normal: { from: hours(2), until: hours(26), events: 900, detections: 1 } }, not('no', 'behaviour')],
    ['not for long enough', { ...WELL, normal: { from: hours(2), until: hours(25), events: 900, detections: 0 } }, not('cannot-be-known', 'behaviour')],
    [
      'quiet before the incident counts for nothing',
      { ...WELL, normal: { from: hours(-48), until: hours(1), events: 900, detections: 0 } },
      not('cannot-be-known', 'behaviour'),
    ],
    ['heard by nobody', unseen, not('cannot-be-known', 'behaviour')],
    ['in quarantine still', { ...WELL, quarantined: true }, not('no', 'service')],
  ])('%s', (_, standing, expected) => {
    const { recovered, questions } = recoveryOf(standing, WANTED);
    expect({ recovered, said: questions.filter(({ answer }) => answer !== 'yes').map(({ ask, answer }) => `${ask} ${answer}`) }).toEqual(expected);
    expect(questions.every(({ evidence }) => evidence.length > 0)).toBe(true);
  });
});
