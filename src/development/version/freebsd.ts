import { compareDigits, LONGEST_VERSION } from './digits.ts';
import type { Ordering } from './model.ts';

const FORM = /^([0-9A-Za-z.+*]+)(?:_(\d+))?(?:,(\d+))?$/;

/** `version_revision,epoch` of FreeBSD's packages (pkg-version): components by dots, in each a number, a letter or stage, and a number. */
export function compareFreeBsd(a: string, b: string): Ordering {
  const x = read(a);
  const y = a === b ? x : read(b);
  if (x === undefined || y === undefined) return;
  const epoch = compareDigits(x.epoch, y.epoch);
  if (epoch !== 0) return epoch;
  for (let at = 0; at < Math.max(x.components.length, y.components.length); at += 1) {
    const order = compareComponents(x.components[at] ?? NOTHING, y.components[at] ?? NOTHING);
    if (order !== 0) return order;
  }
  return compareDigits(x.revision, y.revision);
}

interface PackageComponent {
  /** A component that begins with a letter has none, and so is before 0: 1.0.rc1 is before 1.0. */
  readonly number: string | undefined;
  readonly letter: number;
  readonly after: string;
}

const NOTHING: PackageComponent = { number: '0', letter: 0, after: '0' };

function compareComponents(a: PackageComponent, b: PackageComponent): -1 | 0 | 1 {
  if (a.number === undefined || b.number === undefined) {
    if (a.number !== b.number) return a.number === undefined ? -1 : 1;
  } else {
    const number = compareDigits(a.number, b.number);
    if (number !== 0) return number;
  }
  if (a.letter !== b.letter) return a.letter < b.letter ? -1 : 1;
  return compareDigits(a.after, b.after);
}

function read(version: string): { readonly components: readonly PackageComponent[]; readonly revision: string; readonly epoch: string } | undefined {
  const found = version.length > LONGEST_VERSION ? null : FORM.exec(version);
  if (found === null) return;
  const [, text = '', revision = '0', epoch = '0'] = found;
  const components = [...text.matchAll(/(\d*)(?:(alpha|beta|pre|rc|pl|[A-Za-z])[A-Za-z]*)?(\d*)/g)]
    .filter(([whole]) => whole !== '')
    .map(([, number = '', letter = '', after = '']) => ({
      number: number === '' ? undefined : number,
      // A stage weighs as its first letter, a patch level as none.
      letter: letter === '' || letter === 'pl' ? 0 : letter.toLowerCase().charCodeAt(0) - 0x60,
      after: after || '0',
    }));
  return { components, revision, epoch };
}
