import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assayIn } from './assay.fixture.ts';

// The example of docs/development-provenance.md, made by the commands that stand there.
const folder = mkdtempSync(join(tmpdir(), 'assay-provenance-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const page = readFileSync('docs/development-provenance.md', 'utf8');
const blocks = (kind: string) => [...page.matchAll(new RegExp(`\n\`\`\`${kind}\n([\\s\\S]*?)\n\`\`\``, 'g'))].map((match) => match[1] ?? '');
const shown = (after: string) => new RegExp(`\n${after}[\\s\\S]*?\n\`\`\`\n(\\$[\\s\\S]*?)\n\`\`\``).exec(page)?.[1]?.split('\n') ?? [];
const env = { PATH: `${resolve('node_modules/.bin')}:${process.env['PATH'] ?? ''}`, HOME: folder, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' };
const sh = (text: string) => execFileSync('sh', ['-e', '-c', text], { cwd: folder, env, stdio: ['ignore', 'pipe', 'ignore'], encoding: 'utf8' });

const assay = (line: string, at = '2026-11-10T12:00:00Z') => assayIn(folder, { at })(...line.split(' '));

const PEOPLE = (keys = '') => `format: people/1
people:
  - { id: cleo, name: Cleo, addresses: [cleo@example.org] }
  - { id: ada, name: Ada, addresses: [ada@example.org], confirmedBy: cleo }
  - { id: bob, name: Bob, addresses: [bob@example.org], confirmedBy: cleo${keys} }
`;
const RECORD = 'development review record camera --change v1.2.3 --outcome approved --as bob --key bob.pem';
const [VERIFY = ''] = shown('## Verify').map((line) => line.replace('$ assay ', ''));
const [WRITE = ''] = shown('After the tag was made').map((line) => line.replace('$ assay ', ''));
const [CHECK = ''] = shown('## Somebody else').map((line) => line.replace('$ assay ', ''));

/** Fingerprints of keys are new with each key. */
const alike = (text: string) => text.replace(/SHA256:[A-Za-z0-9+/]{43}/g, 'SHA256:KEY').trim();

async function asShown(after: string) {
  const [command = '', ...rest] = shown(after);
  const { code, out, err } = await assay(command.replace('$ assay ', ''));
  expect(alike(`${err}${out}`)).toBe(alike(rest.slice(0, rest.indexOf('$ echo $?')).join('\n')));
  expect(code).toBe(Number(rest.at(-1)));
}

beforeAll(async () => {
  const [repository = '', release = '', signed = ''] = blocks('sh');
  sh(repository);
  for (const line of shown('The code log sees')) await assay(line.replace('$ assay ', ''), '2026-11-01T00:00:00Z');
  sh(release);
  writeFileSync(join(folder, 'attest.mjs'), blocks('js')[0] ?? '');
  sh(signed);
  writeFileSync(join(folder, 'branch-rules.yaml'), blocks('yaml')[0] ?? '');
  await assay('development log refs camera', '2026-11-10T00:00:00Z');
  writeFileSync(join(folder, 'people.yaml'), PEOPLE());
  const key = /SHA256:[A-Za-z0-9+/]{43}/.exec((await assay(RECORD)).err)?.[0];
  writeFileSync(join(folder, 'people.yaml'), PEOPLE(`, keys: [{ id: '${key}' }]`));
  expect((await assay(RECORD)).code).toBe(0);
});

describe('assay development provenance', () => {
  it('prints what the page shows', async () => {
    await asShown('## Verify');
    await asShown('The same artifact with provenance');
    await asShown('After the tag was made');
    await asShown('## Somebody else');
  });

  it('verifies by the key alone, and says what was not asked', async () => {
    const line = 'development provenance verify camera-1.2.3.tar --bundle camera.dsse.json';
    expect((await assay(`${line} --key builder.pub`)).code).toBe(0);
    expect((await assay(`${line} --key vsa.pub`)).out).toContain('broken   signature');
    const { result = undefined, state, proven } = JSON.parse((await assay(`${line} --key builder.pub --json`)).out);
    expect([result, state, proven]).toEqual([undefined, 'unknown', 1]);
    // A bare envelope has no certificate behind it.
    const named = await assay(`${line} --identity https://a.example --issuer https://b.example`);
    expect([named.code, named.out]).toEqual([1, expect.stringContaining('no certificate')]);
  });

  it('is of this artifact and no other', async () => {
    writeFileSync(join(folder, 'other.tar'), 'other');
    const { code, out } = await assay(VERIFY.replace('camera-1.2.3.tar', 'other.tar'));
    expect([code, out]).toEqual([1, expect.stringContaining('It is about other artifacts.')]);
  });

  it.each([
    ['development provenance', 'ASSAY-CLI-003'],
    ['development provenance look', 'ASSAY-CLI-004'],
    ['development provenance verify camera-1.2.3.tar', 'ASSAY-CLI-003'],
    ['development provenance verify camera-1.2.3.tar --bundle camera.dsse.json', 'ASSAY-CLI-003'],
    ['development provenance verify camera-1.2.3.tar --bundle camera.dsse.json --identity https://a.example', 'ASSAY-CLI-003'],
    ['development provenance verify camera-1.2.3.tar --bundle camera.dsse.json --key bob.pem', 'ASSAY-PROVENANCE-008'],
    ['development provenance verify camera-1.2.3.tar --bundle branch-rules.yaml --key bob.pub', 'ASSAY-JSON-001'],
    ['development provenance verify camera-1.2.3.tar --bundle camera.dsse.json --key bob.pub --trusted-root camera.dsse.json', 'ASSAY-PROVENANCE-003'],
    ['development provenance verify camera-1.2.3.tar --bundle camera.dsse.json --builders branch-rules.yaml', 'ASSAY-PROVENANCE-006'],
    ['development provenance vsa', 'ASSAY-CLI-003'],
    ['development provenance vsa look', 'ASSAY-CLI-004'],
    ['development provenance vsa write camera', 'ASSAY-CLI-003'],
    ['development provenance vsa check source-vsa.dsse.json', 'ASSAY-CLI-003'],
    [
      'development provenance vsa check camera.dsse.json --verifier https://a.example --repo https://b.example --key vsa.pub --artifact camera-1.2.3.tar --level SLSA_BUILD_LEVEL_1',
      'ASSAY-PROVENANCE-005',
    ],
  ])('%s is refused', async (line, code) => {
    const refused = await assay(line);
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining(code)]);
  });

  it('enters what it found on the ledger, as the link provenance of the release', async () => {
    const map = `--service ${resolve('examples/camera-service/service.yaml')} --data data`;
    const { code, err } = await assay(`${VERIFY} --record ${map}`);
    expect([code, err]).toEqual([0, expect.stringContaining('Recorded provenance of v1.2.3')]);
    const again = await assay(`${VERIFY} --record --json ${map}`);
    expect(JSON.parse(again.out).recorded).toMatchObject({ known: true });
  });

  it('writes no summary over another, and one that failed below the level that was asked for', async () => {
    expect((await assay(WRITE)).code).toBe(2);
    const { code, out } = await assay(`${WRITE.replace('--rules branch-rules.yaml ', '')} --out low.json`);
    expect([code, out]).toEqual([1, expect.stringContaining('Source level 2 is shown, and 4 was asked for')]);
    const low = await assay(CHECK.replace('source-vsa.dsse.json', 'low.json'));
    expect([low.code, low.out]).toEqual([1, expect.stringContaining('The verifier did not let it pass.')]);
  });

  it('believes no summary that was changed, is old, or is of another signer', async () => {
    const envelope = JSON.parse(readFileSync(join(folder, 'source-vsa.dsse.json'), 'utf8'));
    const payload = Buffer.from(envelope.payload, 'base64').toString().replace('v1.2.3', 'v1.2.4');
    writeFileSync(join(folder, 'changed.json'), JSON.stringify({ ...envelope, payload: Buffer.from(payload).toString('base64') }));
    expect((await assay(CHECK.replace('source-vsa.dsse.json', 'changed.json'))).out).toContain('broken   signature');
    expect((await assay(CHECK, '2027-01-10T00:00:00Z')).out).toContain('broken   fresh');
    expect((await assay(CHECK.replace('vsa.pub', 'bob.pub'))).out).toContain('broken   signature');
  });
});
