import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { envelopeText, IN_TOTO } from '../development/statement/dsse.ts';
import { signBytes } from '../development/statement/edge/signatures.ts';
import { statementBytes } from '../development/statement/statement.ts';
import { signEnvelope } from '../development/statement/verify.ts';
import { assayIn } from './assay.fixture.ts';

const page = readFileSync(fileURLToPath(new URL('../../docs/development-vulnerabilities.md', import.meta.url)), 'utf8');
const service = fileURLToPath(new URL('../../examples/camera-service/service.yaml', import.meta.url));
let folder = '';

/** A file that the page shows: the first block after its name. */
function shown(name: string): string {
  const block = page.slice(page.indexOf(`\`${name}\`:`)).match(/```[a-z]+\n([\s\S]*?)\n```/)?.[1];
  if (block === undefined) throw new Error(`the page does not show ${name}`);
  return `${block}\n`;
}

const assay = (...argv: readonly string[]) => assayIn(folder)(...argv);
type Answer = Awaited<ReturnType<typeof assay>>;

const json = ({ out }: Answer) => JSON.parse(out) as Record<string, unknown>;
const MATCH = ['development', 'sbom', 'camera.cdx.json', '--advisories', 'advisories'] as const;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-sbom-'));
  for (const name of ['camera.cdx.json', 'advisories/nvd.json', 'advisories/go.ndjson', 'advisories/epss.csv', 'vendor.vex.json']) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), shown(name));
  }
});
beforeAll(() => {
  for (const name of ['empty', 'others', 'none', 'scores']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'others', 'package.json'), '{"name":"x"}');
  writeFileSync(join(folder, 'none', 'nvd.json'), '{"format":"NVD_CVE","vulnerabilities":[]}');
  writeFileSync(join(folder, 'scores', 'epss.csv'), shown('advisories/epss.csv'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the page of vulnerabilities', () => {
  it('shows what the command says', async () => {
    const { code, out } = await assay(...MATCH);
    expect(code).toBe(1);
    expect(page).toContain(out.trimEnd());
  });

  it('shows what a trusted statement does, and what is said of one that ended', async () => {
    const { out } = await assay(...MATCH, '--vex', 'vendor.vex.json', '--trust', 'vendor.vex.json');
    expect(page).toContain(out.slice(out.indexOf('Open, the first')).trimEnd());
    const unsigned = await assay(...MATCH, '--vex', 'vendor.vex.json');
    expect(page).toContain(unsigned.out.slice(unsigned.out.indexOf('Statements about these')).trimEnd());
    const checked = await assay('development', 'vex', 'check', join(folder, 'vendor.vex.json'), '--at', '2027-02-01');
    expect([checked.code, page.includes(checked.out.trimEnd().split('\n').slice(1).join('\n'))]).toEqual([1, true]);
  });
});

describe('assay development sbom', () => {
  it('puts what is not matchable first, in words and in JSON', async () => {
    const { out } = await assay(...MATCH);
    expect(out.indexOf('not matchable')).toBeLessThan(out.indexOf('affected'));
    expect(json(await assay(...MATCH, '--json'))).toMatchObject({
      counts: { 'not-matchable': 3, affected: 2, perhaps: 1, 'not-affected': 0 },
      notMatchable: ['uuid', 'requests', 'isp'],
      notMatchableBy: { 'scope-not-whole': 1, 'ecosystem-not-covered': 1, 'name-unknown': 1 },
      open: [{ component: 'gin', vulnerability: 'CVE-2020-36567' }, { component: 'dnsmasq' }, { component: 'busybox' }],
    });
  });

  it('ranks by what is added on the map, and says which devices run it only where there is a fleet', async () => {
    const answer = json(await assay(...MATCH, '--part', 'camera/fw-2.3', '--service', service, '--json'));
    expect(answer).toMatchObject({ part: 'camera/fw-2.3', open: [{ component: 'gin', onMap: { profile: { needs: 'reach', gives: 'code' } } }, {}, {}] });
    expect(answer['field']).toBeUndefined();
    expect((answer['open'] as { onMap: { added: unknown[] } }[])[0]?.onMap.added.length).toBeGreaterThan(0);
  });

  it('says which devices in the field are known to run it', async () => {
    const data = join(folder, 'data');
    for (const [id, firmware] of [
      ['cam-1', '2.3.1'],
      ['cam-2', '2.2.0'],
      ['hub-1', '2.3.1'],
    ] as const)
      expect(
        (await assay('product', 'device', 'register', id, '--product', id.split('-')[0] === 'hub' ? 'hub' : 'camera', '--firmware', firmware, '--data', data))
          .code,
      ).toBe(0);
    const asked = [...MATCH, '--part', 'camera/fw-2.3', '--service', service, '--data', data, '--json'];
    expect(json(await assay(...asked))['field']).toEqual({ product: 'camera', firmware: '2.3.1', devices: 2, running: 1, named: ['cam-1'] });
    expect(json(await assay(...asked, '--firmware', 'no such version'))['field']).toMatchObject({ running: 0, not: expect.any(String) });
  });

  it('enters the answer on the ledger for the gate', async () => {
    const data = join(folder, 'recorded');
    const { code, err } = await assay(...MATCH, '--part', 'camera', '--service', service, '--data', data, '--record', '--release', 'v2.3.1');
    expect([code, err.includes('Recorded components of v2.3.1')]).toEqual([1, true]);
    expect(err).toContain('broken');
  });

  it('exits 0 where every component was matched and none is affected', async () => {
    const clean = { ...(JSON.parse(shown('camera.cdx.json')) as { components: { name: string }[] }) };
    clean.components = clean.components.filter(({ name }) => name === 'uuid');
    writeFileSync(join(folder, 'clean.cdx.json'), JSON.stringify(clean));
    const asked = ['development', 'sbom', 'clean.cdx.json', '--advisories', 'advisories'];
    const { code, out } = await assay(...asked, '--covers', 'Go');
    expect([code, out.includes('Every component was matched, and none is affected.')]).toEqual([0, true]);
    const partial = await assay(...asked);
    expect([partial.code, partial.out.includes('1 of them because nothing says that the advisories are all there are')]).toEqual([1, true]);
    mkdirSync(join(folder, 'damaged'));
    writeFileSync(join(folder, 'damaged', 'go.ndjson'), shown('advisories/go.ndjson'));
    writeFileSync(join(folder, 'damaged', 'b.json'), '{');
    const unread = await assay('development', 'sbom', 'clean.cdx.json', '--advisories', 'damaged', '--covers', 'Go');
    expect([unread.code, unread.out.replaceAll('\n', ' ').includes('what was not read may say otherwise')]).toEqual([1, true]);
    writeFileSync(join(folder, 'empty.cdx.json'), JSON.stringify({ ...clean, components: [] }));
    expect((await assay('development', 'sbom', 'empty.cdx.json', '--advisories', 'advisories')).code).toBe(1);
  });

  it.each<[string, readonly string[], string]>([
    ['without advisories', ['development', 'sbom', 'camera.cdx.json'], 'ASSAY-CLI-003'],
    ['of no release that it is recorded of', [...MATCH, '--record'], 'ASSAY-CLI-003'],
    ['of a part that the map has not', [...MATCH, '--part', 'camra', '--service', service], 'ASSAY-EXPOSURE-001'],
    ['of an actor that the map has not', [...MATCH, '--part', 'camera', '--from', 'nobody', '--service', service], 'ASSAY-ATTACK-002'],
    ['with advisories that are not there', ['development', 'sbom', 'camera.cdx.json', '--advisories', 'missing'], 'ASSAY-ADVISORY-004'],
    ['of a moment that is none', [...MATCH, '--at', 'yesterday'], 'ASSAY-TIME-001'],
    ['with statements that are none', [...MATCH, '--vex', 'advisories/nvd.json'], 'ASSAY-VEX-001'],
    ['with trust in statements that are not given', [...MATCH, '--trust', 'camera.cdx.json'], 'ASSAY-CLI-003'],
    ['with trust in the name of an author', [...MATCH, '--vex', 'vendor.vex.json', '--trust', 'Gin maintainers'], 'ASSAY-MAP-070'],
    ['with trust in a file that is no key', [...MATCH, '--vex', 'vendor.vex.json', '--trust', 'camera.cdx.json'], 'ASSAY-STATEMENT-006'],
    ['with trust in a digest that nothing has', [...MATCH, '--vex', 'vendor.vex.json', '--trust', `sha256:${'0'.repeat(64)}`], 'ASSAY-VEX-005'],
    ['of an ecosystem that there is not', [...MATCH, '--covers', 'nmp'], 'ASSAY-ADVISORY-007'],
    ['with a folder without an advisory', ['development', 'sbom', 'camera.cdx.json', '--advisories', 'empty'], 'ASSAY-ADVISORY-004'],
    ['with a folder of other things', ['development', 'sbom', 'camera.cdx.json', '--advisories', 'others'], 'ASSAY-ADVISORY-001'],
    ['with a list of advisories that holds none', ['development', 'sbom', 'camera.cdx.json', '--advisories', 'none'], 'ASSAY-ADVISORY-001'],
    ['with scores alone, which are no advisories', ['development', 'sbom', 'camera.cdx.json', '--advisories', 'scores'], 'ASSAY-ADVISORY-001'],
  ])('%s is refused', async (_, argv, code) => {
    const answer = await assay(...argv);
    expect([answer.code, answer.err.includes(code)]).toEqual([2, true]);
  });
});

describe('assay development vex', () => {
  it.each(['openvex', 'csaf', 'cyclonedx'])('writes %s that it reads back', async (format) => {
    const file = join(folder, `${format}.json`);
    const wrote = await assay(
      'development',
      'vex',
      'write',
      'camera.cdx.json',
      '--advisories',
      'advisories',
      '--author',
      'Fernlicht',
      '--format',
      format,
      '--out',
      file,
    );
    expect([wrote.code, wrote.err.includes('3 components could not be matched')]).toEqual([1, true]);
    const checked = await assay('development', 'vex', 'check', file, '--json');
    expect(checked.code).toBe(0);
    expect(json(checked)).toMatchObject({
      format,
      author: 'Fernlicht',
      problems: [],
      statements: [{ status: 'affected' }, { status: 'under_investigation' }, { status: 'affected' }],
    });
  });

  it('signed by a key that is trusted closes a match; with OpenSSH and with PEM', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const signed = signEnvelope(
      IN_TOTO,
      statementBytes({
        subjects: [{ digest: new Map([['sha256', 'aa'.repeat(32)]]) }],
        predicateType: 'https://openvex.dev/ns',
        predicate: JSON.parse(shown('vendor.vex.json')),
      }),
      [{ sign: signBytes(privateKey, 'ed25519') }],
    );
    writeFileSync(join(folder, 'vendor.dsse.json'), envelopeText(signed));
    writeFileSync(join(folder, 'vendor.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
    const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
    const blob = Buffer.concat([Buffer.from([0, 0, 0, 11]), Buffer.from('ssh-ed25519'), Buffer.from([0, 0, 0, 32]), raw]);
    writeFileSync(join(folder, 'vendor.pub'), `ssh-ed25519 ${blob.toString('base64')} vendor\n`);
    writeFileSync(join(folder, 'other.pem'), generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }));
    for (const [key, affected] of [
      ['vendor.pem', 1],
      ['vendor.pub', 1],
      ['other.pem', 2],
    ] as const)
      expect(json(await assay(...MATCH, '--vex', 'vendor.dsse.json', '--trust', key, '--json'))).toMatchObject({ counts: { affected } });
    expect((await assay('development', 'vex', 'check', 'vendor.dsse.json', '--at', '2026-11-23')).code).toBe(0);
  });

  it('takes no other word', async () => {
    const answer = await assay('development', 'vex', 'sign', 'x');
    expect([answer.code, answer.err.includes('ASSAY-CLI-004')]).toEqual([2, true]);
  });
});
