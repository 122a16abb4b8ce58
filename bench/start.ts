import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BenchResult, MACHINE, median } from './result.ts';

const RUNS = 9;
const EXAMPLE = 'examples/camera-service';
const BUDGET_S = 1;

/** From starting the process to its first answer, and to its first position. Elapsed time, since that is what somebody waits. */
interface Started {
  readonly answers: number;
  readonly judges: number;
}

/**
 * The command `assay server start` on a data folder that has the example service, against a bare Node process that does nothing: the limit that no
 * server on this platform can go below. Runs take turns, so that what else the machine does falls on both.
 */
export async function run(): Promise<BenchResult[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'assay-bench-start-'));
  const bare: number[] = [];
  const started: Started[] = [];
  try {
    const evidence = readdirSync(`${EXAMPLE}/evidence`).map((file) => `${EXAMPLE}/evidence/${file}`);
    const service = join(dataDir, 'services', 'camera-service');
    assay('evidence', 'add', ...evidence, '--service', `${EXAMPLE}/service.yaml`, '--data', service);
    assay('attack', 'chokepoints', `${EXAMPLE}/service.yaml`, '--data', service, '--at', '2026-11-01T00:00:00Z');
    for (let n = 0; n <= RUNS; n += 1) {
      const from = performance.now();
      spawnSync(process.execPath, ['-e', '0']);
      const plain = (performance.now() - from) / 1000;
      const one = await start(dataDir);
      // The first round makes the office's ledger and fills the caches of the system.
      if (n === 0) continue;
      bare.push(plain);
      started.push(one);
    }
  } finally {
    rmSync(dataDir, { recursive: true });
  }
  const input = `the camera service, ${RUNS} starts on an existing folder, median elapsed time`;
  const floor = median(bare);
  const result = (figure: string, value: number, budget?: BenchResult['budget']): BenchResult => ({
    bench: 'start',
    figure,
    value,
    unit: 's',
    input,
    runs: RUNS,
    machine: MACHINE,
    against: { what: 'a bare Node process', value: floor, ratio: value / floor },
    ...(budget === undefined ? {} : { budget }),
  });
  return [
    result('from the command to the first answer over HTTP', median(started.map(({ answers }) => answers)), { most: BUDGET_S }),
    result('from the command until every service can be judged', median(started.map(({ judges }) => judges))),
  ];
}

function assay(...args: readonly string[]): void {
  const done = spawnSync(process.execPath, ['src/main.ts', ...args], { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(done.stderr);
}

async function start(dataDir: string): Promise<Started> {
  const from = performance.now();
  const child = spawn(process.execPath, ['src/main.ts', 'server', 'start', '--data', dataDir, '--port', '0', '--json'], { stdio: ['ignore', 'pipe', 'pipe'] });
  const errors: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text));
  try {
    const url = await new Promise<string>((resolve, reject) => {
      let text = '';
      child.stdout.setEncoding('utf8').on('data', (more: string) => {
        text += more;
        const found = /"url":\s*"([^"]+)"/.exec(text)?.[1];
        if (found !== undefined) resolve(found);
      });
      child.on('exit', () => reject(new Error(`the server did not start: ${errors.join('')}`)));
    });
    const until = async (path: string) => {
      for (;;) {
        const response = await fetch(`${url}${path}`);
        await response.arrayBuffer();
        if (response.status === 200) return (performance.now() - from) / 1000;
        await new Promise((done) => setTimeout(done, 5));
      }
    };
    return { answers: await until('/api/health'), judges: await until('/api/ready') };
  } finally {
    if (child.exitCode === null) {
      const gone = new Promise((done) => child.on('exit', done));
      child.kill('SIGTERM');
      await gone;
    }
  }
}
