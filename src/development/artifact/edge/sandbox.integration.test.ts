import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ObjectId } from '../../git/object.ts';
import type { SourceTree, TreeFile } from '../tree.ts';
import { sandboxOf } from './sandbox.ts';

/** Links by their targets; how many of them were left out. */
function leftOut(links: Readonly<Record<string, string>>): number {
  const files = Object.keys(links).map((path): [string, TreeFile] => [path, { path, kind: 'link', id: '0'.repeat(40) as ObjectId }]);
  const tree: SourceTree = { format: 'sha1', files: new Map(files), submodules: [], by: 'git' };
  const sandbox = sandboxOf(tree, (path) => Buffer.from(links[path] ?? '', 'latin1'), 0);
  sandbox.close();
  return sandbox.leftOut;
}

describe('the tree that a recipe is run on', () => {
  it.each([
    ['a link within', { 'a/b': '../c/d', e: 'a/b' }, 0],
    ['a link to the root', { a: '/etc/passwd' }, 1],
    ['a link that goes up', { 'a/b': '../../c' }, 1],
    // Bytes that are no text: written as they are, or left out where they are a name.
    ['a link to a name that is no UTF-8', { a: '\xff', b: '\xfe' }, 0],
    ['two names that are no UTF-8, and would be one', { '\udcff': 'x', '\udcfe': 'x' }, 2],
    // From p/q/r/d, which is the tree itself, two up are outside of it, though in the words of the path they are not.
    ['a link that goes up through another', { 'p/q/r/d': '../../..', 'p/q/r/e': 'd/../..' }, 1],
  ])('leaves out what leads out of it: %s', (_, links, expected) => {
    expect(leftOut(links)).toBe(expected);
  });
});

describe('a program of a recipe', () => {
  const said = async (program: string, ...args: readonly string[]) => {
    const sandbox = sandboxOf({ format: 'sha1', files: new Map(), submodules: [], by: 'git' }, () => undefined, 0);
    try {
      return { apart: sandbox.apart, ...(await sandbox.call({ program, args, folder: '' })) };
    } finally {
      sandbox.close();
    }
  };

  it('is given nothing of the environment', async () => {
    process.env['ASSAY_TEST_SECRET'] = 'secret';
    const { said: env } = await said('env');
    delete process.env['ASSAY_TEST_SECRET'];
    expect(
      env
        .trim()
        .split('\n')
        .map((line) => line.slice(0, line.indexOf('=')))
        .toSorted(),
    ).toEqual(['HOME', 'LC_ALL', 'PATH', 'SOURCE_DATE_EPOCH', 'TMPDIR', 'TZ']);
  });

  it('is not run where it cannot be held apart from the network, unless that is asked for', async () => {
    const path = process.env['PATH'];
    const bin = mkdtempSync(join(tmpdir(), 'assay-bin-'));
    for (const tool of ['env', 'true', 'cat']) symlinkSync(`/usr/bin/${tool}`, join(bin, tool));
    process.env['PATH'] = bin;
    try {
      await expect(said('env')).rejects.toMatchObject({ faults: [{ code: 'ASSAY-ARTIFACT-008' }] });
      const sandbox = sandboxOf({ format: 'sha1', files: new Map(), submodules: [], by: 'git' }, () => undefined, 0, true);
      expect(sandbox.apart.network).toBe('as the machine’s');
      expect((await sandbox.call({ program: 'env', args: [], folder: '' })).code).toBe(0);
      sandbox.close();
    } finally {
      process.env['PATH'] = path;
      rmSync(bin, { recursive: true, force: true });
    }
  });

  it('has no way to the network where that is what the result says', async () => {
    const { apart, said: devices } = await said('cat', '/proc/self/net/dev');
    const others = devices
      .split('\n')
      .flatMap((line) => /^\s*([\w.-]+):/.exec(line)?.[1] ?? [])
      .filter((name) => name !== 'lo');
    expect(apart.network === 'none' ? others : []).toEqual([]);
    expect(apart.network === 'none' || others.length > 0).toBe(true);
  });
});
