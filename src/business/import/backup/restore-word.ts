// What a row of a backup tool's table is about, by the words of its kind. A list that is closed: a word that nobody knows makes a row a job, since a job that is left out
// is one of which nobody asks whether it can be restored.

const split = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));

/** Accents and marks are taken away before. */
const RESTORES = split(
  'restore restores restored restoring restoration recovery recover recovered restoretest restoretests testrestore wiederherstellung wiederherstellungen wiederherstellungstest wiederherstellungsubung testwiederherstellung rucksicherung rucksicherungstest ruecksicherung ruecksicherungstest',
);
/** What may stand beside one of them, and makes no other thing of it: a restore point is a backup. */
const BESIDE = split(
  'test tests testing drill check run job trial verification verify full partial file files folder level vm instant disaster database of a ubung voll',
);

/** Whether all words of a kind are of a restore that was done: `Restore test`, and neither `Restore point` nor `Test system backup`. */
export function isRestoreWord(kind: string): boolean {
  const words =
    kind
      .slice(0, 200)
      .toLowerCase()
      .normalize('NFKD')
      .replace(/\p{M}+/gu, '')
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.some((word) => RESTORES.has(word)) && words.every((word) => RESTORES.has(word) || BESIDE.has(word));
}
