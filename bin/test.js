// `npm test`: installs what is missing, then type check, lint, architecture, unit, property, script and end-to-end tests.
import { spawnSync } from 'node:child_process';
import { ensureInstalled, runLocal } from './install.js';
import { ensureSystemPackages } from './system-packages.js';

/** The seed of all properties: given, or in CI that of the tree that is tested; otherwise none, and each property draws its own. */
const draws = () => {
  if (process.env.ASSAY_DRAWS) return process.env.ASSAY_DRAWS;
  if (!process.env.CI) return '';
  const { status, stdout } = spawnSync('git', ['rev-parse', 'HEAD^{tree}'], { encoding: 'utf8' });
  return status === 0 ? String(Number.parseInt(stdout.slice(0, 7), 16)) : '1';
};

const started = Date.now();
ensureInstalled();
ensureSystemPackages();

const checks = [
  ['types', 'tsc', ['--noEmit', '-p', 'tsconfig.json']],
  ['pure rooms', 'tsc', ['--noEmit', '-p', 'tsconfig.pure.json']],
  ['console', 'tsc', ['--noEmit', '-p', 'console/tsconfig.json']],
  ['tests of the console', 'tsc', ['--noEmit', '-p', 'console/tsconfig.test.json']],
  ['tests in the browser', 'tsc', ['--noEmit', '-p', 'test/browser/tsconfig.json']],
  ['lint', 'biome', ['check', '.']],
  ['unused', 'knip', []],
];
let failed = 0;
for (const [name, command, args] of checks) {
  process.stdout.write(`${name} … `);
  const { status, output } = runLocal(command, args);
  process.stdout.write(status === 0 ? 'ok\n' : `failed\n${output}\n`);
  if (status !== 0) failed += 1;
}
const { status } = runLocal('vitest', ['run', ...process.argv.slice(2)], {
  inherit: true,
  env: { ASSAY_CHECKS_FAILED: String(failed), ASSAY_CHECKS_PASSED: String(checks.length - failed), ASSAY_DRAWS: draws() },
});
process.stderr.write(`In ${Math.round((Date.now() - started) / 1000)} s.\n`);
process.exit(failed > 0 ? 1 : (status ?? 1));
