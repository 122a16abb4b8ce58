import type { Fault } from '../../core/index.ts';
import { reviewFaults } from './faults.ts';

const MOST_CHARACTERS = 200;
/** An address of mail, also where somebody wrote the sign out to hide it, or used one of its look-alikes of Unicode. */
const ADDRESS = /@|\uff20|\ufe6b|[([{<]\s*(?:at|ät)\s*[)\]}>]|\bmailto:/iu;

/**
 * What speaks against words of a person's own on the ledger, where they stand for ever. Never with the words themselves. `names`: what is known to be called
 * somebody or something here, such as the items of the review; who is on none of these lists cannot be told from other words.
 */
export function wordsFaults(field: string, text: string, names: readonly string[] = []): Fault[] {
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
  const words = new Set(wordsIn(text));
  if (names.some((name) => isIn(name, words)))
    faults.push(
      about(
        'the words name an item of the review, and the ledger forgets nothing',
        'words without the name of anybody',
        'the name of an item',
        'Say why without saying who: name a role of the map.',
      ),
    );
  if (/\p{Cc}/u.test(text)) faults.push(about('the words hold control characters', 'one line of plain text', 'a control character', 'Write it on one line.'));
  return faults;
}

/** `jane.doe`, `Jane Doe` and `DOE, JANE <jane.doe@fern.example>` are the same words. */
function wordsIn(text: string): readonly string[] {
  const plain = text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '');
  return plain.match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Whether all words of a name are there: of an address, those before its sign. */
function isIn(name: string, words: ReadonlySet<string>): boolean {
  const own = wordsIn(name.split('@')[0] ?? '').filter((word) => /\p{L}{2}/u.test(word));
  return own.length > 0 && own.every((word) => words.has(word));
}
