import { describe, expect, it } from 'vitest';
import { Instant } from '../core/index.ts';
import type { Command } from './command.ts';
import { run } from './run.ts';

const broken: Command = {
  noun: 'thing',
  verb: 'break',
  usage: '',
  most: 0,
  about: 'Breaks.',
  options: [],
  examples: [],
  run: async () => {
    throw new TypeError('no such property');
  },
};

async function said(...argv: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await run(argv, [broken], {
    cwd: '.',
    env: {},
    now: () => Instant.of(0),
    interactive: false,
    out: (text) => out.push(text),
    err: (text) => err.push(text),
  });
  return { code, out: out.join(''), err: err.join('') };
}

describe('a mistake of ours', () => {
  it('exits 3, so that no script takes it for a verdict, and says what to report', async () => {
    const { code, out, err } = await said('thing', 'break');
    expect(code).toBe(3);
    expect(out).toBe('');
    expect(err).toMatch(/^ASSAY-CLI-009 .*broke inside Assay/);
    expect(err).toContain('no such property');
  });

  it('is JSON where JSON was asked for', async () => {
    const { code, out, err } = await said('thing', 'break', '--json');
    expect(code).toBe(3);
    expect(err).toBe('');
    expect(JSON.parse(out)).toMatchObject({ code: 'ASSAY-CLI-009', remedy: expect.stringContaining('report') });
  });
});
