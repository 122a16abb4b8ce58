import { nearest } from '../../core/index.ts';
import type { ImportContext } from './model.ts';

const LONGEST = 2000;

/** The subject of the map that a word of the source means: its id, or else another name of it, large and small letters alike. */
export function resolveSubject(word: string, { subjects, names }: Pick<ImportContext, 'subjects' | 'names'>): string | undefined {
  // Nothing on a map is called so, and what is this long is not gone through again and again.
  if (word.length > LONGEST) return undefined;
  const trimmed = word.trim();
  if (subjects.has(trimmed)) return trimmed;
  const small = trimmed.toLowerCase();
  if (subjects.has(small)) return small;
  // `camera#C0FFEE`: members need not be on the map, the whole must be.
  const hash = trimmed.indexOf('#');
  if (hash > 0 && subjects.has(trimmed.slice(0, hash)) && /^[A-Za-z0-9._:-]{1,100}$/.test(trimmed.slice(hash + 1))) return trimmed;
  return names?.get(small) ?? names?.get(withoutVersion(small)) ?? names?.get(repositoryPath(small));
}

/** What on the map a word was most likely meant to be. */
export function nearSubjects(word: string, { subjects }: Pick<ImportContext, 'subjects'>): readonly string[] {
  return nearest(word.trim(), subjects);
}

/** A package url names one version; the map names the thing. */
function withoutVersion(word: string): string {
  return word.startsWith('pkg:') ? upTo(word, '@?#') : word;
}

/** Without slashes at its end and `.git`: `https://host/group/name.git` and `https://host/group/name` are one repository. */
export function repositoryPath(word: string): string {
  let end = word.length;
  while (end > 0 && word[end - 1] === '/') end -= 1;
  const path = word.slice(0, end);
  return path.endsWith('.git') ? path.slice(0, -'.git'.length) : path;
}

/** As far as the first of these characters. */
export function upTo(word: string, characters: string): string {
  for (let i = 0; i < word.length; i += 1) if (characters.includes(word[i] ?? '')) return word.slice(0, i);
  return word;
}
