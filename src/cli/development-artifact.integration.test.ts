import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assayIn } from './assay.fixture.ts';

// The example of docs/development-artifact.md, made by the commands that stand there.
const folder = mkdtempSync(join(tmpdir(), 'assay-artifact-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const page = readFileSync('docs/development-artifact.md', 'utf8');
const block = (after: string) => new RegExp(`${after}[\\s\\S]*?\n\`\`\`\\w*\n([\\s\\S]*?)\n\`\`\``).exec(page)?.[1] ?? '';
const env = {
  PATH: process.env['PATH'] ?? '',
  HOME: folder,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
};

const assay = assayIn(folder);

mkdirSync(join(folder, 'empty'));
const ARTIFACT = ['development', 'artifact', 'camera-1.2.3.tar.gz', '--against', 'camera', '--tag', 'v1.2.3'];

describe('assay development catalogue', () => {
  it('prints what the page shows, and writes over nothing', async () => {
    execFileSync('sh', ['-e', '-c', block('your releases are made with')], { cwd: folder, env });
    const [command = '', ...rest] = block('aclocal/build-to-host.m4\n```').split('\n');
    const args = command.replace('$ assay ', '').split(' ');
    const { code, out } = await assay(...args);
    expect(out.trimEnd()).toBe(rest.slice(0, rest.indexOf('$ echo $?')).join('\n'));
    expect(code).toBe(0);
    expect(await assay(...args)).toMatchObject({ code: 2, err: expect.stringContaining('ASSAY-CLI-005') });
  });

  it.each([
    [['development', 'catalogue'], 'ASSAY-CLI-003'],
    [['development', 'catalogue', 'toolchain'], 'ASSAY-CLI-003'],
    [['development', 'catalogue', 'toolchain', '--out', 'x.json'], 'ASSAY-ARTIFACT-002'],
    [['development', 'catalogue', 'toolchain', '--origin', 'libtool', '--out', 'x.json'], 'ASSAY-CLI-005'],
    [['development', 'catalogue', 'camera/.git/refs/none', '--origin', 'libtool=1', '--out', 'x.json'], 'ASSAY-ARCHIVE-007'],
    [['development', 'catalogue', 'empty', '--origin', 'libtool=1', '--out', 'x.json'], 'ASSAY-ARTIFACT-002'],
  ])('refuses %j', async (args, code) => {
    expect(await assay(...args)).toMatchObject({ code: 2, err: expect.stringContaining(code) });
  });
});

describe('assay development artifact', () => {
  beforeAll(() => {
    execFileSync('sh', ['-e', '-c', block('A release to try it on')], { cwd: folder, env, stdio: 'ignore' });
    writeFileSync(join(folder, 'stamps.yaml'), `${block('the line that a release writes')}\n`);
  });

  it('prints what the page shows', async () => {
    const [command = '', ...rest] = block('What it says').split('\n');
    const { code, out } = await assay(...command.replace('$ assay ', '').split(' '));
    expect(out.trimEnd()).toBe(rest.slice(0, rest.indexOf('$ echo $?')).join('\n'));
    expect(code).toBe(Number(rest.at(-1)));
  });

  it('finds the header unexplained without its stamp, and with another version', async () => {
    const red = async (...more: string[]) => {
      const { out } = await assay(...ARTIFACT, '--json', ...more);
      const { files } = JSON.parse(out) as { files: { path: string; class: string }[] };
      return files.filter((file) => file.class === 'unexplained').map((file) => file.path);
    };
    expect(await red()).toEqual(['m4/build-to-host.m4', 'src/camera.h']);
    expect(await red('--stamps', 'stamps.yaml')).toEqual(['m4/build-to-host.m4']);
    writeFileSync(
      join(folder, 'other.yaml'),
      'format: stamps/1\nrelease: { version: 1.2.4 }\nstamps:\n  - path: src/*.h\n    lines: [\'#define CAMERA_VERSION "{VERSION}"\']\n',
    );
    expect(await red('--stamps', 'other.yaml')).toEqual(['m4/build-to-host.m4', 'src/camera.h']);
  });

  it('exits 0 for what git archive made of the tag', async () => {
    execFileSync('git', ['archive', '--prefix=camera-1.2.3/', '-o', join(folder, 'made.tar.gz'), 'v1.2.3'], { cwd: join(folder, 'camera'), env });
    const { code, out } = await assay('development', 'artifact', 'made.tar.gz', '--against', 'camera', '--tag', 'v1.2.3');
    expect(code).toBe(0);
    expect(out).toContain('Every file that ships is the tag’s');
  });

  it('enters what it found on the ledger, by the tag or by the name that is given', async () => {
    const map = ['--service', resolve('examples/camera-service/service.yaml'), '--data', 'data'];
    const { code, err } = await assay(...ARTIFACT, '--record', '--part', 'builds-firmware', ...map);
    expect(code).toBe(1);
    expect(err).toContain('Recorded artifact of v1.2.3');
    expect(err).toContain('Evidence: artifact.matches-source of builds-firmware is false.');
    const { out } = await assay(
      'development',
      'artifact',
      'made.tar.gz',
      '--against',
      'camera',
      '--tag',
      'v1.2.3',
      '--release',
      'R1',
      '--record',
      '--part',
      'builds-firmware',
      '--json',
      ...map,
    );
    expect(JSON.parse(out).recorded).toMatchObject({ state: 'proven', evidence: [{ claim: 'artifact.matches-source', value: true }] });
  });

  it.each([
    [['development', 'artifact'], 'ASSAY-CLI-003'],
    [ARTIFACT.slice(0, 3), 'ASSAY-ARTIFACT-007'],
    [ARTIFACT.slice(0, 5), 'ASSAY-ARTIFACT-007'],
    [[...ARTIFACT, '--submodule', 'lib'], 'ASSAY-CLI-005'],
    [[...ARTIFACT, '--submodule', 'lib=camera'], 'ASSAY-ARTIFACT-006'],
    [['development', 'artifact', 'nothing.tar', '--against', 'camera', '--tag', 'v1.2.3'], 'ASSAY-ARCHIVE-007'],
    [['development', 'artifact', 'stamps.yaml', '--against', 'camera', '--tag', 'v1.2.3'], 'ASSAY-ARCHIVE-001'],
    [[...ARTIFACT.slice(0, 6), 'v9'], 'ASSAY-GIT-006'],
    [[...ARTIFACT, '--catalogue', 'stamps.yaml'], 'ASSAY-JSON-001'],
  ])('refuses %j', async (args, code) => {
    const answer = await assay(...args);
    expect(answer.err).toContain(code);
    expect(answer.code).toBe(2);
  });
});
