import { EXTLANGS, LANGUAGES, REGIONS, SCRIPTS, VARIANTS } from './data/subtags.ts';

type Kind = 'language' | 'extlang' | 'script' | 'region' | 'variant';
const TEXTS: Readonly<Record<Kind, string>> = { language: LANGUAGES, extlang: EXTLANGS, script: SCRIPTS, region: REGIONS, variant: VARIANTS };
const sets = new Map<Kind, ReadonlySet<string>>();

function registered(kind: Kind, subtag: string): boolean {
  let set = sets.get(kind);
  if (set === undefined) {
    set = new Set(TEXTS[kind].split(/\s+/));
    sets.set(kind, set);
  }
  if (set.has(subtag)) return true;
  // Ranges that the registry gives to whoever wants them.
  switch (kind) {
    case 'language':
      return subtag.length === 3 && subtag >= 'qaa' && subtag <= 'qtz';
    case 'script':
      return subtag >= 'qaaa' && subtag <= 'qabx';
    case 'region':
      return (subtag >= 'qm' && subtag <= 'qz' && subtag.length === 2) || (subtag >= 'xa' && subtag <= 'xz' && subtag.length === 2);
    default:
      return false;
  }
}

const ALPHA = /^[a-z]+$/;
const ALPHANUMERIC = /^[a-z0-9]+$/;
const ALONE: ReadonlySet<string> = new Set(['i-default', 'i-mingo']);

/**
 * What is wrong with a tag of RFC 5646: `shape` where it is none, else the subtag that nobody registered; undefined where all is well.
 * The tags of one piece that CSAF allows are `i-default` and `i-mingo`, and those of private use.
 */
export function faultOfLanguage(text: string): { readonly kind: 'shape' } | { readonly kind: 'unknown'; readonly subtag: string } | undefined {
  if (text.length > 256) return { kind: 'shape' };
  const whole = text.toLowerCase();
  if (ALONE.has(whole)) return undefined;
  const parts = whole.split('-');
  if (!parts.every((part) => part.length >= 1 && part.length <= 8 && ALPHANUMERIC.test(part))) return { kind: 'shape' };
  if (parts[0] === 'x') return parts.length > 1 ? undefined : { kind: 'shape' };
  const asked: [Kind, string][] = [];
  let at = 0;
  const take = (kind: Kind, fits: (part: string) => boolean): boolean => {
    const part = parts[at];
    if (part === undefined || !fits(part)) return false;
    asked.push([kind, part]);
    at += 1;
    return true;
  };
  if (!take('language', (part) => part.length >= 2 && ALPHA.test(part))) return { kind: 'shape' };
  if ((parts[0] as string).length <= 3) for (let i = 0; i < 3; i += 1) take('extlang', (part) => part.length === 3 && ALPHA.test(part));
  take('script', (part) => part.length === 4 && ALPHA.test(part));
  take('region', (part) => (part.length === 2 && ALPHA.test(part)) || (part.length === 3 && /^\d+$/.test(part)));
  while (take('variant', (part) => part.length >= 5 || (part.length === 4 && /^\d/.test(part))));
  while (at < parts.length) {
    const single = parts[at] as string;
    if (single.length !== 1) return { kind: 'shape' };
    const start = at + 1;
    at = single === 'x' ? parts.length : start;
    while (at < parts.length && (parts[at] as string).length > 1) at += 1;
    if (at === start) return { kind: 'shape' };
  }
  for (const [kind, subtag] of asked) if (!registered(kind, subtag)) return { kind: 'unknown', subtag };
  return undefined;
}

export function isEnglish(text: unknown): boolean {
  return typeof text === 'string' && (text.toLowerCase() === 'en' || text.toLowerCase().startsWith('en-'));
}
