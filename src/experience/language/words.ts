import { DE } from './de.ts';
import { EN } from './en.ts';

export type WordKey = keyof typeof EN;
/** One language: every key has its text. */
export type Words = Readonly<Record<WordKey, string>>;

export const LANGUAGES = { en: EN, de: DE } as const satisfies Readonly<Record<string, Words>>;
export type Language = keyof typeof LANGUAGES;

/** The first of the languages a reader asks for (`de-AT`, `en;q=0.8`, by their order) that there is; else English. Whoever asks controls the text. */
export function languageOf(asked: string): Language {
  for (const one of asked.slice(0, 200).split(',')) {
    const tag = one.trim().slice(0, 2).toLowerCase();
    if (tag === 'en' || tag === 'de') return tag;
  }
  return 'en';
}

/** A text with its gaps filled. A gap that nobody fills stays visible as it is, so that a test sees it. Values are put in as they are: whoever shows it escapes. */
export function said(words: Words, key: WordKey, filled: Readonly<Record<string, string>> = {}): string {
  return words[key].replace(/\{([a-z]+)\}/g, (gap, name: string) => (Object.hasOwn(filled, name) ? (filled[name] ?? gap) : gap));
}

type ReasonOf<K> = K extends `refused.${infer Reason}.title` ? Reason : never;
type Reason = ReasonOf<WordKey>;

// By code of the introduction's own catalogue (src/product/introduction/faults.ts); a test holds the two together.
const REFUSED: Readonly<Record<string, Reason>> = {
  'ASSAY-INTRODUCTION-001': 'unreadable',
  'ASSAY-INTRODUCTION-002': 'too-many',
  'ASSAY-INTRODUCTION-003': 'not-good',
  'ASSAY-INTRODUCTION-004': 'over',
  'ASSAY-INTRODUCTION-005': 'replaced',
  'ASSAY-INTRODUCTION-006': 'used',
  'ASSAY-INTRODUCTION-007': 'two-homes',
  'ASSAY-INTRODUCTION-008': 'owned',
};

/** What an end user is told of a refusal by its code; of a code that has no words of its own, that it did not work and nothing was changed. */
export function refusedWords(code: string): { readonly title: WordKey; readonly text: WordKey } {
  const reason: Reason = (Object.hasOwn(REFUSED, code) ? REFUSED[code] : undefined) ?? 'other';
  return { title: `refused.${reason}.title`, text: `refused.${reason}.text` };
}
