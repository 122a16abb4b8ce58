import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { assayIn } from './assay.fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'assay-development-log-'));
const children: ChildProcess[] = [];
afterAll(() => {
  // A test that failed leaves what it started.
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});
const page = readFileSync('docs/development-log.md', 'utf8');
const env = { PATH: process.env['PATH'] ?? '', HOME: folder, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' };
const sh = (command: string) => execFileSync('sh', ['-e', '-c', command], { cwd: folder, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
const verifierKey = () => readFileSync(join(folder, '.assay/development/log/verifier-key'), 'utf8').trim();

const assay = assayIn(folder, { env: { LOG_TOKEN: 'token' } });

let moved = 'x'.repeat(40);
/** Keys are made anew each time, and the id of a commit hangs on when it was made; where lines break hangs on neither. */
const plain = (text: string) =>
  text
    .replaceAll(/\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}/g, '+KEY')
    .replaceAll(new RegExp(`${moved.slice(0, 12)}(?:${moved.slice(12)})?`, 'g'), '<commit>')
    .replaceAll(/\s+/g, ' ')
    .trim();

describe('assay development log', () => {
  it('does and prints what the page shows', async () => {
    const blocks = [...page.matchAll(/^```(sh)?\n([\s\S]*?)\n```$/gm)];
    let [code, commands] = [0, 0];
    for (const [, shell, text = ''] of blocks) {
      if (shell === 'sh') {
        sh(text);
        continue;
      }
      for (const part of text.split(/^(?=\$ )/m).filter((one) => one.startsWith('$ '))) {
        const [command = '', ...lines] = part.slice(2).trimEnd().split('\n');
        commands += 1;
        if (command === 'echo $?') {
          expect([command, code]).toEqual([command, Number(lines[0])]);
        } else if (command.startsWith('assay ')) {
          const done = await assay(
            ...command
              .replace('"$KEY"', () => verifierKey())
              .split(' ')
              .slice(1),
          );
          code = done.code;
          expect(done.err.replace(/^The proof is in .*\n/, ''), command).toBe('');
          if (lines.length > 0) expect(plain(done.out), command).toBe(plain(lines.join('\n')));
        } else {
          const said = sh(command.replace('"$KEY"', () => `"${verifierKey()}"`));
          if (command.startsWith('cd firmware')) moved = sh('git -C firmware rev-parse HEAD').trim();
          if (lines.length > 0) expect(said.trimEnd(), command).toBe(lines.join('\n'));
        }
      }
    }
    expect(commands).toBeGreaterThan(10);
  });

  it('keeps its name, and says so to whoever gives another', async () => {
    const again = await assay('development', 'log', 'init', '--origin', 'other.example/code');
    expect([again.code, again.out.split('\n')[0]]).toEqual([
      1,
      'No log other.example/code was made: this data folder has one already, and a log keeps its name.',
    ]);
    expect((await assay('development', 'log', 'init', '--origin', 'log.example.org/code')).code).toBe(0);
  });

  it('says a tag that moved before in each later run, unless it is known', async () => {
    expect(await assay('development', 'log', 'refs', 'firmware')).toMatchObject({ code: 1, out: expect.stringContaining('moved before') });
    expect(await assay('development', 'log', 'refs', 'firmware', '--known-moved', 'v1.0')).toMatchObject({
      code: 0,
      out: expect.stringContaining('refs/tags/v1.0 (known)'),
    });
    const { out } = await assay('development', 'log', 'refs', 'firmware', '--tags', '--json');
    expect(JSON.parse(out)).toMatchObject({
      repository: 'firmware',
      entered: 0,
      findings: [{ state: 'moved-before', logged: { index: 1, at: '2026-11-23T00:00:00Z' } }],
    });
  });

  it('proves that the log only grew, and refuses a proof with a letter changed', async () => {
    writeFileSync(join(folder, 'kept.txt'), JSON.parse((await assay('development', 'log', 'show', '--json')).out).checkpoint);
    writeFileSync(join(folder, 'build.json'), '{"built":"v1.0"}');
    expect((await assay('development', 'log', 'submit', 'build.json', '--kind', 'build')).code).toBe(0);
    expect((await assay('development', 'log', 'prove', '--since', 'kept.txt', '--out', 'grew.proof')).code).toBe(0);
    const verify = (file: string) => assay('development', 'log', 'verify', file, '--key', verifierKey());
    expect(await verify('grew.proof')).toMatchObject({ code: 0, out: expect.stringContaining('the log only grew') });
    writeFileSync(join(folder, 'bad.proof'), readFileSync(join(folder, 'grew.proof'), 'utf8').replace('\n6\n', '\n8\n'));
    expect(await verify('bad.proof')).toMatchObject({ code: 1, out: expect.stringContaining('does not hold') });
    const other = await assay('development', 'log', 'verify', 'review.tlog-proof', '--key', verifierKey(), '--statement', 'build.json');
    expect(other).toMatchObject({ code: 1, out: expect.stringContaining('does not hold') });
  });

  it.each([
    [['development', 'log'], 'ASSAY-CLI-003'],
    [['development', 'log', 'burn'], 'ASSAY-CLI-004'],
    [['development', 'log', 'toString'], 'ASSAY-CLI-004'],
    [['development', 'log', 'submit', 'review.json', '--kind', 'ref'], 'ASSAY-CLI-005'],
    [['development', 'log', 'submit', 'none.json', '--kind', 'review'], 'ASSAY-CLI-005'],
    [['development', 'log', 'submit', 'review.json', '--kind', 'review', '--by', 'ada@example.org'], 'ASSAY-CODELOG-001'],
    [['development', 'log', 'prove', '999'], 'ASSAY-CODELOG-009'],
    [['development', 'log', 'prove', '0', '--to', '3'], 'ASSAY-CODELOG-009'],
    [['development', 'log', 'prove', '0', '--to', '300'], 'ASSAY-CLI-005'],
    [['development', 'log', 'verify', 'review.tlog-proof'], 'ASSAY-CLI-003'],
    [['development', 'log', 'cosign'], 'ASSAY-CLI-003'],
    [['development', 'log', 'cosign', '--witnesses', 'review.json'], 'ASSAY-CODELOG-005'],
    [['development', 'log', 'witness', 'burn'], 'ASSAY-CLI-004'],
    [['development', 'log', 'refs', 'firmware', '--data', 'nowhere'], 'ASSAY-CODELOG-002'],
    [['development', 'log', 'submit', 'review.json', '--kind', 'review', '--at', 'https://log.example.org'], 'ASSAY-CLI-003'],
    [['development', 'log', 'refs', 'firmware', '--at', 'https://log.example.org', '--token', 'env:LOG_TOKEN'], 'ASSAY-CLI-003'],
    [['development', 'log', 'refs', 'firmware', '--at', 'http://log.example.org', '--token', 'env:LOG_TOKEN'], 'ASSAY-CODELOG-013'],
    [['development', 'log', 'monitor', 'firmware', '--key', 'log.example/x'], 'ASSAY-LEDGER-012'],
  ])('refuses %j', async (args, code) => {
    const { code: status, err } = await assay(...args);
    expect(err).toContain(code);
    expect(status).toBe(2);
  });
});

describe('assay development log serve, and a witness', () => {
  const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
  async function serving(...args: string[]) {
    const child = spawn(process.execPath, [MAIN, 'development', 'log', ...args, '--port', '0', '--json'], {
      cwd: folder,
      env: { ...env, LOG_TOKEN: 'token' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    children.push(child);
    const [first] = (await once(child.stdout, 'data')) as [Buffer];
    const { url } = JSON.parse(String(first).split('\n')[0] ?? '') as { readonly url: string };
    const stop = async () => {
      child.kill('SIGTERM');
      const [code] = await once(child, 'close');
      return code as number;
    };
    return { url, stop };
  }

  it('work together: entries are taken, cosigned, and monitored with the witness asked for', { timeout: 60_000 }, async () => {
    const made = await assay('development', 'log', 'witness', 'init', '--name', 'w.example.org/1', '--json');
    const { verifierKey: key } = JSON.parse(made.out) as { readonly verifierKey: string };
    writeFileSync(join(folder, 'logs.json'), JSON.stringify({ format: 'assay-witnessed-logs/1', logs: [verifierKey()] }));
    const witness = await serving('witness', 'serve', '--logs', 'logs.json');
    writeFileSync(join(folder, 'witnesses.json'), JSON.stringify({ format: 'assay-witnesses/1', need: 1, witnesses: [{ key, url: witness.url }] }));
    const log = await serving('serve', '--token', 'env:LOG_TOKEN', '--witnesses', 'witnesses.json');
    const body = JSON.stringify({ entries: [{ kind: 'gate', digest: `sha256:${'a'.repeat(64)}` }] });
    const added = await fetch(`${log.url}/add`, { method: 'POST', headers: { Authorization: 'Bearer token' }, body });
    expect(await added.json()).toEqual({ indexes: [6], fresh: 1 });
    const cosigned = async () => (await (await fetch(`${log.url}/checkpoint`)).text()).split('\n');
    await expect.poll(async () => (await cosigned())[1], { timeout: 20_000 }).toBe('7');
    expect((await cosigned()).filter((line) => line.startsWith('— ')).map((line) => line.split(' ')[1])).toEqual(['log.example.org/code', 'w.example.org/1']);
    const state = join(folder, 'over-http.json');
    const args = ['development', 'log', 'monitor', log.url, '--key', verifierKey(), '--state', state, '--stalled-after', 'PT24H', '--json'];
    const real = async (...more: string[]) => {
      const child = spawn(process.execPath, [MAIN, ...args, ...more], { cwd: folder, env, stdio: ['ignore', 'pipe', 'ignore'] });
      let out = '';
      child.stdout.on('data', (piece) => {
        out += String(piece);
      });
      const [code] = await once(child, 'close');
      return { code, ...JSON.parse(out) };
    };
    expect(await real('--witnesses', 'witnesses.json')).toMatchObject({ code: 1, size: 7, cosignedBy: ['w.example.org/1'], alarms: [{ code: 'tag-moved' }] });
    // Another machine enters over HTTP, and sees that the tag had moved by what the log holds.
    const far = ['--at', log.url, '--token', 'env:LOG_TOKEN', '--key', verifierKey(), '--data', 'nowhere'];
    writeFileSync(join(folder, 'far.json'), '{"reviewed":"v1.1"}');
    const entered = await assay('development', 'log', 'submit', 'far.json', '--kind', 'review', '--repository', 'firmware', '--expect', 'far.ndjson', ...far);
    expect(entered).toMatchObject({ code: 0, err: '' });
    expect(entered.out.replaceAll(/ +/g, ' ').trim()).toBe('entry file\n 7 in the log far.json');
    expect(readFileSync(join(folder, 'far.ndjson'), 'utf8')).toContain('"kind":"review"');
    sh('git -C firmware tag v1.1');
    const refs = await assay('development', 'log', 'refs', 'firmware', '--tags', ...far);
    expect(refs).toMatchObject({ code: 1, out: expect.stringContaining('1 entry entered; the log holds 9.') });
    expect(refs.out).toMatch(/refs\/tags\/v1\.0 +moved before/);
    expect(await assay('development', 'log', 'refs', 'firmware', '--tags', '--known-moved', 'v1.0', ...far)).toMatchObject({ code: 0 });
    expect([await log.stop(), await witness.stop()]).toEqual([0, 0]);
    expect((await assay(...args)).code).toBe(2);
  });
});
