import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Instant } from '../core/index.ts';
import { COMMANDS } from './index.ts';
import { run } from './run.ts';

const EXAMPLE = new URL('../../examples/camera-service/', import.meta.url).pathname;
let folder: string;
let now: Instant;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-past-'));
  now = Instant.parse('2026-11-01T00:00:00Z');
});
afterEach(() => rmSync(folder, { recursive: true }));

async function assay(...argv: string[]) {
  let out = '';
  let err = '';
  const io = {
    cwd: folder,
    env: {},
    now: () => now,
    interactive: false,
    out: (text: string) => {
      out += text;
    },
    err: (text: string) => {
      err += text;
    },
  };
  const code = await run(argv, COMMANDS, io);
  return { code, out, err };
}

const MAP = join(EXAMPLE, 'service.yaml');
const record = (...files: string[]) => assay('evidence', 'add', ...files.map((file) => join(EXAMPLE, 'evidence', file)), '--service', MAP);
const size = async () => JSON.parse((await assay('ledger', 'head', '--json')).out).size as number;

/** Fifty statements more, some of which turn verdicts round. */
async function fiftyMore() {
  const statement = (i: number) => ({
    subject: i % 2 === 0 ? 'mail' : 'camera-service',
    claim: i % 2 === 0 ? 'mail.dmarc-enforced' : 'disclosure.contact-published',
    value: i % 2 === 1,
    observedAt: `2026-10-31T${String(i % 24).padStart(2, '0')}:${String(i).padStart(2, '0')}:00Z`,
    validFor: 'P7D',
    source: `check ${i}`,
    method: 'probe',
    raw: { digest: `sha256:${'0'.repeat(64)}`, mediaType: 'text/plain' },
  });
  writeFileSync(join(folder, 'more.json'), JSON.stringify(Array.from({ length: 50 }, (_, i) => statement(i))));
  const { code, err } = await assay('evidence', 'add', join(folder, 'more.json'), '--service', MAP);
  expect(err).not.toContain('ASSAY-');
  expect(code).toBe(0);
}

describe('a report of the past', () => {
  it('is the same to the byte after fifty more entries and another map, elsewhere', async () => {
    await record('business.json', 'product.json', 'operations.json');
    const formats = ['text', 'json', 'md', 'html'];
    const before: string[] = [];
    for (const format of formats) before.push((await assay('gap', 'report', MAP, '--at', '2026-11-01', '--format', format)).out);
    const then = await size();
    await fiftyMore();
    writeFileSync(join(folder, 'changed.yaml'), readFileSync(MAP, 'utf8').replace(/^( *name: .*)$/m, '$1 anew'));
    await assay('gap', 'report', join(folder, 'changed.yaml'));
    expect(await size()).toBe(then + 51);
    const elsewhere = mkdtempSync(join(tmpdir(), 'assay-elsewhere-'));
    try {
      cpSync(join(folder, '.assay'), join(elsewhere, 'kept'), { recursive: true });
      now = Instant.parse('2027-05-05T05:05:05Z');
      for (const [i, format] of formats.entries()) {
        const { out } = await assay(
          'gap',
          'report',
          '--head',
          String(then),
          '--at',
          '2026-11-01T00:00:00Z',
          '--format',
          format,
          '--data',
          join(elsewhere, 'kept'),
        );
        expect(out === before[i], format).toBe(true);
      }
      const whole = await assay('gap', 'report', MAP, '--at', '2026-11-01', '--data', join(elsewhere, 'kept'));
      expect(whole.out).not.toBe(before[0]);
    } finally {
      rmSync(elsewhere, { recursive: true });
    }
  });

  it('has a root that the ledger itself gives for that size', async () => {
    await record('business.json', 'product.json');
    const checkpointRoot = JSON.parse((await assay('ledger', 'head', '--json')).out).root;
    const then = await size();
    await fiftyMore();
    const { head } = JSON.parse((await assay('gap', 'report', MAP, '--head', String(then), '--json', '--no-gate')).out);
    expect(head).toMatchObject({ size: then, root: checkpointRoot });
  });

  it('leaves no trace: a question about the past writes nothing', async () => {
    await record('product.json');
    const then = await size();
    await assay('gap', 'report', MAP, '--head', String(then));
    expect(await size()).toBe(then);
  });

  it.each([
    ['a head that the ledger has not reached', ['--head', '900'], 'ASSAY-LEDGER-009'],
    ['a head before any map was used, and none named', ['--head', '3'], 'ASSAY-CLI-011'],
    ['a head that is no number', ['--head', 'first'], 'ASSAY-CLI-005'],
    ['a day that is none', ['--at', '2026-02-30'], 'ASSAY-TIME-001'],
  ])('is refused for %s', async (_, asked, code) => {
    await record('product.json');
    const { code: status, err } = await assay('gap', 'report', ...asked, ...(asked[0] === '--at' ? [MAP] : []));
    expect([status, err.slice(0, code.length)]).toEqual([2, code]);
  });

  it.each<[string, (path: string) => void]>([
    ['edited', (path) => writeFileSync(path, '{}')],
    ['gone', (path) => rmSync(path)],
  ])('is refused where the map that stood then is %s', async (_, harm) => {
    await record('product.json');
    await assay('gap', 'report', MAP);
    harm(join(folder, '.assay/maps', readdirSync(join(folder, '.assay/maps'))[0] ?? ''));
    const { code, err } = await assay('gap', 'report', '--head', String(await size()));
    expect([code, err.slice(0, 13)]).toEqual([2, 'ASSAY-CLI-012']);
  });
});

describe('a comparison of two heads', () => {
  it('knows on each side what had been recorded by then, and stops a pipeline where something got worse', async () => {
    await record('business.json');
    await assay('gap', 'report', MAP);
    now = Instant.parse('2026-11-02T00:00:00Z');
    await fiftyMore();
    const { code, out } = await assay('gap', 'compare', MAP, '--from', '2026-11-01', '--json');
    const found = JSON.parse(out);
    expect(code).toBe(1);
    expect(found.from).toMatchObject({ at: '2026-11-01T00:00:00Z' });
    expect(found.to.size).toBe(found.from.size + 50);
    const mail = found.controls.find((one: { control: string }) => one.control === 'mail-authentication');
    expect(mail).toMatchObject({ before: 'proven', after: 'failing', direction: 'regressed' });
    expect(mail.because.every((cause: { entries: { seq: number }[] }) => cause.entries.every((entry) => entry.seq >= found.from.size))).toBe(true);
    expect((await assay('gap', 'compare', MAP, '--from', '2026-11-01', '--no-gate')).code).toBe(0);
    expect((await assay('gap', 'compare', '--from', `@${found.from.size}`, '--to', `@${found.from.size}`)).out).toContain('Nothing changed');
  });

  it.each([
    [['--from', 'yesterday'], 'ASSAY-TIME-001'],
    [['--from', '@many'], 'ASSAY-CLI-005'],
    [['--from', '@5', '--from-head', '4'], 'ASSAY-CLI-005'],
    [['--from', '@5000'], 'ASSAY-LEDGER-009'],
    [[], 'ASSAY-CLI-003'],
  ])('is refused for %j', async (asked, code) => {
    await record('business.json');
    const { code: status, err } = await assay('gap', 'compare', MAP, ...asked);
    expect([status, err.slice(0, code.length)]).toEqual([2, code]);
  });
});
