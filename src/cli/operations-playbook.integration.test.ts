import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openJournal } from '../operations/playbook/edge/journal.ts';
import { action, asking, book, id } from '../operations/playbook/playbook.fixture.ts';
import { assayIn } from './assay.fixture.ts';

const SHIPPED = new URL('../../playbooks/', import.meta.url).pathname;
const [A, E] = [id('action', 1), id('end', 3)];
const END = { [E]: { type: 'end' } };
let folder: string;
let assay: ReturnType<typeof assayIn>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-playbook-'));
  assay = assayIn(folder, { env: { USER: 'ada' } });
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (made: unknown, name = 'p.json') => writeFileSync(join(folder, name), JSON.stringify(made));
const playbook = (...args: readonly string[]) => assay('operations', 'playbook', ...args);
const runs = () => join(folder, '.assay', 'playbooks');
const idOf = (out: string) => /run-[0-9a-f]{12}/.exec(out)?.[0] ?? '';

describe('the playbooks that are shipped', () => {
  const files = readdirSync(SHIPPED).filter((name) => name.endsWith('.json'));

  it('are eight at least, and hold by the check without a remark', async () => {
    expect(files.length).toBeGreaterThanOrEqual(8);
    const { code, out } = await playbook('check', ...files.map((name) => join(SHIPPED, name)), '--json');
    expect(code).toBe(0);
    expect((JSON.parse(out) as { playbooks: readonly { remarks: readonly unknown[] }[] }).playbooks.flatMap(({ remarks }) => remarks)).toEqual([]);
  });

  it.each(files)('%s goes through to its end in a drill, and what it did is taken back', async (name) => {
    const variables = Object.entries(
      (JSON.parse(readFileSync(join(SHIPPED, name), 'utf8')) as { playbook_variables: Record<string, { external?: boolean }> }).playbook_variables,
    );
    const set = variables.flatMap(([key, { external }]) => (external === true ? ['--set', `${key}=10.0.0.5`] : []));
    const { code, out } = await playbook('run', join(SHIPPED, name), '--drill', '--approve', 'ada,bob', ...set);
    expect(out).toContain(': done, a drill');
    expect(code).toBe(0);
    expect((await playbook('undo', idOf(out))).out).not.toBe('');
  });
});

describe('a run by the command line', () => {
  it('writes the rules, waits for two people, and takes them back', async () => {
    write(
      book({ [A]: action('block 192.0.2.7,2001:db8::7', { on_completion: E, ...asking({ approvals: 2, undo: ['unblock 192.0.2.7,2001:db8::7'] }) }), ...END }),
    );
    const begun = await playbook('run', 'p.json', '--devices', '1000');
    expect(begun.code).toBe(1);
    expect(begun.out).toContain('2 more to agree');
    const run = idOf(begun.out);
    expect((await playbook('approve', run, A)).code).toBe(0);
    expect((await playbook('approve', run, A, '--by', 'ada')).code).toBe(0);
    expect((await playbook('run', run)).out).toContain('1 more to agree');
    await playbook('approve', run, A, '--by', 'bob');
    expect(await playbook('run', run)).toMatchObject({ code: 0, out: expect.stringContaining(': done') });
    const rules = () =>
      readdirSync(join(runs(), run))
        .filter((name) => name.endsWith('.nft'))
        .map((name) => readFileSync(join(runs(), run, name), 'utf8'));
    expect(rules()[0]).toContain('add element inet assay blocked4 { 192.0.2.7 }');
    expect(rules()[0]).toContain('add element inet assay blocked6 { 2001:db8::7 }');
    expect(await playbook('undo', run)).toMatchObject({ code: 0, out: expect.stringContaining('taken back') });
    expect(rules().some((text) => text.includes('delete element inet assay blocked4 { 192.0.2.7 }'))).toBe(true);
    expect((await playbook('undo', run)).out).toContain('nothing to take back');
    expect((await playbook('list')).out).toContain(run);
  });

  it('goes on no further once it is taken back', async () => {
    write(book({ [A]: { ...action('', { on_completion: E }), commands: [{ type: 'manual', command: 'Pull the plug.' }] }, ...END }));
    const run = idOf((await playbook('run', 'p.json')).out);
    await playbook('undo', run);
    expect(await playbook('run', run)).toMatchObject({ code: 1, out: expect.stringContaining('taken back before it had ended') });
  });

  it('asks people where nobody said how many devices there are, and is stopped by one who does not agree', async () => {
    write(book({ [A]: action('deny-list cam-1', { on_completion: E }), ...END }));
    const run = idOf((await playbook('run', 'p.json')).out);
    await playbook('approve', run, A, '--decline', '--by', 'bob');
    expect(await playbook('run', run)).toMatchObject({ code: 1, out: expect.stringContaining('bob did not agree') });
  });

  it('waits for the work of a person, and fails where that could not be done', async () => {
    write(book({ [A]: { ...action('', { on_completion: E }), commands: [{ type: 'manual', command: 'Pull the plug.' }] }, ...END }));
    const run = idOf((await playbook('run', 'p.json')).out);
    await playbook('approve', run, A, '--failed', 'no plug');
    expect(await playbook('run', run)).toMatchObject({ code: 1, out: expect.stringContaining('no plug') });
  });

  it('measures silence by what sensors saw, and takes a silent sensor for no silence', async () => {
    const made = book(
      { [A]: action('measure-silence 10.0.0.5 10', { on_completion: E, out_args: ['__silent__'] }), ...END },
      { playbook_variables: { __silent__: { type: 'bool' } } },
    );
    write(made);
    const line = (ts: string, from: string) =>
      JSON.stringify({
        ts: Date.parse(ts) / 1000,
        uid: 'C1',
        'id.orig_h': from,
        'id.orig_p': 1,
        'id.resp_h': '192.0.2.1',
        'id.resp_p': 443,
        proto: 'tcp',
        conn_state: 'SF',
        _path: 'conn',
      });
    const seen = (...lines: readonly string[]) => writeFileSync(join(folder, 'conn.log'), `${lines.join('\n')}\n`);
    const run = async () => (await playbook('run', 'p.json', '--seen', 'conn.log')).out;
    seen(line('2026-11-22T12:00:00Z', '10.0.0.9'));
    expect(await run()).toContain('it cannot be known: no sensor that was named has heard it before');
    seen(line('2026-11-22T12:00:00Z', '10.0.0.5'), line('2026-11-22T23:55:00Z', '10.0.0.9'));
    expect(await run()).toContain('0 of 1 were heard, 1 were silent');
    seen(line('2026-11-22T23:54:00Z', '10.0.0.5'), line('2026-11-22T23:55:00Z', '10.0.0.9'));
    expect(await run()).toContain('1 of 1 were heard, 0 were silent');
    expect((await playbook('run', 'p.json')).out).toContain('nothing can be measured');
  });

  it('speaks by http to hosts that are named, and to no other', async () => {
    const keys: (string | string[] | undefined)[] = [];
    const server = createServer((request, response) => {
      keys.push(request.headers['idempotency-key']);
      response.statusCode = request.url === '/no' ? 500 : 200;
      response.end('blocked');
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', () => listening()));
    const { port } = server.address() as AddressInfo;
    const made = (path: string) =>
      book(
        {
          [A]: { ...action('', { on_completion: E, targets: [id('http-api', 5)] }), commands: [{ type: 'http-api', command: `POST ${path} HTTP/1.1` }] },
          ...END,
        },
        { target_definitions: { [id('http-api', 5)]: { type: 'http-api', name: 'Firewall', address: { ipv4: ['127.0.0.1'] }, port: String(port) } } },
      );
    write(made('/block'));
    expect((await playbook('run', 'p.json')).out).toContain('is not among the hosts');
    expect(await playbook('run', 'p.json', '--allow-host', `127.0.0.1:${port}`)).toMatchObject({ code: 0, out: expect.stringContaining('answered 200') });
    write(made('/no'));
    expect(await playbook('run', 'p.json', '--allow-host', `127.0.0.1:${port}`)).toMatchObject({ code: 1, out: expect.stringContaining('answered 500') });
    server.close();
    expect(keys).toHaveLength(2);
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe('what is refused', () => {
  const good = () => book({ [A]: action('block 10.0.0.1', { on_completion: E }), ...END });

  it('is told with its code', async () => {
    write(good());
    write({ ...good(), valid_until: '2026-10-20T00:00:00Z' }, 'old.json');
    expect(await playbook('run', 'old.json')).toMatchObject({ code: 2, err: expect.stringContaining('ASSAY-PLAYBOOK-020') });
    write(book({ [A]: { ...action('', { on_completion: E }), commands: [{ type: 'bash', command: 'id' }] }, ...END }), 'bash.json');
    expect(await playbook('run', 'bash.json')).toMatchObject({ code: 2, err: expect.stringContaining('ASSAY-PLAYBOOK-021') });
    write({ ...good(), playbook_variables: { __a__: { type: 'string', external: true } } }, 'needs.json');
    expect(await playbook('run', 'needs.json')).toMatchObject({ code: 2, err: expect.stringContaining('ASSAY-PLAYBOOK-022') });
    expect(await playbook('run', 'run-000000000000')).toMatchObject({ code: 2, err: expect.stringContaining('ASSAY-PLAYBOOK-023') });
    write(book({ [id('playbook-action', 2)]: { type: 'playbook-action', playbook_id: id('playbook', 1), on_completion: E }, ...END }), 'calls.json');
    expect(await playbook('run', 'calls.json')).toMatchObject({ code: 2, err: expect.stringContaining('ASSAY-PLAYBOOK-017') });
    const run = idOf((await playbook('run', 'p.json')).out);
    expect(await playbook('approve', run, E)).toMatchObject({ code: 2, err: expect.stringContaining('ASSAY-PLAYBOOK-024') });
    expect(await playbook('approve', run, A, '--done')).toMatchObject({ code: 2, err: expect.stringContaining('ASSAY-PLAYBOOK-024') });
    writeFileSync(join(runs(), `${run}.playbooks.json`), '[]');
    expect(await playbook('run', run)).toMatchObject({ code: 2, err: expect.stringContaining('ASSAY-PLAYBOOK-025') });
  });

  it('is a journal that cannot be read, and a run that another works on', async () => {
    write(good());
    const run = idOf((await playbook('run', 'p.json')).out);
    const journal = openJournal(runs());
    const release = journal.hold(run);
    expect(await playbook('run', run)).toMatchObject({ code: 2, err: expect.stringContaining('ASSAY-PLAYBOOK-027') });
    release();
    journal.close();
    const db = new DatabaseSync(join(runs(), 'runs.db'));
    db.prepare("UPDATE fact SET fact = '{}' WHERE seq = 2").run();
    db.close();
    expect(await playbook('run', run)).toMatchObject({ code: 2, err: expect.stringContaining('ASSAY-PLAYBOOK-026') });
  });

  it('is a signature that does not hold', async () => {
    const signature = {
      type: 'jss',
      id: id('jss', 1),
      created: '2026-10-01T00:00:00Z',
      modified: '2026-10-01T00:00:00Z',
      signee: 'x',
      related_to: id('playbook', 9),
      related_version: '2026-10-01T00:00:00Z',
      hash_algorithm: 'sha-256',
      algorithm: 'Ed25519',
      public_key: 'AAAA',
      value: 'AAAA',
    };
    write({ ...good(), signatures: [signature] });
    expect(await playbook('check', 'p.json')).toMatchObject({ code: 1, out: expect.stringContaining('ASSAY-PLAYBOOK-016') });
    expect(await playbook('run', 'p.json')).toMatchObject({ code: 2, err: expect.stringContaining('ASSAY-PLAYBOOK-016') });
  });
});
