// Gives the example two releases, one that passes its gate and one that is stopped: a repository is made with two people in it, and the commands that a maker would run look at what it releases. Nothing of it is written by hand but the
// commits. Told which data folder.

import { execFileSync } from 'node:child_process';
import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { COMMANDS } from '../src/cli/index.ts';
import { run } from '../src/cli/run.ts';
import { Instant } from '../src/core/index.ts';
import { serveWitness } from '../src/development/codelog/edge/witness-server.ts';
import { openWitness } from '../src/development/codelog/edge/witness-store.ts';
import { readKnownLogs } from '../src/development/codelog/settings.ts';
import { root } from './install.js';

const EXAMPLE = join(root, 'examples/camera-service');
const SERVICE = ['--service', join(EXAMPLE, 'service.yaml')];
/** The evidence of the example is of October 2026, and so are its releases. */
const DAY = '2026-10-31';

/** What the gate is held to; the server reads both in the folder of the service. */
const WRITTEN = ['release-policy.yaml', 'lifecycle.yaml'];

/** @param {string} folderOfData the folder of the service's record, from where this process stands */
export async function recordReleases(folderOfData) {
  // The commands stand in a folder of their own, which is thrown away: a relative name would be one in it.
  const data = resolve(folderOfData);
  const folder = mkdtempSync(join(tmpdir(), 'assay-releases-'));
  try {
    await made(folder, data);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  for (const file of WRITTEN) copyFileSync(join(EXAMPLE, file), join(data, file));
}

/** A key of OpenSSH made of a name: of the same commits come the same ids, and the policy names the one to begin at. Nothing is kept safe by it. */
function writeKey(folder, who) {
  const seed = createHash('sha256').update(`a key of the example, which keeps nothing safe: ${who}`).digest();
  // PKCS #8 of Ed25519 (RFC 8410) is these bytes and the seed.
  const key = createPrivateKey({ key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]), format: 'der', type: 'pkcs8' });
  const open = Buffer.from(createPublicKey(key).export({ format: 'jwk' }).x ?? '', 'base64url');
  const number = (n) => Buffer.from([n >>> 24, n >>> 16, n >>> 8, n]);
  const string = (bytes) => Buffer.concat([number(Buffer.from(bytes).length), Buffer.from(bytes)]);
  const blob = Buffer.concat([string('ssh-ed25519'), string(open)]);
  const inner = Buffer.concat([number(1), number(1), blob, string(Buffer.concat([seed, open])), string(who)]);
  const padded = Buffer.concat([inner, Buffer.from([1, 2, 3, 4, 5, 6, 7]).subarray(0, (8 - (inner.length % 8)) % 8)]);
  const file = Buffer.concat([Buffer.from('openssh-key-v1\0'), string('none'), string('none'), string(''), number(1), string(blob), string(padded)]);
  const lines = file.toString('base64').replace(/(.{70})/g, '$1\n');
  writeFileSync(join(folder, who), `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines}\n-----END OPENSSH PRIVATE KEY-----\n`, { mode: 0o600 });
  writeFileSync(join(folder, `${who}.pub`), `ssh-ed25519 ${blob.toString('base64')} ${who}\n`);
}

async function made(folder, data) {
  // Nobody's own settings of git come in.
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' };
  const sh = (script) => execFileSync('sh', ['-e', '-c', script], { cwd: folder, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  let minutes = 0;
  const now = () => Instant.parse(`${DAY}T20:${String(minutes).padStart(2, '0')}:00Z`);
  /** 1: it was looked at, and something is wrong with it; that is told as well. */
  const assay = async (...args) => {
    minutes += 1;
    let said = '';
    const out = (text) => {
      said += text;
    };
    const code = await run(args, COMMANDS, { cwd: folder, env, now, interactive: false, out, err: out });
    if (code > 1) throw new Error(`assay ${args.join(' ')}: ${said}`);
    return said;
  };
  const act = (who, date, script) => `
    cd firmware
    export GIT_AUTHOR_NAME=Ada GIT_AUTHOR_EMAIL=ada@example.org GIT_COMMITTER_NAME=${who} GIT_COMMITTER_EMAIL=${who}@example.org
    export GIT_AUTHOR_DATE=${date} GIT_COMMITTER_DATE=${date}
    ${script}`;
  const signed = (who) => `git -c gpg.format=ssh -c user.signingKey=../${who}`;
  /** By Ada; Bob read it and applied it, or nobody did. */
  const commit = (file, date, reviewed = true) => {
    const who = reviewed ? 'bob' : 'ada';
    const trailer = reviewed ? '\n\nReviewed-by: Bob <bob@example.org>' : '';
    sh(act(who, date, `echo "// ${file}" > ${file} && git add ${file} && ${signed(who)} commit -q -S -m "Add ${file}${trailer}"`));
  };
  const tag = (name, date) => sh(act('bob', date, `${signed('bob')} tag -s -m ${name} ${name} && git archive --prefix=camera/ -o ../${name}.tar.gz ${name}`));

  for (const who of ['ada', 'bob']) writeKey(folder, who);
  sh('git init -q -b main firmware');
  const key = (who) => sh(`ssh-keygen -l -f ${who}.pub`).split(' ')[1];
  const person = (id, name) => `  - { id: ${id}, name: ${name}, addresses: [${id}@example.org], confirmedBy: cleo, keys: [{ id: "${key(id)}" }] }\n`;
  writeFileSync(
    join(folder, 'people.yaml'),
    `format: people/1\npeople:\n${person('ada', 'Ada')}${person('bob', 'Bob')}  - { id: cleo, name: Cleo, addresses: [cleo@example.org] }\n`,
  );
  commit('main.c', '2026-05-02T09:00:00Z');
  tag('v3.0.0', '2026-05-20T09:00:00Z');
  commit('stream.c', '2026-09-14T10:00:00Z');
  commit('motion.c', '2026-10-06T10:00:00Z');
  tag('v3.1.0', '2026-10-28T09:00:00Z');
  commit('zones.c', '2026-10-29T09:00:00Z');
  commit('remote.c', '2026-10-29T21:40:00Z', false);
  tag('v3.2.0', '2026-10-29T21:55:00Z');
  // What ships of it is the tag's tree and one file more.
  sh(`mkdir -p more/camera && cd more && tar xzf ../v3.2.0.tar.gz && echo 'int listen_on(void);' > camera/support.c && tar czf ../v3.2.0.tar.gz camera`);

  const of = [...SERVICE, '--data', data];
  const lifecycle = ['--file', join(EXAMPLE, 'lifecycle.yaml'), ...of];
  await assay('development', 'lifecycle', 'analyse', 'v3.1.0', '--by', 'release-manager', ...lifecycle);
  for (const [release, since] of [
    ['v3.1.0', 'v3.0.0'],
    ['v3.2.0', 'v3.1.0'],
  ]) {
    await assay('development', 'review', 'firmware', '--release', release, '--since', since, '--record', ...of);
    await assay('development', 'artifact', `${release}.tar.gz`, '--against', 'firmware', '--tag', release, '--record', ...of);
  }
  await wholeOf('v3.1.0', { folder, data, of, lifecycle, sh, assay, now });
}

/**
 * What else the gate asks for, of a release that is to pass: a report of an analyser, a bill of materials with the advisories that speak of it, a signed review, and a code log that a witness saw.
 * Its statement is signed in the end. Policy and lifecycle are those of the example.
 */
async function wholeOf(release, { folder, data, of, lifecycle, sh, assay, now }) {
  const write = (name, text) => writeFileSync(join(folder, name), text);
  const json = (name, value) => write(name, JSON.stringify(value));
  const commit = sh(`git -C firmware rev-parse ${release}^{commit}`).trim();
  json('report.sarif', analysed(sh, release, commit, Instant.format(now())));
  await assay('development', 'findings', 'import', 'report.sarif', '--part', 'firmware-source', '--release', release, ...of);
  const purl = 'pkg:npm/ring-buffer@2.1.0';
  json('camera.cdx.json', {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    components: [{ type: 'library', name: 'ring-buffer', version: '2.1.0', purl, 'bom-ref': purl }],
  });
  const affected = [{ package: { ecosystem: 'npm', name: 'ring-buffer' }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '2.0.0' }] }] }];
  json('osv.json', { schema_version: '1.6.0', id: 'GHSA-aaaa-bbbb-cccc', modified: '2026-10-30T00:00:00Z', affected });
  const artifact = `sha256:${createHash('sha256')
    .update(readFileSync(join(folder, `${release}.tar.gz`)))
    .digest('hex')}`;
  const bill = ['camera.cdx.json', '--advisories', 'osv.json', '--covers', 'npm'];
  await assay('development', 'sbom', ...bill, '--record', '--release', release, '--artifact', artifact, '--built-by', 'build-server', ...of);
  const change = ['--change', `v3.0.0..${release}`, '--outcome', 'approved', '--as', 'bob', '--key', 'bob', '--out', 'reviews'];
  await assay('development', 'review', 'record', 'firmware', ...change);
  const log = async (...args) => assay('development', 'log', ...args, '--data', data);
  await log('init', '--origin', 'log.example.org/camera');
  await log('refs', 'firmware', '--expect', 'expected.ndjson');
  await log('submit', ...readdirSync(join(folder, 'reviews')).map((name) => join('reviews', name)), '--kind', 'review', '--expect', 'expected.ndjson');
  await log('submit', `${release}.tar.gz`, '--kind', 'release', '--expect', 'expected.ndjson');
  const shown = JSON.parse(await log('show', '--json'));
  const witness = openWitness(join(folder, 'witness'), 'witness.example.org/1');
  json('logs.json', { format: 'assay-witnessed-logs/1', logs: [shown.verifierKey] });
  const broke = (error) => {
    throw error;
  };
  const logs = readKnownLogs(readFileSync(join(folder, 'logs.json'), 'utf8'), 'logs.json');
  const door = await serveWitness({ witness, logs, host: '127.0.0.1', port: 0, now, broke });
  try {
    json('witnesses.json', { format: 'assay-witnesses/1', need: 1, witnesses: [{ key: witness.verifierKey, url: door.url }] });
    await log('cosign', '--witnesses', 'witnesses.json');
  } finally {
    await door.close();
    witness.close();
  }
  await assay('development', 'release', 'log', release, '--repository', 'firmware', '--witnesses', 'witnesses.json', ...of);
  await assay('development', 'lifecycle', 'check', release, '--record', ...lifecycle);
  const policy = ['--policy', join(EXAMPLE, 'release-policy.yaml')];
  const said = await assay('development', 'release', 'publish', release, '--key', 'bob', '--expect', 'expected.ndjson', ...policy, ...of);
  if (!said.includes('passes the gate, and')) throw new Error(said);
}

/** A small analyser, so that there is a report: it looks for functions of C that know no bounds, in the tree of a commit. */
function analysed(sh, release, commit, endTimeUtc) {
  const found = sh(`cd firmware && git grep -nE '\\b(gets|strcpy|sprintf)\\(' ${release} -- '*.c' || test $? -eq 1`);
  const results = found.split('\n').flatMap((line) => {
    const [, uri, number] = /^[^:]+:([^:]+):(\d+):/.exec(line) ?? [];
    if (uri === undefined) return [];
    const region = { startLine: Number(number) };
    return [
      { ruleId: 'unbounded-copy', message: { text: 'A copy without a bound' }, locations: [{ physicalLocation: { artifactLocation: { uri }, region } }] },
    ];
  });
  const tool = { driver: { name: 'bounds', semanticVersion: '1.0.0', rules: [{ id: 'unbounded-copy' }] } };
  const versionControlProvenance = [{ repositoryUri: 'https://git.example.org/firmware', revisionId: commit }];
  return { version: '2.1.0', runs: [{ tool, invocations: [{ executionSuccessful: true, endTimeUtc }], versionControlProvenance, results }] };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await recordReleases(process.argv[2] ?? '');
