import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, type Json, parseJson, Refused } from '../core/index.ts';
import { fitDraft, parseEntry, writeEntry } from './entry.ts';

const AT = '2026-11-01T00:00:00Z';
const json = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;

describe('entry', () => {
  it('is the canonical JSON of its four members, and reads back', () => {
    fc.assert(
      fc.property(fc.jsonValue().map(json), fc.nat(), (body, seq) => {
        let fit: ReturnType<typeof fitDraft>;
        try {
          fit = fitDraft({ type: 'test.entry', body });
        } catch (error) {
          expect(error).toBeInstanceOf(Refused);
          return;
        }
        const canonical = writeEntry(fit, seq, AT);
        expect(canonical).toBe(canonicalJson({ seq, recordedAt: AT, type: 'test.entry', body }));
        expect(parseEntry(canonical, seq)).toMatchObject({ seq, type: 'test.entry', body, canonical });
      }),
    );
  });

  it('is as long as a bundle carries, and no longer', () => {
    const most = 65_535 - 82 - 'test'.length - 2;
    const canonical = writeEntry(fitDraft({ type: 'test', body: 'x'.repeat(most) }), Number.MAX_SAFE_INTEGER, '2026-11-01T00:00:00.123Z');
    expect(canonical).toHaveLength(65_535);
    expect(() => fitDraft({ type: 'test', body: 'x'.repeat(most + 1) })).toThrow('ASSAY-LEDGER-002');
    // Counted in bytes: three for each of these characters.
    expect(() => fitDraft({ type: 'test', body: '€'.repeat(Math.ceil(most / 3) + 1) })).toThrow('ASSAY-LEDGER-002');
    expect(fitDraft({ type: 'test', body: '€'.repeat(Math.floor(most / 3)) }).body.length).toBeLessThan(most);
  });

  it('of a newer version keeps the members that this one does not know', () => {
    const canonical = `{"body":1,"hue":"blue","recordedAt":"${AT}","seq":3,"type":"some.new.kind"}`;
    expect(parseEntry(canonical, 3)).toMatchObject({ canonical, body: 1 });
  });

  it.each<[string, string, string]>([
    ['no JSON', '{"body":', '014'],
    ['no object', '[]', '014'],
    ['no seq', `{"body":1,"recordedAt":"${AT}","type":"t"}`, '014'],
    ['a seq that is no place', `{"body":1,"recordedAt":"${AT}","seq":-1,"type":"t"}`, '014'],
    ['no moment', '{"body":1,"seq":3,"type":"t"}', '014'],
    ['a day that there is not', '{"body":1,"recordedAt":"2026-02-30T00:00:00Z","seq":3,"type":"t"}', '014'],
    ['no type', `{"body":1,"recordedAt":"${AT}","seq":3}`, '014'],
    ['no body', `{"recordedAt":"${AT}","seq":3,"type":"t"}`, '014'],
    ['another place', `{"body":1,"recordedAt":"${AT}","seq":4,"type":"t"}`, '017'],
    ['white space', `{"body": 1,"recordedAt":"${AT}","seq":3,"type":"t"}`, '014'],
    ['members in another order', `{"recordedAt":"${AT}","body":1,"seq":3,"type":"t"}`, '014'],
    ['one member twice', `{"body":1,"body":1,"recordedAt":"${AT}","seq":3,"type":"t"}`, '014'],
    ['a number spelt otherwise', `{"body":1.0,"recordedAt":"${AT}","seq":3,"type":"t"}`, '014'],
    ['a lone surrogate', `{"body":"\\ud800","recordedAt":"${AT}","seq":3,"type":"t"}`, '014'],
    ['a body nested without end', `{"body":${'['.repeat(9000)}`, '014'],
  ])('with %s is refused', (_, text, code) => {
    expect(() => parseEntry(text, 3)).toThrow(`ASSAY-LEDGER-${code}`);
  });

  it('takes any text without another error than a refusal', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          parseEntry(text, 0);
        } catch (error) {
          expect(error).toBeInstanceOf(Refused);
        }
      }),
    );
  });

  it('accepts exactly the texts that parse and that canonical JSON would spell so', () => {
    const respelt = fc.constantFrom<(text: string) => string>(
      (text) => text,
      (text) => text.replace(':', ': '),
      (text) => text.replace('1', '1.0'),
      (text) => text.replace('"a"', '"\\u0061"'),
      (text) => text.replace('{', '{"b":1,'),
      (text) => text.replace('{', '{"9":1,"10":2,'),
      (text) => text.replace('{', '{"10":2,"9":1,'),
      (text) => text.replace('{', '{"__proto__":1,'),
      (text) => text.replace('"', '"\\udfff'),
      (text) => text.replace('"', '"\ud83d\ude00'),
      (text) => text.replace('[', '[-0,'),
      (text) => text.replace('[', '[1e21,1e-7,'),
      (text) => text.replace('[', '[1E400,'),
    );
    const key = fc.constantFrom('a', 'b', 'B', '1', '\u20ac', '\ufffd', 'constructor2');
    const { tree } = fc.letrec<{ tree: Json }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom<Json>(1, -1.5, 'a', '', true, null, 'x\n"\\'),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(key, tie('tree'), { maxKeys: 4, noNullPrototype: true }),
      ),
    }));
    fc.assert(
      fc.property(tree, fc.array(respelt, { maxLength: 3 }), (value, spellings) => {
        const body = spellings.reduce((text, spell) => spell(text), canonicalJson(value));
        const text = `{"body":${body},"recordedAt":"${AT}","seq":3,"type":"t"}`;
        let wanted: boolean;
        try {
          wanted = canonicalJson(parseJson(text, 'an entry')) === text;
        } catch {
          wanted = false;
        }
        let found = true;
        try {
          parseEntry(text, 3);
        } catch {
          found = false;
        }
        expect(found).toBe(wanted);
      }),
      { numRuns: 2000 },
    );
  });
});
