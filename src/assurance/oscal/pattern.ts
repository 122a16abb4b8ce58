import type { Fault } from '../../core/index.ts';
import { oscalFaults } from './faults.ts';

const LONGEST = 200;

/**
 * Whether an id matches a profile's `matching` pattern: `*` is any run of characters, `?` any one, the rest is itself. Walks the id once with one
 * place to go back to, so that no pattern takes more than (pattern × id) steps. Gives `undefined`, and a fault (ASSAY-OSCAL-012), where it is too long or empty.
 */
export function patternOf(text: string, file: string, at: string, faults: Fault[]): ((id: string) => boolean) | undefined {
  if (text === '' || text.length > LONGEST) {
    faults.push(
      oscalFaults.fault('012', {
        message: `${at} has a pattern that Assay does not match by`,
        file,
        field: 'matching.pattern',
        expected: `1 to ${LONGEST} characters, with * and ? as wildcards`,
        found: text.slice(0, 60),
        remedy: 'Write a shorter pattern, or name the controls by id.',
      }),
    );
    return undefined;
  }
  return (id) => matches(text, id);
}

function matches(pattern: string, id: string): boolean {
  let p = 0;
  let i = 0;
  let star = -1;
  let from = 0;
  while (i < id.length) {
    if (pattern[p] === '*') {
      star = p;
      from = i;
      p += 1;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === id[i])) {
      p += 1;
      i += 1;
    } else if (star !== -1) {
      p = star + 1;
      from += 1;
      i = from;
    } else return false;
  }
  while (pattern[p] === '*') p += 1;
  return p === pattern.length;
}
