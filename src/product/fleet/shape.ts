import type { z } from 'zod';
import type { Fault } from '../../core/index.ts';

export type Issue = z.core.$ZodIssue;

/** Of a file of settings, no more than this is said at once. */
const MOST_SAID = 50;

/** What a schema found wrong, a fault for each place; `words` says what was wanted there. */
export function faultsAt(
  error: z.ZodError,
  wrong: (path: readonly (string | number)[], expected: string) => Fault,
  words: (issue: Issue) => string = expectedOf,
): readonly Fault[] {
  return error.issues.slice(0, MOST_SAID).map((issue) =>
    wrong(
      issue.path.filter((part) => typeof part !== 'symbol'),
      words(issue),
    ),
  );
}

/** What a schema wants in the place where it was given something else, in words of ours: its own speak of its types. */
export function expectedOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return KINDS[issue.expected] ?? issue.expected;
    case 'too_big':
    case 'too_small': {
      const bound = issue.code === 'too_big' ? `at most ${issue.maximum}` : `at least ${issue.minimum}`;
      return `${bound}${UNITS[issue.origin] ?? ''}`;
    }
    case 'invalid_value':
      return issue.values.map(String).join(', ');
    case 'unrecognized_keys':
      return `nothing of the name ${issue.keys
        .slice(0, 5)
        .map((key) => key.slice(0, 60))
        .join(', ')}`;
    default:
      return issue.message;
  }
}

/** What stands there, where it is an id or a number that whoever sent it may read again. A passphrase or a code never is. */
export function shownAt(given: unknown, path: readonly PropertyKey[]): string | undefined {
  if (!path.some((part) => OPEN.has(String(part)))) return undefined;
  const value = path.reduce<unknown>((at, part) => (typeof at === 'object' && at !== null ? Reflect.get(at, part) : undefined), given);
  if (value === undefined) return 'nothing';
  return typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 100) : undefined;
}

const OPEN = new Set(['id', 'device', 'devices', 'household', 'member', 'product', 'seconds', 'forMs', 'minutes', 'channel', 'firmware', 'serial', 'limit']);

const KINDS: { readonly [kind: string]: string } = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'named values',
  record: 'named values',
};

const UNITS: { readonly [origin: string]: string } = { string: ' characters', array: ' entries' };
