import { describe, expect, it } from 'vitest';
import { compile } from './engine.ts';
import { eventWith, rulesOf } from './made.fixture.ts';
import { tune } from './tune.ts';

const RULE = 'title: t\nname: n\nlogsource: {product: made}\ndetection:\n  s: {a: x}\n  condition: s\n';

describe('tune', () => {
  const [rule] = rulesOf(RULE).rules;
  const made = (user: string, path: string) => eventWith({ a: 'x', user, path, time: '1' });
  it('proposes a filter that takes out every false alarm and no true one', () => {
    if (rule === undefined) throw new Error('the rule was not read');
    const alarms = [made('backup', 'C:\\b*\\1'), made('backup', 'C:\\b*\\2')];
    const real = [made('eve', 'C:\\b*\\1'), made('mallory', 'C:\\b*\\2')];
    const { filter, removed, kept, fields } = tune(rule, alarms, real);
    expect({ removed, kept, fields: [...fields] }).toEqual({ removed: 2, kept: 2, fields: [['user', ['backup']]] });
    const filtered = compile(rulesOf(`${RULE}---\n${filter}`).rules);
    expect(alarms.map((event) => filtered.match(event).length)).toEqual([0, 0]);
    expect(real.map((event) => filtered.match(event).length)).toEqual([1, 1]);
  });

  it('joins two fields where neither is enough, and keeps wildcards plain', () => {
    if (rule === undefined) throw new Error('the rule was not read');
    const { filter, fields } = tune(rule, [made('u', 'p*\\*')], [made('u', 'q'), made('v', 'p*\\*')]);
    expect([...fields.keys()].sort()).toEqual(['path', 'user']);
    const filtered = compile(rulesOf(`${RULE}---\n${filter}`).rules);
    expect(filtered.match(made('u', 'p*\\*'))).toEqual([]);
    expect(filtered.match(made('u', 'pXX'))).toHaveLength(1);
  });

  it('refuses where nothing tells them apart (ASSAY-SIGMA-019)', () => {
    if (rule === undefined) throw new Error('the rule was not read');
    expect(() => tune(rule, [], [])).toThrow('ASSAY-SIGMA-019');
    expect(() => tune(rule, [made('u', 'p')], [made('u', 'p')])).toThrow('ASSAY-SIGMA-019');
  });
});
