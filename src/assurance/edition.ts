import { type Answers, answersTo, type Crosswalk, crosswalkOf } from './crosswalk/index.ts';
import type { Standard } from './model.ts';

// A crosswalk is judged on one edition and found by the standard's id. Somebody may import another under that id: SP 800-53 Revision 4 has an `ac-2`
// as Revision 5 has, and it is not the same requirement. What was judged on the one proves nothing of the other.

/** Of an edition's number, so much tells revisions apart; what follows is a correction of the same. */
const PARTS = 2;

interface Revision {
  readonly numbers: readonly number[];
  /** Of a draft, which one: `rc1`. */
  readonly draft: string;
}

// Both texts are a file's or a user's, and only looked at.
const EDITION = /^\s*(?:version|ver|v|revision|rev|r)?\.?\s*(\d{1,9}(?:\.\d{1,9})*)[\s-]*((?:rc|alpha|beta|draft|pre)[\w.]*)?/i;
const TITLE = /\b(?:version|revision|rev\.?)\s*(\d{1,9}(?:\.\d{1,9})*)/i;

function revisionOf(text: string, pattern: RegExp): Revision | undefined {
  const [, numbers, draft] = pattern.exec(text) ?? [];
  return numbers === undefined ? undefined : { numbers: numbers.split('.').slice(0, PARTS).map(Number), draft: (draft ?? '').toLowerCase() };
}

/** An edition says its number first, or after a word for it: `SP 800-218 version 1.1`. */
const ofEdition = (text: string) => revisionOf(text, EDITION) ?? revisionOf(text, TITLE);

/** Nothing in what both say is at odds: `5` may be `5.1`. */
function agree(one: Revision, other: Revision): boolean {
  return one.draft === other.draft && one.numbers.every((number, i) => other.numbers[i] === undefined || other.numbers[i] === number);
}

/**
 * Why the crosswalk of a standard proves nothing of this edition, in a sentence; `undefined` where it was judged on it, or there is no crosswalk. The
 * edition decides by its number, and the title where it names one. Where the crosswalk counts the rows of what it was judged on, so must this have as
 * many, and an edition without a number is then taken for the same; else one that does not say which it is, is another. Where what was judged has no
 * number, the edition has to be called the same. Pure.
 */
export function otherEdition(standard: Pick<Standard, 'id' | 'title' | 'edition' | 'requirements'>): string | undefined {
  const judged = crosswalkOf(standard.id);
  return judged === undefined ? undefined : otherThan(judged, standard);
}

function otherThan(judged: Crosswalk, { title, edition, requirements }: Pick<Standard, 'title' | 'edition' | 'requirements'>): string | undefined {
  const left = (found: string) => `The judgement was made on ${judged.edition}, and this is ${found}.`;
  const [of, is] = [ofEdition(judged.edition), ofEdition(edition)];
  const rows = /(\d+) rows\b/.exec(judged.edition)?.[1];
  if (of === undefined) return edition.startsWith(judged.edition) ? undefined : left(edition);
  if (is === undefined ? rows === undefined : !agree(of, is)) return left(edition);
  const titled = revisionOf(title, TITLE);
  if (titled !== undefined && !agree({ ...of, draft: '' }, titled)) return left(`${edition}, titled “${title}”`);
  return rows !== undefined && Number(rows) !== requirements.length ? left(`${edition}, with ${requirements.length} rows`) : undefined;
}

/** What the crosswalk says of the requirements of a standard, by id. Of an import of another edition, each keeps that as a remainder. */
export function answersIn(standard: Standard): (requirement: string) => Answers {
  const other = standard.imported === undefined ? undefined : otherEdition(standard);
  return (requirement) => {
    const found = answersTo(standard.id, requirement);
    if (other === undefined || (found.edges.length === 0 && found.remainder === undefined)) return found;
    return { ...found, remainder: found.remainder === undefined ? other : `${other} ${found.remainder}` };
  };
}
