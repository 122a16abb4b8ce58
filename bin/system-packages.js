// System packages that some suites need. On Debian as root they are installed; elsewhere the suite says by name what it leaves out.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const NEEDED = [{ package: 'chromium', file: '/usr/bin/chromium', for: 'the tests of the report and of the console in a browser' }];

export function ensureSystemPackages() {
  const missing = NEEDED.filter((need) => !existsSync(need.file));
  if (missing.length === 0) return;
  const names = missing.map((need) => need.package);
  if (!existsSync('/usr/bin/apt-get') || process.getuid?.() !== 0) {
    for (const need of missing) process.stderr.write(`Without ${need.package}, ${need.for} are left out. Install it with: apt-get install ${need.package}\n`);
    return;
  }
  process.stderr.write(`Installing ${names.join(', ')} for ${missing.map((need) => need.for).join(', ')} … `);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [
    ['update', '-q'],
    ['install', '-y', '-q', '--no-install-recommends', ...names],
  ]) {
    const result = spawnSync('apt-get', args, { encoding: 'utf8', env });
    if (result.status !== 0) {
      process.stderr.write(`failed\n${result.stderr}\n`);
      if (process.env.CI !== undefined) process.exit(1);
      return;
    }
  }
  process.stderr.write('done\n');
}
