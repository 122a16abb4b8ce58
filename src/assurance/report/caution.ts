import type { Applicability } from '../model.ts';

/** What has to be told beside a requirement that is owed, in sentences: where it is so, and where nobody has said that it is not. */
export function cautionsOf(because: Applicability['because']): readonly string[] {
  return because.flatMap(({ fact, value, caution }) => {
    if (caution !== true || value === 'no') return [];
    return [value === 'yes' ? `${fact}.` : `${fact}: whether that is so is not known.`];
  });
}
