// `npm start`: from a fresh clone to the position of the example service, on one screen and as a report.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { ensureInstalled, localEnv, root } from './install.js';

const EXAMPLE = 'examples/camera-service';
const DATA = '.assay/camera-service';
const AT = '2026-11-01T00:00:00Z'; // the evidence of the example was gathered in October 2026

function assay(args, stdio) {
  const result = spawnSync('node', ['src/main.ts', ...args], { cwd: root, env: localEnv(), encoding: 'utf8', stdio });
  if (result.status === 0) return result.stdout ?? '';
  process.stderr.write(result.stderr ?? '');
  process.exit(result.status ?? 3);
}

const started = Date.now();
ensureInstalled();
const first = !existsSync(`${root}${DATA}/ledger.db`);
const evidence = ['business', 'development', 'experience', 'operations', 'product'].map((layer) => `${EXAMPLE}/evidence/${layer}.json`);
process.stderr.write(first ? `Starting a ledger in ${DATA}, with what was seen of the example service … ` : `Opening the ledger in ${DATA} … `);
assay(['evidence', 'add', ...evidence, '--service', `${EXAMPLE}/service.yaml`, '--data', DATA], 'pipe');
process.stderr.write('done\nComputing attacks and gaps … ');
const common = ['--service', `${EXAMPLE}/service.yaml`, '--data', DATA, '--at', AT, '--no-gate'];
const report = `${DATA}/report.html`;
assay(['gap', 'report', ...common, '--format', 'html', '--out', report, '--overwrite'], 'pipe');
const text = assay(['gap', 'report', ...common], 'pipe');
process.stderr.write('done\n\n');
process.stdout.write(text);
process.stdout.write(`
The whole report: ${report}
The map:          ${EXAMPLE}/service.yaml
Try next:         npx assay attack paths ${EXAMPLE}/service.yaml --to video:read --data ${DATA} --at ${AT}
                  npx assay ledger verify --data ${DATA}
                  npx assay help
`);
process.stderr.write(`In ${((Date.now() - started) / 1000).toFixed(1)} s.\n`);
