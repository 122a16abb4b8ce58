import { LANGUAGES, languageOf, said, type WordKey } from '../../../src/experience/language/words.ts';

/** What people at home read, in the first of the languages that their browser asks for. */
const language = languageOf(navigator.languages.join(','));
const formats = new Intl.DateTimeFormat(language === 'de' ? 'de-DE' : 'en-GB', { dateStyle: 'medium', timeStyle: 'short' });

export const spoken = language;
export const say = (key: WordKey, filled: Readonly<Record<string, string>> = {}): string => said(LANGUAGES[language], key, filled);
/** On the reader's own clock: nobody at home reads UTC. */
export const day = (moment: string): string => formats.format(new Date(moment));

const KINDS: Readonly<Record<string, WordKey>> = {
  operational: 'data.operational.label',
  telemetry: 'data.telemetry.label',
  personal: 'data.personal.label',
  sensitive: 'data.sensitive.label',
};
const USES: Readonly<Record<string, WordKey>> = { operation: 'use.operation.label', support: 'use.support.label', analytics: 'use.analytics.label' };

export const kindOf = (kind: string): string => say(KINDS[kind] ?? 'data.personal.label');
export const purposeWords = (purpose: string): string => {
  const key = USES[purpose];
  return key === undefined ? say('use.other.label', { what: purpose }) : say(key);
};
