import { describe, expect, it } from 'vitest';
import { Instant } from '../core/index.ts';
import type { Command } from './command.ts';
import { run } from './run.ts';

const HOSTILE = 'cam\u001b[2J\u009b\u202eera';

const shown: Command = {
  noun: 'thing',
  verb: 'show',
  usage: '[NAME]',
  most: 1,
  about: 'Shows.',
  options: [
    { name: 'data', kind: 'text', value: 'DIR', about: 'a folder' },
    { name: 'short', kind: 'flag', about: 'be short' },
  ],
  examples: [],
  run: async (args) => ({ json: { name: HOSTILE, data: args.text('data'), asked: args.positionals }, text: HOSTILE, code: 0, notes: [HOSTILE] }),
};

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
  const code = await run(argv, [broken, shown], {
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

describe('a noun alone', () => {
  it('lists its verbs, a line each, and says how to ask for more', async () => {
    const { code, out } = await said('thing');
    expect(out).toBe('assay thing …\n\n  break  Breaks\n  show   Shows\n\nEach says more with --help: assay thing break --help\n');
    expect(code).toBe(2);
    expect((await said('thing', '--help')).code).toBe(0);
  });
});

describe('options before the command', () => {
  it.each([
    ['a value is no noun', ['--data', 'q1', 'thing', 'show'], 'q1', []],
    ['not even where it is spelt like one', ['--data', 'thing', 'thing', 'show'], 'thing', []],
    ['nor between noun and verb', ['thing', '--data', 'show', 'show', 'x'], 'show', ['x']],
    ['a value after "="', ['--data=q1', 'thing', 'show', 'thing'], 'q1', ['thing']],
    ['a flag takes no value', ['--short', 'thing', 'show', 'show'], undefined, ['show']],
    ['after the command as ever', ['thing', 'show', 'x', '--data', 'q1'], 'q1', ['x']],
  ])('%s', async (_, argv, data, asked) => {
    const { code, out } = await said('--json', ...argv);
    expect({ code, ...JSON.parse(out) }).toEqual({ code: 0, name: HOSTILE, data, asked });
  });

  it('are refused by name where no command has them', async () => {
    expect((await said('--dta', 'q1', 'thing', 'show')).err).toMatch(/^ASSAY-CLI-002 "thing show" has no option --dta\n.*--data/);
  });

  it('leave a word that is no command refused', async () => {
    expect((await said('frobnicate', 'thing', 'show')).err).toMatch(/^ASSAY-CLI-001 there is no command "frobnicate thing"/);
    expect((await said('--data', 'q1', 'thing', 'shw')).err).toMatch(/^ASSAY-CLI-001 there is no command "thing shw"/);
    expect((await said('--data', 'q1')).code).toBe(0);
  });
});

describe('what a hostile name can do to a terminal', () => {
  it('is nothing: it is printed without its control characters', async () => {
    expect(await said('thing', 'show')).toEqual({ code: 0, out: 'cam\ufffd[2J\ufffd\ufffdera\n', err: 'cam\ufffd[2J\ufffd\ufffdera\n' });
    expect((await said('thing', 'show', '--\u001b[2J')).err).toMatch(/^ASSAY-CLI-002 .*--\ufffd\[2J/);
  });

  it('is nothing in JSON, which keeps the name as it is', async () => {
    const { out, err } = await said('thing', 'show', '--json');
    expect(out).toContain('cam\\u001b[2J\\u009b\\u202eera');
    expect(JSON.parse(out).name).toBe(HOSTILE);
    expect(err).toBe('cam\ufffd[2J\ufffd\ufffdera\n');
  });
});
