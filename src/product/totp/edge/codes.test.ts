import { describe, expect, it } from 'vitest';
import { Instant } from '../../../core/index.ts';
import { matchingSteps, provisioning } from './codes.ts';

// RFC 6238 appendix B, its SHA-1 rows, the last six of eight digits.
const SECRET = new TextEncoder().encode('12345678901234567890');
const ROWS = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
] as const;

describe('a code', () => {
  it.each(ROWS)('at %i seconds is %s, and one step to either side', (seconds, code) => {
    const step = Math.floor(seconds / 30);
    const at = (offset: number) => matchingSteps(SECRET, code, Instant.of((seconds + offset) * 1000));
    expect([at(0), at(30), at(-30)].map((steps) => steps.includes(step))).toEqual([true, true, true]);
    expect([at(90), at(-90)]).toEqual([[], []]);
  });

  it.each(['', '28708', 'abcdef', '2870822', '------'])('%j is none', (typed) => {
    expect(matchingSteps(SECRET, typed, Instant.of(59_000))).toEqual([]);
  });

  it('comes from an app that was given a link, or the secret in letters', () => {
    const { uri, secret } = provisioning(SECRET, 'ada:x@example.org');
    expect(secret).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
    const url = new URL(uri);
    expect([url.protocol, url.hostname, url.searchParams.get('issuer'), url.searchParams.get('period'), url.searchParams.get('digits')]).toEqual([
      'otpauth:',
      'totp',
      'Assay',
      '30',
      '6',
    ]);
    expect(decodeURIComponent(url.pathname)).toBe('/Assay:ada:x@example.org');
  });
});
