import { describe, expect, it } from 'vitest';
import { Instant } from '../../core/index.ts';
import { browserOf } from './browser.ts';
import { endsAt, isAlive, isWorthNoting } from './life.ts';

const MINUTE = 60_000;
const start = Date.UTC(2026, 10, 1);
const times = (created: number, seen: number) => ({ createdAt: Instant.of(start + created * MINUTE), lastSeenAt: Instant.of(start + seen * MINUTE) });
const at = (minutes: number) => Instant.of(start + minutes * MINUTE);

describe('a session', () => {
  it.each([
    ['just opened', 0, 0, 0, true],
    ['59 minutes idle', 0, 0, 59, true],
    ['an hour idle', 0, 0, 60, false],
    ['busy for eleven hours', 0, 659, 660, true],
    ['busy for twelve hours', 0, 719, 720, false],
    ['seen by a clock that was set back', 0, 0, -5, true],
  ])('%s is alive: %#', (_, created, seen, now, alive) => {
    expect(isAlive(times(created, seen), at(now))).toBe(alive);
  });

  it('ends an hour after it was last used, or twelve after it was opened', () => {
    expect([endsAt(times(0, 30)), endsAt(times(0, 700))]).toEqual([at(90), at(720)]);
  });

  it('is noted once a minute', () => {
    expect([isWorthNoting(times(0, 0), Instant.of(start + 59_999)), isWorthNoting(times(0, 0), at(1))]).toEqual([false, true]);
  });
});

describe('a browser', () => {
  it.each([
    ['Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0', 'Firefox', 'Linux'],
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36', 'Chrome', 'Windows'],
    ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0', 'Edge', 'Windows'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15', 'Safari', 'macOS'],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
      'Safari',
      'iOS',
    ],
    ['Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36', 'Chrome', 'Android'],
    ['<script>alert(1)</script>', 'Another browser', 'another system'],
    ['', 'Another browser', 'another system'],
  ])('that says %s is kept as %s on %s', (said, browser, system) => {
    expect(browserOf(said)).toEqual({ browser, system });
  });
});
