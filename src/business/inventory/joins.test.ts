import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refused } from '../../core/index.ts';
import { joinerOf } from './join.ts';
import { globMatches, NO_JOINS, readJoins } from './joins.ts';
import { MAP, thing } from './office.fixture.ts';

const rules = (...lines: readonly string[]) => readJoins(`assay: joins/1\njoins:\n${lines.map((line) => `  - ${line}`).join('\n')}\n`, 'joins.yaml', MAP);

function faultsOf(text: string) {
  try {
    readJoins(text, 'joins.yaml', MAP);
  } catch (error) {
    if (error instanceof Refused) return error.faults.map(({ code, line, field }) => `${code} ${line} ${field}`);
    throw error;
  }
  return [];
}

describe('a file of joins', () => {
  it.each<[string, string, readonly string[]]>([
    ['another edition', 'assay: joins/2\njoins: []\n', ['ASSAY-INVENTORY-001 1 assay']],
    ['a field that it does not have', 'assay: joins/1\njoin: []\njoins: []\n', ['ASSAY-INVENTORY-001 1 ']],
    ['a misspelt condition', 'assay: joins/1\njoins:\n  - { nane: x, is: mail }\n', ['ASSAY-INVENTORY-001 3 joins[0]']],
    ['both answers', 'assay: joins/1\njoins:\n  - { name: x, is: mail, leave: y }\n', ['ASSAY-INVENTORY-001 3 joins[0]']],
    ['neither answer', 'assay: joins/1\njoins:\n  - { name: x }\n', ['ASSAY-INVENTORY-001 3 joins[0]']],
    ['a kind that there is not', 'assay: joins/1\njoins:\n  - { name: x, kind: cat, is: mail }\n', ['ASSAY-INVENTORY-001 3 joins[0]']],
    [
      'two rules that are wrong, both told',
      'assay: joins/1\njoins:\n  - { name: x, is: mial }\n  - { name: y, is: mail }\n  - { name: z, is: lamps }\n',
      ['ASSAY-INVENTORY-002 3 joins[0].is', 'ASSAY-INVENTORY-002 5 joins[2].is'],
    ],
    ['no YAML', 'assay: [\n', ['ASSAY-MAP-002']],
    ['a key that reaches a prototype', 'assay: joins/1\njoins:\n  - { __proto__: x, is: mail }\n', ['ASSAY-MAP-004']],
  ])('%s is refused with its place', (_, text, wanted) => {
    const found = faultsOf(text);
    expect(found.map((fault, i) => fault.slice(0, wanted[i]?.length))).toEqual(wanted);
  });

  it('is read with the line of each rule', () => {
    expect(rules('{ format: scim, kind: group, name: dev-*, is: developer }', '{ name: old, leave: is switched off }').rules).toEqual([
      { format: 'scim', kind: 'group', name: 'dev-*', number: 1, line: 3, says: { is: 'developer' } },
      { name: 'old', number: 2, line: 4, says: { leave: 'is switched off' } },
    ]);
  });
});

describe('a pattern', () => {
  it('means what the same regular expression means', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', '/'), maxLength: 8 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*'), maxLength: 6 });
    fc.assert(
      fc.property(pattern, text, (glob, word) => {
        const same = new RegExp(
          `^${glob
            .split('*')
            .map((piece) => piece.replace(/[.]/g, '\\$&'))
            .join('.*')}$`,
          's',
        );
        expect(globMatches(glob, word)).toBe(same.test(word));
      }),
    );
  });
});

describe('a thing is joined', () => {
  it.each([
    ['by a rule', thing('group', 'g1', { name: 'Dev-Lamps' }), 'part developer rule'],
    ['by a rule, before a name', thing('repository', 'r1', { name: 'Lamp source', aliases: ['ruled'] }), 'part build rule'],
    ['by a rule of its own format only', thing('group', 'elsewhere'), 'nothing'],
    ['left by a rule', thing('host', 'old-7'), 'left'],
    ['not where two rules differ', thing('group', 'dev-old-7'), 'unclear'],
    ['by its name', thing('repository', 'r1', { name: 'lamp source' }), 'part source name'],
    ['by a package url of any version', thing('repository', 'r1', { name: 'x', aliases: ['pkg:github/lamps/firmware@9'] }), 'part source name'],
    ['by owner and name', thing('repository', 'r1', { name: 'firmware', aliases: ['Lamps/Firmware'] }), 'part source name'],
    ['by a host', thing('host', 'h1', { aliases: ['edge.lamps.example'] }), 'part other-cloud name'],
    ['not where its words mean two parts', thing('host', 'h1', { name: 'Company mail', aliases: ['build'] }), 'unclear'],
    ['as the only mail of the map', thing('system', 's1', { name: 'Exchange Online' }), 'part mail only'],
    ['as the only identity provider', thing('identity-provider', 's1', { name: 'x' }), 'part sign-in only'],
    ['not as the only of a kind where there are none', thing('system', 's1', { name: 'Confluence wiki' }), 'nothing'],
    ['not as the only of a kind where it is no system of a tenant', thing('application', 's1', { name: 'mail merge' }), 'nothing'],
    ['not where its words say two kinds', thing('system', 's1', { name: 'mail and wiki' }), 'nothing'],
  ])('%s', (_, one, wanted) => {
    const joins = rules(
      '{ name: DEV-*, is: developer }',
      '{ name: ruled, is: build }',
      '{ format: scim, name: elsewhere, is: mail }',
      '{ name: "*old*", leave: is switched off }',
    );
    const join = joinerOf(MAP, joins)(one, 'fixture');
    expect(join.to === 'part' ? `part ${join.part} ${join.by}` : join.to).toBe(wanted);
  });

  it('not at all where nothing is said of it', () => {
    expect(joinerOf(MAP, NO_JOINS)(thing('account', 'ada'), 'fixture')).toEqual({ to: 'nothing' });
  });
});
