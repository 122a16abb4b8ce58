import { fstatSync, lstatSync, readFileSync } from 'node:fs';
import { Refused } from '../../../core/index.ts';
import { caFaults } from '../faults.ts';

const MOST = 1024;
/** A passphrase that seals a key stands between a stolen back-up and every device of the fleet. */
const LEAST = 12;

/**
 * A secret from where the operator says it is: `env:NAME`, `file:PATH`, `fd:NUMBER`; never from the command line, which others on the machine can read. One line end after it is dropped.
 * Throws `Refused` (ASSAY-CA-012).
 */
export function readSecret(source: string, env: Readonly<Record<string, string | undefined>>, what: string): string {
  const [kind, name = ''] = [source.slice(0, source.indexOf(':')), source.slice(source.indexOf(':') + 1)];
  const secret = (() => {
    switch (kind) {
      case 'env':
        return env[name] ?? refuse(what, `the environment's ${name}`, 'it is not set');
      case 'file':
        return fromFile(name, what);
      case 'fd':
        return fromDescriptor(name, what);
      default:
        return refuse(what, 'env:NAME, file:PATH or fd:NUMBER', 'another form');
    }
  })().replace(/\r?\n$/, '');
  if (secret === '' || secret.length > MOST || secret.includes('\0')) return refuse(what, `1 to ${MOST} letters`, secret === '' ? 'nothing' : 'too much');
  return secret;
}

/** As `readSecret`, for a passphrase that a key is sealed with from now on. Throws `Refused` (ASSAY-CA-012). */
export function newSecret(secret: string, what: string): string {
  if ([...secret].length < LEAST) return refuse(what, `at least ${LEAST} letters`, `${[...secret].length}`);
  return secret;
}

function fromFile(path: string, what: string): string {
  try {
    const { mode, size } = lstatSync(path);
    if (size > 4 * MOST) return refuse(what, `a file of at most ${4 * MOST} bytes`, `${size}`);
    // A link is what it points to: secrets that are mounted are often links, so the mode of those is theirs to see to.
    if (process.platform !== 'win32' && (mode & 0o170000) === 0o100000 && (mode & 0o077) !== 0)
      return refuse(what, 'a file that nobody else can read (0600)', (mode & 0o777).toString(8));
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Refused) throw error;
    return refuse(what, `a file that can be read`, 'none');
  }
}

function fromDescriptor(name: string, what: string): string {
  try {
    if (!/^\d{1,4}$/.test(name)) return refuse(what, 'the number of a file descriptor', 'something else');
    const { size } = fstatSync(Number(name));
    if (size > 4 * MOST) return refuse(what, `at most ${4 * MOST} bytes`, `${size}`);
    return readFileSync(Number(name), 'utf8');
  } catch (error) {
    if (error instanceof Refused) throw error;
    return refuse(what, 'a file descriptor that can be read', 'none');
  }
}

function refuse(what: string, expected: string, found: string): never {
  throw new Refused(
    caFaults.fault('012', {
      message: `the ${what} cannot be had`,
      field: what,
      expected,
      found,
      remedy: 'Name where it stands: env:NAME, file:PATH or fd:NUMBER.',
    }),
  );
}
