import { CPE_ATTRIBUTES, type Cpe, type CpeText, type CpeValue } from './cpe.ts';

/** How the set that a source names stands to that of a target (NISTIR 7696). `undefined` where the specification gives no answer. */
export type CpeRelation = 'equal' | 'superset' | 'subset' | 'disjoint' | 'undefined';

/** Clause 6.2: one disjoint attribute parts the names; else they stand as all their attributes do. */
export function compareCpe(source: Cpe, target: Cpe): CpeRelation {
  let above = false;
  let below = false;
  let unknown = false;
  for (const attribute of CPE_ATTRIBUTES) {
    const relation = compareCpeValue(source[attribute], target[attribute]);
    if (relation === 'disjoint') return 'disjoint';
    above ||= relation === 'superset';
    below ||= relation === 'subset';
    unknown ||= relation === 'undefined';
  }
  if (unknown || (above && below)) return 'undefined';
  return above ? 'superset' : below ? 'subset' : 'equal';
}

/** Table 6-2. A target with wildcards has no place in it. */
export function compareCpeValue(source: CpeValue, target: CpeValue): CpeRelation {
  if (target.kind === 'text' && hasWildcards(target)) return 'undefined';
  if (source.kind === 'any') return target.kind === 'any' ? 'equal' : 'superset';
  if (target.kind === 'any') return 'subset';
  if (source.kind === 'na' || target.kind === 'na') return source.kind === target.kind ? 'equal' : 'disjoint';
  if (!hasWildcards(source)) return source.text === target.text ? 'equal' : 'disjoint';
  return covers(source, target.text) ? 'superset' : 'disjoint';
}

function hasWildcards({ before, after }: CpeText): boolean {
  return before !== undefined || after !== undefined;
}

/** Each `?` is one character or none, `*` any number of them. */
function covers({ text, before = 0, after = 0 }: CpeText, target: string): boolean {
  for (let at = target.indexOf(text); at !== -1; at = target.indexOf(text, at + 1)) {
    if (before !== 'many' && at > before) return false;
    if (after === 'many' || target.length - at - text.length <= after) return true;
  }
  return false;
}
