import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issue } from '../../src/business/probe/edge/certificates.fixture.ts';
import { resolver, zone } from '../../src/business/probe/edge/resolver.fixture.ts';
import { type Probing, probingWith, ROOT } from './recording.ts';

/** What this repository shows of itself, as inputs of importers: nothing here is invented, and what the repository does not show is not in it. */

const git = (...args: string[]) => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });

interface Locked {
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly dev?: boolean; readonly link?: boolean; readonly integrity?: string }>>;
}

function packages() {
  const { packages } = JSON.parse(git('show', 'HEAD:package-lock.json')) as Locked;
  return Object.entries(packages).filter(([path, one]) => path.includes('node_modules/') && one.link !== true);
}

/** The lock file as a graph: each package that runs inside Assay, and each that runs where it is checked and built. */
export function packageGraph(at: string): string {
  const seen = { last_seen: at, collected: true };
  const nodes = new Map([
    ['assay', { id: 'assay', kinds: ['Server'], properties: { name: 'assay', ...seen } }],
    ['ci', { id: 'ci', kinds: ['BuildServer'], properties: { name: 'ci', ...seen } }],
  ]);
  const edges: object[] = [];
  for (const [path, { version = '', dev }] of packages()) {
    const name = `${path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)} ${version}`;
    const id = `npm:${name}`;
    if (nodes.has(id)) continue;
    nodes.set(id, { id, kinds: ['Package'], properties: { name: `${dev === true ? 'tool' : 'package'} ${name}`, ...seen } });
    edges.push({
      kind: 'ExecutesIn',
      start: { value: id, match_by: 'id' },
      end: { value: dev === true ? 'ci' : 'assay', match_by: 'id' },
      properties: { traversable: true },
    });
  }
  const lines = (all: Iterable<object>) => [...all].map((one) => `      ${JSON.stringify(one)}`).join(',\n');
  return `{ "metadata": { "source_kind": "NpmLockFile", "collector": { "name": "test/office/assay.ts" } },\n  "graph": { "nodes": [\n${lines(nodes.values())}\n    ], "edges": [\n${lines(edges)}\n    ] } }\n`;
}

/** What git and the lock file say at this commit, one claim a row. */
export function repositoryTable(at: string): string {
  const commit = git('rev-parse', '--short=12', 'HEAD').trim();
  const signed = git('log', '--format=%G?').trim().split('\n');
  const second = git('log', '--format=%(trailers:key=Reviewed-by,key=Co-authored-by,separator=;)%x00').split('\0').slice(0, -1);
  const locked = packages();
  const pinned = locked.filter(([, { integrity }]) => integrity?.startsWith('sha512-') === true).length;
  const good = signed.filter((one) => one === 'G').length;
  const named = second.filter((one) => one.trim() !== '').length;
  const rows = [
    ['repository.commits-signed', good === signed.length, `git log at ${commit}: ${good} of ${signed.length} commits signed`],
    ['review.two-person-verified', named === second.length, `git log at ${commit}: ${named} of ${second.length} commits name a second person`],
    ['dependencies.pinned', pinned === locked.length, `package-lock.json at ${commit}: ${pinned} of ${locked.length} packages with SHA-512`],
  ];
  return `subject,claim,value,observedAt,source\n${rows.map(([claim, value, source]) => `assay-source,${claim},${value},${at},"${source}"`).join('\n')}\n`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}

function answers(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });
}

/** What the probes see of Assay itself, served with TLS on this machine under the name of the map. */
export async function probingItself(now: string, service: string): Promise<Probing> {
  // Without the console the server has no page to look at.
  execFileSync(process.execPath, ['-e', "import('./bin/console.js').then(({ ensureConsole }) => ensureConsole())"], { cwd: ROOT });
  const folder = mkdtempSync(join(tmpdir(), 'assay-itself-'));
  const authority = issue({ names: ['Authority of an operator'], authority: true });
  const own = issue({ names: ['assay.example'] }, authority);
  const names = await resolver(zone('assay.example', { 'SOA assay.example': { values: ['ns.assay.example'] }, 'A assay.example': { values: ['127.0.0.1'] } }));
  const [https, http] = [await freePort(), await freePort()];
  const at = (name: string, text: string) => {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  const argv = [
    'src/main.ts',
    'server',
    'start',
    '--quiet',
    '--data',
    join(folder, 'served'),
    '--port',
    String(https),
    '--public-url',
    `https://assay.example:${https}`,
  ];
  const server = spawn(process.execPath, [...argv, '--tls-cert', at('chain.pem', own.cert), '--tls-key', at('key.pem', own.key)], { cwd: ROOT });
  let said = '';
  for (const output of [server.stdout, server.stderr])
    output.on('data', (text) => {
      said += text;
    });
  try {
    for (let waited = 0; !(await answers(https)); waited += 100) {
      if (server.exitCode !== null || waited > 60_000) throw new Error(`the server does not answer: ${said}`);
      await new Promise((done) => setTimeout(done, 100));
    }
    const map = readFileSync(join(ROOT, service), 'utf8').replace('ports: { https: 8420 }', `ports: { https: ${https}, http: ${http} }`);
    return await probingWith(now, { map, resolver: `127.0.0.1:${names.port}`, authority: authority.cert });
  } finally {
    server.kill('SIGTERM');
    await names.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
