// `npm start`: from a fresh clone to the console in a browser, with the example service loaded.

import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { ensureConsole } from './console.js';
import { ensureInstalled, localEnv, root } from './install.js';

const EXAMPLE = 'examples/camera-service';
const DATA = '.assay';
const SERVICE = `${DATA}/services/camera-service`;
const AT = '2026-11-01T00:00:00Z'; // the evidence of the example was gathered in October 2026

// What the tools of the office list; the rest of what they report is in the evidence already.
const LISTS = [
  ['scuba', 'office.scuba.json'],
  ['opengraph', 'source-host.opengraph.json'],
  ['nmap', 'office.nmap.xml', '--subject', 'office-network'],
  ['csv', 'accounts.csv'],
];

/** `unfinished`: that something is left to be explained is no reason to stop. */
function assay(args, unfinished = false) {
  const result = spawnSync('node', ['src/main.ts', ...args], { cwd: root, env: localEnv(), encoding: 'utf8', stdio: 'pipe' });
  if (result.status === 0 || (unfinished && result.status === 1)) return;
  process.stderr.write(result.stderr ?? '');
  process.exit(result.status ?? 3);
}

ensureInstalled();
ensureConsole();
if (!existsSync(`${root}${SERVICE}/ledger.db`)) {
  process.stderr.write('Recording what was seen of the example service … ');
  const example = ['--service', `${EXAMPLE}/service.yaml`, '--data', SERVICE];
  const evidence = readdirSync(`${root}${EXAMPLE}/evidence`).map((file) => `${EXAMPLE}/evidence/${file}`);
  assay(['evidence', 'add', ...evidence, ...example]);
  for (const [format, file, ...more] of LISTS) assay(['business', 'import', format, `${EXAMPLE}/imports/${file}`, ...more, ...example], true);
  copyFileSync(`${root}${EXAMPLE}/joins.yaml`, `${root}${SERVICE}/joins.yaml`);
  const releases = spawnSync('node', ['bin/releases.js', SERVICE], { cwd: root, env: localEnv(), encoding: 'utf8', stdio: 'pipe' });
  // They need git and ssh-keygen. Without them the page of releases is empty, and says which commands fill it.
  if (releases.status !== 0)
    process.stderr.write(
      `without releases (${
        (releases.stderr ?? '')
          .trim()
          .split('\n')
          .find((line) => /Error|not found/.test(line)) ?? 'no git'
      }) … `,
    );
  // Asking for a position puts the map on the ledger.
  assay(['attack', 'chokepoints', `${EXAMPLE}/service.yaml`, '--data', SERVICE, '--at', AT]);
  process.stderr.write('done\n');
}

const given = process.argv.slice(2);
const living = !given.includes('--no-fleet');
if (living && !existsSync(`${root}${SERVICE}/product/ca`)) {
  process.stderr.write('Making the example a fleet … ');
  // An example: in earnest the root's key lies elsewhere, and its passphrase in nobody's file.
  for (const name of ['fleet-root-passphrase', 'fleet-passphrase'])
    writeFileSync(`${root}${SERVICE}/${name}`, randomBytes(24).toString('base64url'), { mode: 0o600 });
  const data = ['--data', SERVICE];
  assay([
    'product',
    'ca',
    'init',
    '--organisation',
    'Example Cameras',
    '--root-passphrase',
    `file:${SERVICE}/fleet-root-passphrase`,
    '--passphrase',
    `file:${SERVICE}/fleet-passphrase`,
    ...data,
  ]);
  assay(['product', 'est', 'settings', `${EXAMPLE}/est.yaml`, ...data]);
  process.stderr.write('done\n');
}

if (!existsSync(`${root}${SERVICE}/operations`)) {
  const night = spawnSync('node', ['bin/telemetry.js', SERVICE, `${EXAMPLE}/telemetry/night-conn.log`], { cwd: root, env: localEnv(), encoding: 'utf8' });
  // The console is of use without it: the page of alerts then says how to send events.
  if (night.status !== 0) process.stderr.write(`The night of the example could not be judged: ${(night.stderr ?? '').trim()}\n`);
}

const server = spawn('node', ['src/main.ts', 'server', 'start', '--data', DATA, '--open-at', AT, ...given.filter((arg) => arg !== '--no-fleet')], {
  cwd: root,
  env: localEnv(),
  stdio: 'inherit',
});
// When the server has had its time to begin; it neither waits for them nor needs them.
const FLEET_AFTER_MS = 3000;
const fleet = { child: undefined };
const beginning = living
  ? setTimeout(() => {
      fleet.child = spawn('node', ['bin/fleet.js', SERVICE], { cwd: root, env: localEnv(), stdio: ['ignore', 'ignore', 'inherit'] });
    }, FLEET_AFTER_MS)
  : undefined;
// A terminal's Ctrl-C reaches both of us; a signal sent to this process alone is handed on. Either way the server says when it has stopped.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => server.kill('SIGTERM'));
// npm and the shell between pass no signal on: when whoever started this is gone, the server goes too, and its port and folder with it.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) server.kill('SIGTERM');
}, 1000).unref();
server.on('exit', (code, signal) => {
  clearTimeout(beginning);
  fleet.child?.kill('SIGTERM');
  process.exitCode = code ?? (signal === null ? 3 : 0);
});
