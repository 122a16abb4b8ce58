import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDocuments } from './documents.ts';
import { codesOf } from './reading.fixture.ts';

describe('a report of many documents', () => {
  it.each<[string, string, number]>([
    ['one object', '{"a":1}', 1],
    ['one object over several lines', '{\n"a":1,\n"b":{}\n}\n', 1],
    ['a list', '[{"a":1},{"a":2}]', 2],
    ['one a line', '{"a":"}"}\n\n{"a":2}\r\n', 2],
    ['with a mark', '\ufeff[{"a":1}]', 1],
  ])('%s', (_, text, count) => expect(readDocuments(text, 'in').values).toHaveLength(count));

  it.each<[string, string, string]>([
    ['that ends early', '[{"a":1},', 'ASSAY-JSON-001'],
    ['that ends early on a line', '{"a":1}\n{"a":', 'ASSAY-JSON-001'],
    ['followed by another', '{\n"a":1\n}\n{\n"a":2\n}', 'ASSAY-JSON-001'],
    ['that reaches a prototype', '{"a":1}\n{"__proto__":{}}', 'ASSAY-JSON-004'],
    ['with a key twice', '[{"a":1,"a":2}]', 'ASSAY-JSON-006'],
    ['nested without end', '['.repeat(100_000), 'ASSAY-JSON-002'],
    ['of too many rows', `[${'0,'.repeat(1_000_001)}0]`, 'ASSAY-BIMPORT-011'],
    ['of too many lines', `${'{}\n'.repeat(1_000_002)}`, 'ASSAY-BIMPORT-011'],
    ['of too many bytes', `["${'x'.repeat(64 * 1024 * 1024)}"]`, 'ASSAY-JSON-003'],
  ])('%s is refused', (_, text, code) => expect(codesOf(() => readDocuments(text, 'in'))).toEqual([code]));

  it('names the line of the file that is wrong', () => {
    let line: number | undefined;
    try {
      readDocuments('{"a":1}\n\n{"a":x}', 'in');
    } catch (error) {
      line = (error as { readonly faults: readonly { readonly line?: number }[] }).faults[0]?.line;
    }
    expect(line).toBe(3);
  });

  it('gives the same values as a list and as lines', () =>
    fc.assert(
      fc.property(fc.array(fc.dictionary(fc.stringMatching(/^[a-z{}",]{1,4}$/), fc.string()), { minLength: 2 }), (values) => {
        const lines = readDocuments(values.map((each) => JSON.stringify(each)).join('\n'), 'in').values;
        expect(lines).toEqual(readDocuments(JSON.stringify(values), 'in').values);
      }),
    ));
});
