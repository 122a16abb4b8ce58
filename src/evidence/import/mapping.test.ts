import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refused } from '../../core/index.ts';
import { readMapping } from './mapping.ts';

const GOOD = `mapping: evidence/1
rules:
  - when: { suite: drills, name: "a*" }
    claim: broker.topics-authorized
    value: { is: true }
    subject: { is: broker }
    method: drill
    validFor: P10D
  - when: { Disk: "*" }
    claim: endpoint.disk-encrypted
    value: { from: Disk, as: { yes: true, "no": false } }
    observedAt: { from: When }
`;

const faults = (text: string) => {
  try {
    readMapping(text, 'm.yaml');
    return [];
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return error.faults.map(({ code, line, field, expected }) => [code, line, field, expected]);
  }
};

describe('a mapping file', () => {
  it('is read from YAML and from JSON alike', () => {
    const yaml = readMapping(GOOD, 'm.yaml');
    expect(yaml.rules).toHaveLength(2);
    expect(readMapping(JSON.stringify(yaml), 'm.json')).toEqual(yaml);
  });

  it.each<[string, string, readonly unknown[]]>([
    ['a field that there is not', GOOD.replace('method:', 'methd:'), ['ASSAY-IMPORT-005', 7, 'rules[0].methd', 'method']],
    [
      'a method that there is not',
      GOOD.replace('method: drill', 'method: guess'),
      ['ASSAY-IMPORT-005', 7, 'rules[0].method', 'drill, runtime, probe, import, attestation'],
    ],
    [
      'a rule for everything',
      GOOD.replace('{ suite: drills, name: "a*" }', '{}'),
      ['ASSAY-IMPORT-005', 3, 'rules[0].when', expect.stringContaining('at least one condition')],
    ],
    [
      'a member and the whole',
      GOOD.replace('method: drill', 'covers: whole\n    member: { from: name }'),
      ['ASSAY-IMPORT-005', 7, 'rules[0].covers', 'whole, and then no "member"; or nothing'],
    ],
    [
      'a member that is no field',
      GOOD.replace('method: drill', 'member: name'),
      ['ASSAY-IMPORT-005', 7, 'rules[0].member', expect.stringContaining('{ from: FIELD }')],
    ],
    ['a month', GOOD.replace('P10D', 'P1M'), ['ASSAY-IMPORT-005', 8, 'rules[0].validFor', expect.stringContaining('P30D')]],
    ['no edition', GOOD.replace('mapping: evidence/1\n', ''), ['ASSAY-IMPORT-005', expect.any(Number), 'mapping', 'mapping: evidence/1']],
    [
      'a claim that nobody declared',
      GOOD.replace('topics-authorized', 'topics-authorised'),
      ['ASSAY-IMPORT-006', 4, 'rules[0].claim', 'broker.topics-authorized'],
    ],
    [
      'a value that the claim does not take',
      GOOD.replace('is: true', 'is: "yes"'),
      ['ASSAY-IMPORT-006', 5, 'rules[0].value', expect.stringContaining('boolean')],
    ],
    [
      'a word for a value that the claim does not take',
      GOOD.replace('yes: true', 'yes: 1'),
      ['ASSAY-IMPORT-006', 11, 'rules[1].value', expect.stringContaining('boolean')],
    ],
    ['an alias', 'mapping: &a evidence/1\nrules: *a\n', ['ASSAY-IMPORT-005', 2, undefined, 'YAML or JSON']],
    ['the same key twice', 'mapping: evidence/1\nmapping: evidence/1\n', ['ASSAY-IMPORT-005', 2, undefined, 'YAML or JSON']],
    ['a key that reaches a prototype', 'mapping: evidence/1\n__proto__: { rules: [] }\n', ['ASSAY-IMPORT-005', 1, undefined, 'YAML or JSON']],
    ['a NUL', 'mapping: \0', ['ASSAY-IMPORT-009', 1, undefined, 'text']],
    ['nesting without end', `mapping: ${'['.repeat(5000)}`, ['ASSAY-IMPORT-005', expect.anything(), undefined, 'YAML or JSON']],
    ['nothing', '', ['ASSAY-IMPORT-005', undefined, '', 'mapping: evidence/1, and rules']],
  ])('with %s is refused, with its place', (_, text, fault) => expect(faults(text)[0]).toEqual(fault));

  it('is read or refused with a code, wherever it is cut', () =>
    fc.assert(
      fc.property(fc.nat(GOOD.length), fc.string(), (at, more) => {
        for (const [code] of faults(GOOD.slice(0, at) + more)) expect(code).toMatch(/^ASSAY-IMPORT-00[569]$/);
      }),
      { numRuns: 300 },
    ));
});
