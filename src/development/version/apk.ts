import { compareDigits, compareText, LONGEST_VERSION } from './digits.ts';
import type { Ordering } from './model.ts';

/** Suffixes in their order; the first four are before the version itself, the others after it. */
const SUFFIXES = ['alpha', 'beta', 'pre', 'rc', '', 'cvs', 'svn', 'git', 'hg', 'p'];
const NONE = SUFFIXES.indexOf('');
const FORM = /^(\d+(?:\.\d+)*)([a-z]?)((?:_(?:alpha|beta|pre|rc|cvs|svn|git|hg|p)\d*)*)(?:~([0-9a-f]+))?(?:-r(\d+))?$/;

interface Alpine {
  readonly numbers: readonly string[];
  readonly letter: string;
  readonly suffixes: readonly (readonly [number, string])[];
  readonly hash: string;
  readonly revision: string;
}

/** Versions of Alpine's packages, as apk-tools 3 reads them: `1.2.3b_rc1_p2~0123abcd-r4`. */
export function compareApk(a: string, b: string): Ordering {
  const x = read(a);
  const y = a === b ? x : read(b);
  if (x === undefined || y === undefined) return;
  return (
    compareNumbers(x.numbers, y.numbers) ||
    compareText(x.letter, y.letter) ||
    compareSuffixes(x.suffixes, y.suffixes) ||
    compareText(x.hash, y.hash) ||
    compareDigits(x.revision, y.revision)
  );
}

function read(version: string): Alpine | undefined {
  if (version.length > LONGEST_VERSION) return;
  const found = FORM.exec(version);
  if (found === null) return;
  const [, numbers = '', letter = '', suffixes = '', hash = '', revision = '0'] = found;
  return {
    numbers: numbers.split('.'),
    letter,
    suffixes: [...suffixes.matchAll(/_([a-z]+)(\d*)/g)].map(([, name = '', count = '']) => [SUFFIXES.indexOf(name), count || '0'] as const),
    hash,
    revision,
  };
}

/** After the first, a number that begins with a zero is a fraction and compared as text; it is before all that begin with another digit. The longer one is after its own beginning. */
function compareNumbers(a: readonly string[], b: readonly string[]): -1 | 0 | 1 {
  for (let at = 0; at < Math.min(a.length, b.length); at += 1) {
    const [x, y] = [a[at] ?? '', b[at] ?? ''];
    const fraction = at > 0 && (x.startsWith('0') || y.startsWith('0'));
    const order = fraction ? compareText(x, y) : compareDigits(x, y);
    if (order !== 0) return order;
  }
  return a.length === b.length ? 0 : a.length < b.length ? -1 : 1;
}

function compareSuffixes(a: Alpine['suffixes'], b: Alpine['suffixes']): -1 | 0 | 1 {
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const [x, m] = a[at] ?? [NONE, '0'];
    const [y, n] = b[at] ?? [NONE, '0'];
    if (x !== y) return x < y ? -1 : 1;
    const order = compareDigits(m, n);
    if (order !== 0) return order;
  }
  return 0;
}
