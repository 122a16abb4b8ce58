import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { foldedOf, VIEWS } from '../src/assurance/folded.ts';
import { positionOf } from '../src/assurance/position.ts';
import { attackGraphOf } from '../src/attack/fleet/index.ts';
import { COMMANDS } from '../src/cli/index.ts';
import { run } from '../src/cli/run.ts';
import { Digest, Instant } from '../src/core/index.ts';
import { openLedger } from '../src/ledger/edge/open.ts';
import { foldViews } from '../src/ledger/projections.ts';
import { readMap } from '../src/map/index.ts';

// The second of the three cases: a back door that whoever programs or builds the firmware puts in. On the example service, by the commands that a maker would run: what was recorded of a
// good release closes the steps, and of a bad one opens them again.
const folder = mkdtempSync(join(tmpdir(), 'assay-backdoors-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const env = { PATH: process.env['PATH'] ?? '', HOME: folder, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' };
const sh = (script: string) => execFileSync('sh', ['-e', '-c', script], { cwd: folder, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
let now = Instant.parse('2026-11-23T12:00:00Z');
/** What somebody else does while a command runs, each time that it looks at the clock. */
let meanwhile: () => void = () => undefined;

async function assay(...args: string[]) {
  let [out, err] = ['', ''];
  now = Instant.of(now + 60_000);
  const code = await run([...args, '--service', join(folder, 'service.yaml')], COMMANDS, {
    cwd: folder,
    env,
    now: () => {
      meanwhile();
      return now;
    },
    interactive: false,
    out: (text) => (out += text),
    err: (text) => (err += text),
  });
  return { code, said: out + err };
}

/** A commit by Ada that Bob reviewed, or that nobody did; signed by whoever applies it. */
const commit = (name: string, reviewed: boolean) => `
  cd firmware
  echo "${name}" > ${name}.c && git add ${name}.c
  export GIT_AUTHOR_NAME=Ada GIT_AUTHOR_EMAIL=ada@example.org GIT_COMMITTER_NAME=${reviewed ? 'Bob' : 'Ada'} GIT_COMMITTER_EMAIL=${reviewed ? 'bob' : 'ada'}@example.org
  git -c gpg.format=ssh -c user.signingKey=../${reviewed ? 'bob' : 'ada'} commit -q -S -m "Add ${name}${reviewed ? '\n\nReviewed-by: Bob <bob@example.org>' : ''}"`;
const tag = (name: string) => `
  cd firmware
  export GIT_COMMITTER_NAME=Bob GIT_COMMITTER_EMAIL=bob@example.org
  git -c gpg.format=ssh -c user.signingKey=../bob tag -s -m ${name} ${name}
  git archive --prefix=camera/ -o ../${name}.tar.gz ${name}`;

const STEPS = ['push-alone', 'repository-rewritten', 'unreviewed-built', 'build-tampered', 'signed-as-it-stands'] as const;

/** How the steps of an inserted back door stand by what the ledger has. */
async function steps(): Promise<Record<string, string>> {
  const map = readMap(readFileSync(join(folder, 'service.yaml'), 'utf8'), 'service.yaml');
  const ledger = await openLedger({ dataDir: join(folder, '.assay'), now: () => now, mode: 'read' });
  try {
    const { evidence, exclusions } = foldedOf(foldViews(ledger, VIEWS));
    const graph = attackGraphOf(map, positionOf({ map, evidence, exclusions, at: now }).stateOf);
    const about = ({ template, closedBy }: (typeof graph.steps)[number]) =>
      STEPS.some((one) => one === template) && closedBy.every(({ subject }) => ['firmware-source', 'builds-firmware', 'signing-server'].includes(subject));
    return Object.fromEntries(graph.steps.filter(about).map(({ template, status }) => [template, status]));
  } finally {
    await ledger.close();
  }
}

async function recorded(release: string, since: string) {
  const review = await assay('development', 'review', 'firmware', '--release', release, '--since', since, '--record', '--part', 'firmware-source');
  const artifact = await assay(
    'development',
    'artifact',
    `${release}.tar.gz`,
    '--against',
    'firmware',
    '--tag',
    release,
    '--record',
    '--part',
    'builds-firmware',
  );
  return { review, artifact };
}

describe('back doors in the camera service', () => {
  beforeAll(() => {
    copyFileSync('examples/camera-service/service.yaml', join(folder, 'service.yaml'));
    sh(`for who in ada bob; do ssh-keygen -q -t ed25519 -N '' -C $who -f $who; done; git init -q -b main firmware`);
    sh(commit('begin', true));
    sh(tag('v3.0.0'));
    sh(commit('blink', true));
    sh(tag('v3.1.0'));
    const key = (who: string) => sh(`ssh-keygen -l -f ${who}.pub`).split(' ')[1];
    const person = (id: string) =>
      `  - { id: ${id}, name: ${id === 'ada' ? 'Ada' : 'Bob'}, addresses: [${id}@example.org], confirmedBy: cleo, keys: [{ id: "${key(id)}" }] }\n`;
    writeFileSync(
      join(folder, 'people.yaml'),
      `format: people/1\npeople:\n${person('ada')}${person('bob')}  - { id: cleo, name: Cleo, addresses: [cleo@example.org] }\n`,
    );
    const start = `{ tag: v3.0.0, commit: ${sh('git -C firmware rev-parse v3.0.0^{commit}').trim()} }`;
    const asked = ['review', 'signatures', 'artifact', 'components'].map((link) => `  ${link}: { within: P7D }\n`).join('');
    writeFileSync(join(folder, 'release-policy.yaml'), `format: release-policy/1\nname: camera\nstart: ${start}\nrequire:\n${asked}`);
    writeFileSync(join(folder, 'narrow-policy.yaml'), `format: release-policy/1\nstart: ${start}\nrequire:\n  review: { within: P7D }\n`);
    // What is inside: one component, of which an advisory speaks that does not reach its version.
    const purl = 'pkg:npm/ring-buffer@2.1.0';
    const bom = {
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      version: 1,
      components: [{ type: 'library', name: 'ring-buffer', version: '2.1.0', purl, 'bom-ref': purl }],
    };
    writeFileSync(join(folder, 'camera.cdx.json'), JSON.stringify(bom));
    const affected = [{ package: { ecosystem: 'npm', name: 'ring-buffer' }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '2.0.0' }] }] }];
    writeFileSync(join(folder, 'osv.json'), JSON.stringify({ schema_version: '1.6.0', id: 'GHSA-aaaa-bbbb-cccc', modified: '2026-11-01T00:00:00Z', affected }));
    const protectedBranch = {
      subject: 'firmware-source',
      claim: 'repository.branch-protected',
      value: true,
      observedAt: '2026-11-23T00:00:00Z',
      validFor: 'P7D',
      source: 'hosting settings',
      method: 'import',
      raw: { digest: Digest.of('settings'), mediaType: 'application/json' },
    };
    writeFileSync(join(folder, 'branch.json'), JSON.stringify([protectedBranch]));
  });

  it('are undecided before anything was looked at', async () => {
    expect((await assay('evidence', 'add', join(folder, 'branch.json'))).code).toBe(0);
    expect(await steps()).toEqual(Object.fromEntries(STEPS.map((step) => [step, 'undecided'])));
    expect((await assay('development', 'release', 'publish', 'v3.1.0', '--key', 'bob')).code).toBe(2);
  });

  it('are not closed by a look at what came after a commit that whoever looks chose', async () => {
    const before = sh('git -C firmware rev-parse v3.1.0~1').trim();
    const chosen = await assay('development', 'review', 'firmware', '--release', 'v3.1.0', '--since', before, '--record', '--part', 'firmware-source');
    expect(chosen.code, chosen.said).toBe(0);
    expect(chosen.said).toContain('Held back: review.two-person-verified of firmware-source is not shown (since-unproven).');
    expect(chosen.said).toContain('Held back: repository.commits-signed of firmware-source is not shown (since-unproven).');
    expect(await steps()).toEqual(Object.fromEntries(STEPS.map((step) => [step, 'undecided'])));
  });

  it('are closed by what was recorded of a good release, which is let through', async () => {
    const { review, artifact } = await recorded('v3.1.0', 'v3.0.0');
    expect(review, review.said).toMatchObject({ code: 0 });
    expect(artifact, artifact.said).toMatchObject({ code: 0 });
    const digest = sh(`sha256sum v3.1.0.tar.gz`).split(' ')[0];
    const sbom = [
      'development',
      'sbom',
      'camera.cdx.json',
      '--advisories',
      'osv.json',
      '--covers',
      'npm',
      '--record',
      '--release',
      'v3.1.0',
      '--artifact',
      `sha256:${digest}`,
      '--built-by',
    ];
    const bill = await assay(...sbom, 'build-server');
    expect(bill, bill.said).toMatchObject({ code: 0 });
    const check = await assay('development', 'release', 'check', 'v3.1.0');
    expect(check, check.said).toMatchObject({ code: 0 });
    // A policy that asks for one link refuses without it, and shows nothing of the gate.
    const narrow = await assay('development', 'release', 'drill', 'v3.1.0', '--part', 'signing-server', '--policy', 'narrow-policy.yaml');
    expect(narrow, narrow.said).toMatchObject({ code: 1 });
    expect(narrow.said).toContain('Held back: whether release.gate-enforced holds at signing-server was not shown.');
    expect((await steps())['signed-as-it-stands']).toBe('undecided');
    const drill = await assay('development', 'release', 'drill', 'v3.1.0', '--part', 'signing-server');
    expect(drill, drill.said).toMatchObject({ code: 0 });
    expect(await steps()).toEqual(Object.fromEntries(STEPS.map((step) => [step, 'closed'])));
    expect((await assay('development', 'release', 'publish', 'v3.1.0', '--key', 'bob', '--out', 'v3.1.0.json')).code).toBe(0);
    expect(existsSync(join(folder, 'v3.1.0.json'))).toBe(true);
  });

  it('are let through still where only the file of it could not be written, and that is said', async () => {
    // Its name is taken once the statement waits beside it, before the ledger has it.
    const taken = join(folder, 'taken.json');
    meanwhile = () => {
      if (readdirSync(folder).some((name) => name.endsWith('.waiting'))) writeFileSync(taken, 'mine');
    };
    const { code, said } = await assay('development', 'release', 'publish', 'v3.1.0', '--key', 'bob', '--out', 'taken.json');
    meanwhile = () => undefined;
    expect(code, said).toBe(1);
    expect(said).toContain('v3.1.0 passes the gate, and what the gate says of it is signed.');
    expect(said).toContain('ASSAY-RELEASE-013 The release is published and stays so; only its file was not written.');
    expect([readFileSync(taken, 'utf8'), readdirSync(folder).filter((name) => name.endsWith('.waiting'))]).toEqual(['mine', []]);
    const kept = /Copy the statement from (\S+)/.exec(said)?.[1] ?? '';
    expect(JSON.parse(readFileSync(kept, 'utf8'))).toMatchObject({ payloadType: 'application/vnd.in-toto+json' });
  });

  it('are open where a release was not reviewed, and where its artifact has what the tree has not', async () => {
    sh(commit('remote-shell', false));
    sh(tag('v3.2.0'));
    // What ships is the tag's tree and one file more.
    sh(`mkdir -p more/camera && cd more && tar xzf ../v3.2.0.tar.gz && echo 'int open_port(void);' > camera/door.c && tar czf ../v3.2.0.tar.gz camera`);
    const { review, artifact } = await recorded('v3.2.0', 'v3.1.0');
    expect([review.code, artifact.code]).toEqual([1, 1]);
    expect(review.said).toContain('Evidence: review.two-person-verified of firmware-source is false.');
    expect(artifact.said).toContain('Evidence: artifact.matches-source of builds-firmware is false.');
    expect(await steps()).toEqual({
      'push-alone': 'open',
      'repository-rewritten': 'closed',
      'unreviewed-built': 'open',
      'build-tampered': 'open',
      'signed-as-it-stands': 'closed',
    });
    const { code, said } = await assay('development', 'release', 'publish', 'v3.2.0', '--key', 'bob', '--out', 'v3.2.0.json');
    expect([code, existsSync(join(folder, 'v3.2.0.json'))]).toEqual([1, false]);
    expect(said).toMatch(/review nothing|review signed-only|review not-reviewed/);
    expect(said).toContain('artifact file-unexplained');
    expect(said).toContain('Nothing was signed.');
  });

  it('are not closed again by a review of another tree', async () => {
    sh(commit('mend', true));
    sh(tag('v3.3.0'));
    sh(`cp v3.1.0.tar.gz v3.3.0.tar.gz`);
    await assay('development', 'review', 'firmware', '--release', 'v3.3.0', '--since', 'v3.2.0', '--record', '--part', 'firmware-source');
    const of = [
      'development',
      'artifact',
      'v3.3.0.tar.gz',
      '--against',
      'firmware',
      '--tag',
      'v3.1.0',
      '--release',
      'v3.3.0',
      '--record',
      '--part',
      'builds-firmware',
    ];
    expect((await assay(...of)).code).toBe(0);
    const { code, said } = await assay('development', 'release', 'check', 'v3.3.0');
    expect(code).toBe(1);
    expect(said).toContain('chain other-tree');
    expect(said).toContain('review since-unproven');
  });
});
