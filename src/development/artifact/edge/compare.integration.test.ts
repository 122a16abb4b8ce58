import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { madeTar } from '../../../../test/made-tar.ts';
import { Refused } from '../../../core/index.ts';
import { catalogueText } from '../catalogue.ts';
import { cataloguedFrom } from './cataloguing.ts';
import { type Comparison, compareArtifact } from './compare.ts';

const folder = mkdtempSync(join(tmpdir(), 'assay-compare-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const env = {
  PATH: process.env['PATH'] ?? '',
  HOME: folder,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.org',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.org',
};
const git = (where: string, ...args: readonly string[]) =>
  execFileSync('git', args, { cwd: join(folder, where), env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
const put = (path: string, content: string | Uint8Array) => {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), content);
  return join(folder, path);
};
const compare = (artifact: string, more: Partial<Comparison> = {}) =>
  compareArtifact({ artifact: join(folder, artifact), against: join(folder, 'main'), tag: 'v1', submodules: new Map(), catalogues: [], ...more });
/** Releases of some files of the tag: what is left out is looked at by a test of its own. */
const PART = { stamps: put('part.yaml', 'format: stamps/1\nstamps: []\nleft-out: [{ path: "**", why: "a part of it" }]\n') };
const PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "One"\nmsgstr "Eins"\n';

async function code(run: () => Promise<unknown>): Promise<string> {
  try {
    await run();
  } catch (error) {
    if (error instanceof Refused) return error.faults[0]?.code ?? '';
    throw error;
  }
  return 'none';
}

describe('an artifact against a repository', () => {
  beforeAll(() => {
    put('codec/codec.c', 'int codec;\n');
    git('codec', 'init', '-q', '-b', 'main', '.');
    git('codec', 'add', '.');
    git('codec', 'commit', '-q', '-m', 'Codec');
    put('main/a.c', 'int a;\n');
    put('main/version.txt', 'commit $Format:%H$ of $Format:%D$\n');
    put('main/dos.bat', 'echo\n');
    put('main/.gitattributes', 'version.txt export-subst\ndos.bat text eol=crlf\n.gitattributes export-ignore\ndev export-ignore\n');
    put('main/dev/tool.py', 'pass\n');
    put('main/po/de.po', PO);
    put('main/doc/ü b.txt', 'One\n');
    symlinkSync('a.c', join(folder, 'main/link'));
    git('main', 'init', '-q', '-b', 'main', '.');
    git('main', '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', '../codec', 'lib/codec');
    git('main', 'add', '.');
    git('main', 'commit', '-q', '-m', 'Main');
    git('main', 'tag', 'v1');
    git('main', 'archive', '--prefix=main-1/', '-o', join(folder, 'v1.tar.gz'), 'v1');
  });

  it('is proven where git archive made it, with what git writes into it', async () => {
    const result = await compare('v1.tar.gz', {
      stamps: put('left.yaml', 'format: stamps/1\nstamps: []\nleft-out: [{ path: lib/codec, why: fetched apart }]\n'),
    });
    expect(result.counts.byClass).toMatchObject({ identical: 5, substituted: 1, 'line-ends': 1, unexplained: 0 });
    expect(result).toMatchObject({
      state: 'proven',
      artifact: { format: 'tar+gzip', top: 'main-1' },
      tree: { by: 'git', commit: git('main', 'rev-parse', 'v1') },
    });
    expect(result.missing).toEqual([
      { path: 'dev/tool.py', kind: 'left-out', role: 'code', why: 'export-ignore in the tag' },
      { path: 'lib/codec', kind: 'left-out', why: 'fetched apart' },
      { path: '.gitattributes', kind: 'unremarkable' },
    ]);
  });

  it('is not proven where source does not ship, and the tag does not say so', async () => {
    expect(await compare('v1.tar.gz')).toMatchObject({ state: 'unknown', missing: [{ path: 'lib/codec', kind: 'submodule' }, {}, {}] });
    put('part.tar', madeTar([{ name: 'p/dos.bat', content: 'echo\r\n' }]));
    const { state, missing, counts } = await compare('part.tar');
    expect([state, counts.sourceLeftOut]).toEqual(['unknown', 2]);
    expect(missing.slice(0, 2)).toEqual([
      { path: 'a.c', kind: 'source', role: 'code' },
      { path: 'lib/codec', kind: 'submodule' },
    ]);
  });

  it('takes what a forge fills in, which has the tag and not the branches of this copy', async () => {
    const content = `commit ${git('main', 'rev-parse', 'v1')} of tag: v1\n`;
    put('forge.tar', madeTar([{ name: 'p/version.txt', content }]));
    expect(await compare('forge.tar', PART)).toMatchObject({ state: 'proven', files: [{ class: 'substituted' }] });
    put('forge.tar', madeTar([{ name: 'p/version.txt', content: content.replace('v1', 'v2') }]));
    expect(await compare('forge.tar')).toMatchObject({ state: 'broken', files: [{ class: 'unexplained' }] });
  });

  it('is proven of a folder and of a zip as well', async () => {
    git('main', 'archive', '--format=zip', '-o', join(folder, 'v1.zip'), 'v1');
    expect((await compare('v1.zip', PART)).state).toBe('proven');
    execFileSync('tar', ['-xzf', 'v1.tar.gz'], { cwd: folder });
    expect((await compare('main-1', PART)).state).toBe('proven');
  });

  it('follows a submodule at the commit that the tree records, where its repository is given', async () => {
    execFileSync('tar', ['-xzf', 'v1.tar.gz', '--one-top-level=with'], { cwd: folder });
    put('with/main-1/lib/codec/codec.c', 'int codec;\n');
    execFileSync('tar', ['-cJf', 'with.tar.xz', '-C', 'with', 'main-1'], { cwd: folder });
    expect(await compare('with.tar.xz')).toMatchObject({ state: 'unknown', files: [{ class: 'not-comparable' }, {}, {}] });
    const given = { submodules: new Map([['lib/codec', join(folder, 'codec')]]) };
    expect(await compare('with.tar.xz', given)).toMatchObject({ state: 'proven', submodules: [{ path: 'lib/codec', followed: true }] });
    put('with/main-1/lib/codec/codec.c', 'int evil;\n');
    expect(await compare('with/main-1', given)).toMatchObject({
      state: 'broken',
      files: [{ path: 'lib/codec/codec.c', class: 'unexplained', role: 'code' }, {}, {}],
    });
  });

  it.each([
    ['a path that is no submodule', { submodules: new Map([['lib', 'codec']]) }, 'ASSAY-ARTIFACT-006'],
    ['a repository without the commit', { submodules: new Map([['lib/codec', 'main']]) }, 'ASSAY-ARTIFACT-006'],
    ['no tag', { tag: undefined as never }, 'ASSAY-ARTIFACT-007'],
  ])('is refused with %s', async (_, more, expected) => {
    const submodules = new Map([...('submodules' in more ? more.submodules : [])].map(([path, repository]) => [path, join(folder, repository)]));
    expect(await code(() => compare('v1.tar.gz', { ...more, submodules }))).toBe(expected);
  });

  it('reads a manifest, packed or not, as artifact and as tree', async () => {
    const blob = git('main', 'rev-parse', 'v1:a.c');
    const manifest = JSON.stringify({ tag: 'v1', git: { 'a.c': ['100644', blob] }, tar: { 'a.c': ['644', blob, '0'.repeat(64)] } });
    put('m.json', manifest);
    put('m.json.gz', gzipSync(manifest));
    const alone = { artifact: join(folder, 'm.json.gz'), submodules: new Map(), catalogues: [] };
    expect(await compareArtifact(alone)).toMatchObject({ state: 'proven', tree: { by: 'manifest' } });
    expect(await compare('m.json', PART)).toMatchObject({ state: 'proven', tree: { by: 'git' }, artifact: { contents: false } });
    expect(await compare('v1.tar.gz', { against: join(folder, 'm.json') })).toMatchObject({ state: 'broken', counts: { same: 1 } });
    put('tree.json', JSON.stringify({ git: { 'a.c': ['100644', blob] } }));
    expect(await code(() => compare('tree.json'))).toBe('ASSAY-ARTIFACT-007');
    expect(await code(() => compareArtifact({ ...alone, recipe: put('r.yaml', 'format: recipe/1\nsteps: [{ run: gzip, in: a }]\n') }))).toBe(
      'ASSAY-ARTIFACT-007',
    );
    expect(await code(() => compareArtifact({ ...alone, submodules: new Map([['lib', join(folder, 'codec')]]) }))).toBe('ASSAY-ARTIFACT-007');
    put('bad.json', '{"git": 1}');
    expect(await code(() => compare('bad.json'))).toBe('ASSAY-ARTIFACT-001');
  });

  it('explains by a catalogue made of a package with a tar in it', async () => {
    const inner = gzipSync(madeTar([{ name: 'gettext-0.22/m4/po.m4', content: 'po 0.22' }]));
    put(
      'toolchain.tar',
      madeTar([
        { name: 'usr/share/missing', content: 'missing', mode: 0o755 },
        { name: 'usr/share/archive.tar.gz', content: inner },
      ]),
    );
    mkdirSync(join(folder, 'empty'));
    expect(await code(() => cataloguedFrom(join(folder, 'empty'), { package: 'made', version: '1' }))).toBe('ASSAY-ARTIFACT-002');
    const rows = await cataloguedFrom(join(folder, 'toolchain.tar'), { package: 'made', version: '1' });
    expect(rows.map(([, origin]) => origin.path)).toEqual(['usr/share/missing', 'usr/share/archive.tar.gz', 'usr/share/archive.tar.gz/gettext-0.22/m4/po.m4']);
    expect(await code(() => cataloguedFrom(join(folder, 'toolchain.tar'), undefined))).toBe('ASSAY-ARTIFACT-002');
    put('catalogue.json', catalogueText(rows));
    put(
      'release.tar',
      madeTar([
        { name: 'p/a.c', content: 'int a;\n' },
        { name: 'p/build-aux/missing', content: 'missing', mode: 0o755 },
        { name: 'p/m4/po.m4', content: 'po 0.22' },
      ]),
    );
    const result = await compare('release.tar', { ...PART, catalogues: [join(folder, 'catalogue.json')] });
    expect(result).toMatchObject({ state: 'proven', counts: { byClass: { toolchain: 2 } }, inputs: [{ name: 'catalogue' }, { name: 'stamps' }] });
  });
});

describe('a recipe', () => {
  const recipe = (...steps: readonly object[]) =>
    put(`recipe-${steps.length}-${JSON.stringify(steps).length}.yaml`, JSON.stringify({ format: 'recipe/1', steps }));
  const release = (...more: Parameters<typeof madeTar>[0]) => put('recipe.tar', madeTar([{ name: 'p/a.c', content: 'int a;\n' }, ...more]));

  it('shows that files are what tools make from the tag’s tree, and says by which', async () => {
    const packed = execFileSync('gzip', ['-9', '-n', '-c'], { input: 'int a;\n' });
    release({ name: 'p/a.c.gz', content: packed }, { name: 'p/include/b.c', content: 'int a;\n' });
    const result = await compare('recipe.tar', { ...PART, recipe: recipe({ run: 'gzip', in: '*.c' }, { run: 'copy', in: 'a.c', to: 'include/b.c' }) });
    expect(result.counts.byClass).toMatchObject({ identical: 1, regenerated: 2, unexplained: 0 });
    expect(result).toMatchObject({ state: 'proven', inputs: [{ name: 'stamps' }, { name: 'recipe' }] });
    expect(result.regeneration).toMatchObject({
      format: 'recipe-result/1',
      state: 'ran',
      commit: git('main', 'rev-parse', 'v1'),
      tree: git('main', 'rev-parse', 'v1^{tree}'),
      tools: [{ name: 'gzip', version: expect.stringMatching(/^\d/) }],
      outputs: [{ path: 'a.c.gz' }, { path: 'include/b.c' }],
    });
  });

  it('makes a copy run where the tag’s file does, and nothing else', async () => {
    put('tool/run', '#!/bin/sh\n');
    put('tool/data.txt', 'x\n');
    execFileSync('chmod', ['755', 'run'], { cwd: join(folder, 'tool') });
    git('tool', 'init', '-q', '-b', 'main', '.');
    git('tool', 'add', '.');
    git('tool', 'commit', '-q', '-m', 'Tool');
    git('tool', 'tag', 'v1');
    const ships = (mode: number) => [
      { name: 'p/run', content: '#!/bin/sh\n', mode: 0o755 },
      { name: 'p/bin/run', content: '#!/bin/sh\n', mode: 0o755 },
      { name: 'p/data.txt', content: 'x\n' },
      { name: 'p/copy.dat', content: 'x\n', mode },
    ];
    const against = {
      against: join(folder, 'tool'),
      recipe: recipe({ run: 'copy', in: 'run', to: 'bin/run' }, { run: 'copy', in: 'data.txt', to: 'copy.dat' }),
    };
    put('tool.tar', madeTar(ships(0o644)));
    expect(await compare('tool.tar', against)).toMatchObject({ state: 'proven' });
    // Others may run it, and root: the owner's bit alone says nothing.
    put('tool.tar', madeTar(ships(0o645)));
    expect(await compare('tool.tar', against)).toMatchObject({ state: 'broken', files: [{ path: 'copy.dat', class: 'unexplained', gainedRun: true }, {}] });
  });

  it('leaves what it makes otherwise unexplained, or not shown', async () => {
    release({ name: 'p/a.c.gz', content: 'other' });
    expect(await compare('recipe.tar', { recipe: recipe({ run: 'gzip', in: 'a.c' }) })).toMatchObject({
      state: 'broken',
      files: [{ path: 'a.c.gz', class: 'unexplained' }],
    });
  });

  it.skipIf(!existsSync('/usr/bin/msgfmt'))('makes translations ready with msgfmt', async () => {
    put('de.po', PO);
    execFileSync('sh', ['-c', 'msgfmt -c -o de.gmo de.po'], { cwd: folder });
    release({ name: 'p/po/de.gmo', content: readFileSync(join(folder, 'de.gmo')) });
    expect(await compare('recipe.tar')).toMatchObject({ state: 'unknown', files: [{ class: 'not-shown' }] });
    expect(await compare('recipe.tar', { ...PART, recipe: recipe({ run: 'msgfmt', in: 'po/*.po' }) })).toMatchObject({
      state: 'proven',
      files: [{ class: 'regenerated' }],
    });
  });

  it.skipIf(!existsSync('/usr/bin/autoreconf'))('makes the scripts of a build with autoreconf, and one changed byte of configure is red', async () => {
    put('kettle/configure.ac', 'AC_INIT([kettle], [1.0])\nAM_INIT_AUTOMAKE([foreign])\nAC_PROG_CC\nAC_CONFIG_FILES([Makefile])\nAC_OUTPUT\n');
    put('kettle/Makefile.am', 'bin_PROGRAMS = kettle\nkettle_SOURCES = kettle.c\n');
    put('kettle/kettle.c', 'int main(void) { return 0; }\n');
    git('kettle', 'init', '-q', '-b', 'main', '.');
    git('kettle', 'add', '.');
    git('kettle', 'commit', '-q', '-m', 'Kettle');
    git('kettle', 'tag', 'v1');
    execFileSync('sh', ['-c', 'cp -r kettle made && cd made && rm -rf .git && autoreconf -fi && rm -rf autom4te.cache'], { cwd: folder, env, stdio: 'ignore' });
    const against = { against: join(folder, 'kettle'), recipe: recipe({ run: 'autoreconf', in: '.' }) };
    const packed = () => execFileSync('tar', ['cf', 'kettle.tar', '--transform', 's,^made,kettle-1,', 'made'], { cwd: folder });
    packed();
    const whole = await compare('kettle.tar', against);
    expect(whole).toMatchObject({ state: 'proven', counts: { byClass: { identical: 3, unexplained: 0, 'not-shown': 0 } } });
    expect(whole.files.filter(({ class: is }) => is === 'regenerated').map(({ path }) => path)).toEqual(
      expect.arrayContaining(['configure', 'Makefile.in', 'aclocal.m4', 'install-sh', 'missing']),
    );
    put('made/configure', `${readFileSync(join(folder, 'made/configure'), 'utf8')} `);
    packed();
    const changed = await compare('kettle.tar', against);
    expect(changed.state).toBe('broken');
    expect(changed.files.filter(({ class: is }) => is === 'unexplained').map(({ path }) => path)).toEqual(['configure']);
  });

  it('says what is not installed, what failed, and what it was run on for nothing, and then shows nothing', async () => {
    release({ name: 'p/b.c', content: 'x' });
    const ran = async (...steps: readonly object[]) => (await compare('recipe.tar', { recipe: recipe(...steps) })).regeneration;
    expect(await ran({ run: 'msgfmt', in: 'nothing/*' })).toMatchObject({ outputs: [] });
    expect(await ran({ run: 'gzip', in: 'nothing/*' })).toMatchObject({ state: 'failed', why: expect.stringContaining('nothing/*'), outputs: [] });
    expect(await ran({ run: 'gzip', in: 'a.c' }, { run: 'copy', in: 'a.c', to: 'a.c/b' })).toMatchObject({ state: 'failed', outputs: [] });
    const path = process.env['PATH'];
    put('bin/none', '');
    process.env['PATH'] = join(folder, 'bin');
    const link = (tool: string) => symlinkSync(execFileSync('sh', ['-c', `command -v ${tool}`], { env, encoding: 'utf8' }).trim(), join(folder, 'bin', tool));
    link('git');
    link('gzip');
    try {
      // Without unshare nothing holds it apart: it is not run, or shows nothing.
      await expect(ran({ run: 'gzip', in: 'a.c' })).rejects.toMatchObject({ faults: [{ code: 'ASSAY-ARTIFACT-008' }] });
      release({ name: 'p/a.c.gz', content: execFileSync('gzip', ['-9', '-n', '-c'], { input: 'int a;\n' }) });
      expect(await compare('recipe.tar', { ...PART, recipe: recipe({ run: 'gzip', in: 'a.c' }), recipeWithNetwork: true })).toMatchObject({
        state: 'broken',
        files: [{ path: 'a.c.gz', class: 'unexplained' }],
        regeneration: { state: 'ran', sandbox: { network: 'as the machine’s' }, outputs: [{ path: 'a.c.gz' }] },
      });
      for (const tool of ['unshare', 'true']) symlinkSync(`/usr/bin/${tool}`, join(folder, 'bin', tool));
      expect(await ran({ run: 'autoreconf', in: '.' })).toMatchObject({
        state: 'absent',
        why: expect.stringContaining('apt-get install autoconf'),
        outputs: [],
      });
    } finally {
      process.env['PATH'] = path;
    }
  });
});
