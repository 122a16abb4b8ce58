import { describe, expect, it } from 'vitest';
import { Digest, Refused } from '../../core/index.ts';
import { callOf, readRecipe } from './recipe.ts';

const digest = Digest.of('recipe');

function codes(text: string): readonly string[] {
  try {
    readRecipe(text, 'recipe.yaml', digest);
  } catch (error) {
    if (error instanceof Refused) return error.faults.map((fault) => fault.code);
    throw error;
  }
  return [];
}

describe('a recipe', () => {
  it('is a list of tools and of what they are run on', () => {
    const { steps } = readRecipe(
      'format: recipe/1\nsteps:\n  - { run: msgfmt, in: po/*.po }\n  - { run: copy, in: a.txt, to: doc/a }\n',
      'recipe.yaml',
      digest,
    );
    expect(steps).toEqual([
      { run: 'msgfmt', in: 'po/*.po' },
      { run: 'copy', in: 'a.txt', to: 'doc/a' },
    ]);
  });

  it.each([
    ['a program of its own', '{"format":"recipe/1","steps":[{"run":"sh","in":"build.sh"}]}'],
    ['arguments of its own', '{"format":"recipe/1","steps":[{"run":"gzip","in":"a","args":["-c"]}]}'],
    ['a path out of the tree', '{"format":"recipe/1","steps":[{"run":"gzip","in":"../a"}]}'],
    ['a path from the root', '{"format":"recipe/1","steps":[{"run":"copy","in":"a","to":"/etc/passwd"}]}'],
    ['an option as a path', '{"format":"recipe/1","steps":[{"run":"autoreconf","in":"-I/tmp"}]}'],
    ['a copy to nowhere', '{"format":"recipe/1","steps":[{"run":"copy","in":"a"}]}'],
    ['a place for what has none', '{"format":"recipe/1","steps":[{"run":"gzip","in":"a","to":"b"}]}'],
    ['no step', '{"format":"recipe/1","steps":[]}'],
    ['no format', '{"steps":[{"run":"gzip","in":"a"}]}'],
  ])('is refused with %s', (_, text) => {
    expect(codes(text)).toContain('ASSAY-ARTIFACT-005');
  });

  it.each([
    [{ run: 'msgfmt', in: 'po/*.po' }, 'po/de.po', { program: 'msgfmt', args: ['-c', '-o', './de.gmo', './de.po'], folder: 'po/' }],
    [{ run: 'gzip', in: '*' }, '-rf', { program: 'gzip', args: ['-9', '-n', '-k', './-rf'], folder: '' }],
    [{ run: 'bison', in: '*' }, 'src/p.y', { program: 'bison', args: ['-d', '-o', './p.c', './p.y'], folder: 'src/' }],
    [{ run: 'flex', in: '*' }, 'l.l', { program: 'flex', args: ['-o', './l.c', './l.l'], folder: '' }],
    [{ run: 'autoreconf', in: '.' }, '.', { program: 'autoreconf', args: ['--force', '--install'], folder: '' }],
    [{ run: 'copy', in: 'a', to: 'b/c' }, 'a', { program: 'install', args: ['-D', '-m', '644', '--', 'a', 'b/c'], folder: '' }],
  ] as const)('%j on %s is run without a shell', (step, path, call) => {
    expect(callOf(step, path)).toEqual(call);
  });
});
