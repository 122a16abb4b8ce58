import { nearest } from '../../core/index.ts';
import type { ImportContext } from './model.ts';

/** The subject of the map that a word of the source means: its id, or else another name of it, large and small letters alike. */
export function resolveSubject(word: string, { subjects, names }: Pick<ImportContext, 'subjects' | 'names'>): string | undefined {
  const trimmed = word.trim();
  if (subjects.has(trimmed)) return trimmed;
  const small = trimmed.toLowerCase();
  if (subjects.has(small)) return small;
  // `camera#C0FFEE`: members need not be on the map, the whole must be.
  const hash = trimmed.indexOf('#');
  if (hash > 0 && subjects.has(trimmed.slice(0, hash)) && /^[A-Za-z0-9._:-]{1,100}$/.test(trimmed.slice(hash + 1))) return trimmed;
  return names?.get(small) ?? names?.get(withoutVersion(small)) ?? names?.get(withoutSuffix(small));
}

/** What on the map a word was most likely meant to be. */
export function nearSubjects(word: string, { subjects }: Pick<ImportContext, 'subjects'>): readonly string[] {
  return nearest(word.trim(), subjects);
}

/** A package url names one version; the map names the thing. */
function withoutVersion(word: string): string {
  return word.startsWith('pkg:') ? word.replace(/[@?#].*$/, '') : word;
}

/** `https://host/group/name.git` and `https://host/group/name` are one repository. */
function withoutSuffix(word: string): string {
  return word.replace(/\/+$/, '').replace(/\.git$/, '');
}
