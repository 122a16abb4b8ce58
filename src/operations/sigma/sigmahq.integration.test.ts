import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTarGz } from '../../../test/read-tar.ts';
import { vectors } from '../../../test/vectors.ts';
import { compile } from './engine.ts';
import { expressionOf } from './expression.ts';
import type { Item, Selection } from './model.ts';
import { readRules } from './read.ts';
import { trialEvents } from './trial.ts';
import { matches } from './walk.ts';

const RULES = vectors('operations/sigma-rules.tar.gz');
const EVENTS = vectors('operations/sigma-regression-half.tar.gz');
const SPEC = vectors('operations/sigma-spec/tests/schema');

const itemsOf = (selection: Selection): readonly Item[] => (selection.kind === 'every' ? selection.items : selection.of.flatMap(itemsOf));

describe.runIf(RULES !== undefined && EVENTS !== undefined)('SigmaHQ', () => {
  const texts = [...readTarGz(RULES as string)].filter(([file]) => file.endsWith('.yml')).map(([file, text]) => ({ file, text }));
  const set = readRules(texts);
  const files = [...readTarGz(EVENTS as string)].filter(([file]) => file.endsWith('.json'));

  it('loads whole, without a fault and without a note', () => {
    expect({ rules: set.rules.length, faults: set.faults, notes: set.notes }).toEqual({ rules: 3141, faults: [], notes: [] });
  });

  it('has no regular expression that is refused', () => {
    const sources = set.rules.flatMap(({ detecting }) =>
      [...detecting.selections.values()]
        .flatMap(itemsOf)
        .flatMap(({ tests }) => tests.flatMap((test) => (test.kind === 'regex' ? [test.expression.source] : []))),
    );
    expect(sources.length).toBeGreaterThan(160);
    expect(sources.filter((source) => 'refused' in expressionOf(source, new Set()))).toEqual([]);
  });

  it('fires by each file of events the rule that the file is named after, and both evaluators agree on every event', () => {
    const engine = compile(set.rules);
    const byId = new Map(set.rules.map((rule) => [rule.id, rule]));
    const silent: string[] = [];
    const others: string[] = [];
    let owing = 0;
    for (const [file, text] of files) {
      const events = trialEvents(text, undefined) ?? [];
      expect(events.length, file).toBeGreaterThan(0);
      const id = basename(file, '.json');
      const rule = byId.get(id);
      const found = events.map((event) => {
        const matched = engine.match(event).map(({ key }) => key);
        expect(matched, file).toEqual(set.rules.filter((one) => matches(one, event)).map(({ key }) => key));
        return matched;
      });
      if (rule === undefined) continue;
      owing += 1;
      if (!found.some((matched) => matched.includes(id))) silent.push(file);
      others.push(...found.flatMap((matched, i) => (matched.includes(id) ? [] : [`${rule.title} ${i}`])));
    }
    expect({ owing, silent }).toEqual({ owing: 94, silent: [] });
    // Each is another event of the same recording, which `endswith` rules out ("The value is expected at the end of the field's content", modifiers appendix 2.1.0):
    // the command line of the shell and of tasklist around the findstr that is meant, and the marks of origin that a browser writes beside the files that are meant.
    expect(others).toEqual([
      'Cred Dump Tools Dropped Files 1',
      'Cred Dump Tools Dropped Files 3',
      'Cred Dump Tools Dropped Files 5',
      'Security Tools Keyword Lookup Via Findstr.EXE 0',
      'Security Tools Keyword Lookup Via Findstr.EXE 1',
    ]);
  });
});

describe.runIf(SPEC !== undefined)('the specification’s own documents', () => {
  it.each(SPEC === undefined ? [] : readdirSync(SPEC, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yml')))('%s is read', (file) => {
    const { rules, correlations, filters, faults, notes } = readRules([{ file, text: readFileSync(join(SPEC as string, file), 'utf8') }]);
    // Correlations and filters name rules that are not beside them; that is all that is missing.
    const others = faults.filter(({ code }) => code !== 'ASSAY-SIGMA-012');
    expect({ others, notes }).toEqual({ others: [], notes: [] });
    expect(rules.length + correlations.length + filters.length + faults.length).toBe(1);
  });
});
