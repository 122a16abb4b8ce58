import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Instant } from '../../../core/index.ts';
import type { PersonId } from '../../access/model.ts';
import { KNOWN_FOR, knownBrowsers } from './known-browsers.ts';

const [ADA, BEN] = ['p_aaaaaaaaaaaaaaaaaaaa', 'p_bbbbbbbbbbbbbbbbbbbb'] as [PersonId, PersonId];
let at = Instant.of(Date.UTC(2026, 10, 1));
const opened = () => knownBrowsers({ key, now: () => at, random: (bytes) => randomBytes(bytes) });
const key = randomBytes(32);

describe('a browser that somebody has signed in from', () => {
  it('is known again for them, also after a restart, and for nobody else', () => {
    const given = opened().give(ADA);
    expect(given).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(opened().recognise(given, ADA)).toMatch(/^[A-Za-z0-9_-]{22}$/);
    expect([opened().recognise(given, BEN), opened().recognise(given, undefined), opened().recognise(undefined, ADA)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(knownBrowsers({ key: randomBytes(32), now: () => at, random: randomBytes }).recognise(given, ADA)).toBeUndefined();
  });

  it('is two browsers where they have signed in twice', () => {
    const browsers = opened();
    expect(browsers.recognise(browsers.give(ADA), ADA)).not.toBe(browsers.recognise(browsers.give(ADA), ADA));
  });

  it('is forgotten after 90 days', () => {
    const browsers = opened();
    const given = browsers.give(ADA);
    at = Instant.of(at + KNOWN_FOR - 1);
    expect(browsers.recognise(given, ADA)).toBeDefined();
    at = Instant.of(at + 1);
    expect(browsers.recognise(given, ADA)).toBeUndefined();
  });

  it('cannot be made up, nor changed', () => {
    const browsers = opened();
    const given = Buffer.from(browsers.give(ADA), 'base64url');
    fc.assert(
      fc.property(fc.nat(given.length - 1), fc.integer({ min: 1, max: 255 }), (place, flip) => {
        const other = Buffer.from(given);
        other[place] = (other[place] ?? 0) ^ flip;
        expect(browsers.recognise(other.toString('base64url'), ADA)).toBeUndefined();
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => browsers.recognise(text, ADA) === undefined));
  });
});
