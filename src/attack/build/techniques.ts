import type { TechniqueText } from '../library/template.ts';
import type { Technique } from '../model.ts';

const CATALOGUE = { e: 'attack-enterprise', i: 'attack-ics', m: 'attack-mobile', d: 'emb3d', c: 'capec' } as const;

/** The technique that a template's short form names. */
export function techniqueOf(text: TechniqueText): Technique {
  return { catalogue: CATALOGUE[text.charAt(0) as keyof typeof CATALOGUE], id: text.slice(2) };
}
