import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LANGUAGES, languageOf, refusedWords, said, type WordKey, type Words } from './words.ts';

const ALL = Object.entries(LANGUAGES).flatMap(([language, words]) => Object.entries(words).map(([key, text]) => [language, key, text] as const));
const gaps = (text: string) => [...text.matchAll(/\{([a-z]+)\}/g)].map(([, name]) => name).sort();

/** Trade words that no end user has to know, in either language; names of protocols first. */
const JARGON =
  /\b(mqtt|http|https|tls|ssl|est|x\.?509|pki|ca|csr|ocsp|crl|tcp|ip|wlan|wifi|dns|url|api|json|ble|zigbee|matter|brski|voucher|token|session|sitzung|certificate|zertifikat|credential|authenticat\w*|authoriz\w*|authenti\w*|autorisier\w*|encrypt\w*|verschlüssel\w*|fingerprint|passkey|hash|server|client|broker|gateway|firmware|endpoint|payload|cache|timeout|error|fehler|invalid|ungültig|failed|fehlgeschlagen|forbidden|denied|permission|berechtigung|policy|richtlinie|role|rolle|tenant|mandant|provision\w*|onboard\w*|enrol\w*|pairing|koppeln|metadata|telemetr\w*|purpose|zweckbindung|user|nutzer|account|konto|id|qr|pin|admin\w*|config\w*|konfigur\w*)\b/iu;

/** How long a piece may be: a title and a button are read at a glance, a text in one breath. */
const LONGEST: Readonly<Record<string, number>> = { title: 40, yes: 24, no: 24, label: 24, text: 104 };
const WORDS_A_SENTENCE = 16;

describe('what end users read', () => {
  it('is there in every language, key for key', () => {
    const keys = Object.keys(LANGUAGES.en).sort();
    expect(keys.length).toBeGreaterThan(80);
    for (const words of Object.values(LANGUAGES)) expect(Object.keys(words).sort()).toEqual(keys);
  });

  it('has the same gaps in every language, so that nothing is left open', () => {
    for (const [key, text] of Object.entries(LANGUAGES.en)) expect(gaps(LANGUAGES.de[key as WordKey]), key).toEqual(gaps(text));
  });

  it('is in another language, and not the same text twice', () => {
    const same = Object.entries(LANGUAGES.en).filter(([key, text]) => LANGUAGES.de[key as WordKey] === text);
    expect(same).toEqual([]);
  });

  it('holds no protocol and no trade word', () => {
    const found = ALL.filter(([, , text]) => JARGON.test(text.replace(/\{[a-z]+\}/g, '')));
    expect(found).toEqual([]);
    expect(JARGON.test('Your TLS certificate')).toBe(true);
    expect(JARGON.test('Geben Sie die PIN ein')).toBe(true);
  });

  it('is short: titles and buttons at a glance, texts in one breath, no sentence beyond 16 words', () => {
    const long = ALL.filter(([, key, text]) => text.length > (LONGEST[key.split('.').at(-1) ?? ''] ?? 60));
    expect(long).toEqual([]);
    const sentences = ALL.flatMap(([language, key, text]) => text.split(/(?<=[.?…])\s/).map((sentence) => [language, key, sentence] as const));
    expect(sentences.filter(([, , sentence]) => sentence.split(/\s+/).length > WORDS_A_SENTENCE)).toEqual([]);
  });

  it('is calm, and free of marks that mean something to a page', () => {
    expect(ALL.filter(([, , text]) => /[!<>&"\\]|\p{Cc}|\s{2}|^\s|\s$/u.test(text))).toEqual([]);
  });
});

describe('a text with gaps', () => {
  it('is filled, and what nobody fills stays visible', () => {
    expect(said(LANGUAGES.en, 'introduce.yours.text', { device: 'the camera' })).toBe('You are about to add the camera to your home.');
    expect(said(LANGUAGES.de, 'introduce.yours.text')).toBe('Sie nehmen {device} in Ihr Zuhause auf.');
  });

  it('takes any value as it is: nothing in it is read as a gap or a pattern', () => {
    const words: Words = LANGUAGES.en;
    fc.assert(
      fc.property(fc.string(), (device) => {
        expect(said(words, 'introduce.yours.text', { device })).toBe(`You are about to add ${device} to your home.`);
      }),
    );
  });
});

describe('the language of a reader', () => {
  it.each([
    ['de-AT,de;q=0.9,en;q=0.8', 'de'],
    ['fr, de', 'de'],
    ['en-GB', 'en'],
    ['', 'en'],
    ['*', 'en'],
  ])('of %j is %s', (asked, language) => {
    expect(languageOf(asked)).toBe(language);
  });
});

describe('a refusal in plain words', () => {
  it('has its own words where it is known, and calm ones where it is not', () => {
    expect(refusedWords('ASSAY-INTRODUCTION-008')).toEqual({ title: 'refused.owned.title', text: 'refused.owned.text' });
    for (const code of ['ASSAY-LEDGER-001', 'toString', '']) expect(refusedWords(code).title).toBe('refused.other.title');
    for (let n = 1; n <= 8; n += 1)
      for (const words of Object.values(LANGUAGES)) {
        const { title, text } = refusedWords(`ASSAY-INTRODUCTION-00${n}`);
        expect([words[title], words[text]].every((one) => typeof one === 'string')).toBe(true);
      }
  });
});
