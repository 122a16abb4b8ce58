import type { Fault } from '../../core/index.ts';
import { reviewFaults } from './faults.ts';

const MOST_CHARACTERS = 200;
/** An address of mail, also where somebody wrote the sign out to hide it, or used one of its look-alikes of Unicode. */
const ADDRESS = /@|\uff20|\ufe6b|[([{<]\s*(?:at|ät)\s*[)\]}>]|\bmailto:/iu;

/** What speaks against words of a person's own on the ledger, where they stand for ever. Never with the words themselves. */
export function wordsFaults(field: string, text: string): Fault[] {
  const about = (message: string, expected: string, found: string, remedy: string) => reviewFaults.fault('009', { message, expected, found, remedy, field });
  const faults: Fault[] = [];
  const length = text.trim().length;
  if (length === 0 || text.length > MOST_CHARACTERS)
    faults.push(
      about('the words go on the ledger for ever, and are few', `1 to ${MOST_CHARACTERS} characters`, `${text.length} characters`, 'Say it in a few words.'),
    );
  if (ADDRESS.test(text))
    faults.push(
      about(
        'an address of mail names a person, and the ledger forgets nothing',
        'words without an address',
        'something like an address',
        'Name a role of the map, or leave the person out.',
      ),
    );
  if (/\p{Cc}/u.test(text)) faults.push(about('the words hold control characters', 'one line of plain text', 'a control character', 'Write it on one line.'));
  return faults;
}
