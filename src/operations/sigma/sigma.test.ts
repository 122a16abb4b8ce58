import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressGroups, inNetwork, networkOf } from '../event/network.ts';
import { conditionOf } from './condition.ts';
import { Detector } from './detector.ts';
import { base64Offsets, utf8 } from './encode.ts';
import { compile } from './engine.ts';
import { explain } from './explain.ts';
import { expressionOf, requiredText } from './expression.ts';
import { eventWith, rulesOf, ruleWith } from './made.fixture.ts';
import { partOf } from './moment.ts';
import { MAPPED_NAMES, mappedField } from './taxonomy.ts';
import { trialEvents } from './trial.ts';
import { tokensOf, writtenTokens } from './value.ts';
import { matches } from './walk.ts';
import { windowsEvent } from './windows.ts';

/** Both evaluators, which have to agree. */
function tried(detection: string, record: Readonly<Record<string, unknown>>, placeholders?: ReadonlyMap<string, readonly string[]>): boolean {
  const rule = ruleWith(detection, placeholders);
  const event = eventWith(record);
  const walked = matches(rule, event);
  expect(compile([rule]).match(event)).toHaveLength(walked ? 1 : 0);
  return walked;
}

const selection = (line: string) => `s:\n  ${line}\ncondition: s`;

describe('values', () => {
  it.each([
    ["a: 'ProgA.exe'", { a: 'proga.EXE' }, true],
    ["a: 'prog?.exe'", { a: 'progB.exe' }, true],
    ["a: 'prog?.exe'", { a: 'prog.exe' }, false],
    ["a: 'av*.exe'", { a: 'av21.2\n.exe' }, true],
    [String.raw`a: 'a\*b'`, { a: 'a*b' }, true],
    [String.raw`a: 'a\*b'`, { a: 'axb' }, false],
    [String.raw`a: 'c:\\*'`, { a: 'c:\\x' }, true],
    [String.raw`a: 'c:\\\*'`, { a: 'c:\\*' }, true],
    [String.raw`a: 'c:\\\*'`, { a: 'c:\\x' }, false],
    [String.raw`a: 'c:\x'`, { a: 'c:\\x' }, true],
    [String.raw`a: '\\\\srv'`, { a: '\\\\srv' }, true],
    [String.raw`a: '\\\srv'`, { a: '\\\\srv' }, true],
    ['a: 4688', { a: '4688' }, true],
    ["a: '4688'", { a: 4688 }, true],
    ['a: true', { a: 'True' }, true],
    ['a: null', {}, true],
    ['a: null', { a: null }, true],
    ['a: null', { a: '' }, false],
    ["a: ''", { a: '' }, true],
    ["a: ''", {}, false],
    ['a: [x, y]', { a: 'Y' }, true],
    ['a: [x, y]', { a: ['q', 'x'] }, true],
    ['a.b: x', { a: { b: 'x' } }, true],
    ['a.b: x', { 'a.b': 'x' }, true],
    ['a.b: x', { a: [{ b: 'q' }, { b: 'x' }] }, true],
    ['valueOf: x', {}, false],
    ['toString|exists: true', {}, false],
  ])('%s of %j: %s', (line, record, answer) => {
    expect(tried(selection(line), record)).toBe(answer);
  });

  it('reads a value and writes it alike', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '\\', '*', '?', '-', 'Z') }), (text) => {
        const tokens = tokensOf(text);
        expect(tokensOf(writtenTokens(tokens))).toEqual(tokens);
      }),
    );
  });
});

describe('modifiers', () => {
  it.each([
    ['a|contains: ell', { a: 'hELLo' }, true],
    ['a|startswith: he', { a: 'Hello' }, true],
    ['a|endswith: lo', { a: 'hello' }, true],
    ['a|endswith: ll', { a: 'hello' }, false],
    ['a|contains|all: [he, lo]', { a: 'hello' }, true],
    ['a|contains|all: [he, xx]', { a: 'hello' }, false],
    ['a|cased: Hello', { a: 'hello' }, false],
    ['a|contains|cased: ELL', { a: 'hELLo' }, true],
    ['a|neq: x', { a: 'y' }, true],
    ['a|neq: [x, y]', { a: 'y' }, false],
    ['a|exists: true', { a: null }, true],
    ['a|exists: false', {}, true],
    ["a|windash|contains: ' -enc'", { a: 'ps /ENC' }, true],
    ["a|windash|contains: ' -enc'", { a: 'ps \u2013enc' }, true],
    ["a|contains|windash: ' -enc'", { a: 'ps \u2015enc' }, true],
    ["a|windash: 'x-y'", { a: 'x/y' }, false],
    ["a|re: 'h.l+o$'", { a: 'say hello' }, true],
    ["a|re: 'H'", { a: 'hello' }, false],
    ["a|re|i: 'H'", { a: 'hello' }, true],
    ["a|re|m: '^b$'", { a: 'a\nb' }, true],
    ["a|re|s: 'a.b'", { a: 'a\nb' }, true],
    ["a|re: 'a.b'", { a: 'a\nb' }, false],
    ['a|base64: foobar', { a: 'Zm9vYmFy' }, true],
    ['a|base64offset|contains: /bin/bash', { a: 'xL2Jpbi9iYXNo' }, true],
    ['a|utf16le|base64offset|contains: ping', { a: 'cABpAG4AZw' }, true],
    ['a|wide|base64: ab', { a: 'YQBiAA==' }, true],
    ['a|utf16be|base64: ab', { a: 'AGEAYg==' }, true],
    ['a|utf16|base64: ab', { a: '//5hAGIA' }, true],
    ['a|lt: 5', { a: '4.5' }, true],
    ['a|lte: 5', { a: 5 }, true],
    ['a|gt: 5', { a: 5 }, false],
    ['a|gte: 5', { a: 'x' }, false],
    ['a|hour|gte: 22', { a: '2026-01-01T23:10:00Z' }, true],
    ['a|minute: 10', { a: '2026-01-01 23:10:00' }, true],
    ['a|week: 1', { a: '2026-01-01' }, true],
    ['a|year|lt: 2000', { a: '1999-12-31T00:00:00Z' }, true],
    ['a|cidr: 10.0.0.0/8', { a: '10.200.1.1' }, true],
    ['a|cidr: 10.0.0.0/8', { a: '11.0.0.1' }, false],
    ['a|cidr: fe80::/10', { a: 'fe90::1' }, true],
    ["a|cidr: '::/0'", { a: '1.2.3.4' }, false],
    ['a|fieldref: b', { a: 'X', b: 'x' }, true],
    ['a|fieldref|startswith: b', { a: 'xyz', b: 'X' }, true],
    ['a|fieldref|endswith: b', { a: 'xyz', b: 'YZ' }, true],
    ['a|fieldref|contains: b', { a: 'xyz', b: 'y' }, true],
    ['a|fieldref|neq: b', { a: 'x', b: 'y' }, true],
    ['a|fieldref: b', { a: 'x' }, false],
  ])('%s of %j: %s', (line, record, answer) => {
    expect(tried(selection(line), record)).toBe(answer);
  });

  it('fills placeholders, and refuses a rule whose placeholder has no values', () => {
    const values = new Map([['Servers', ['srv*', 'db1']]]);
    expect(tried(selection("a|expand: '%Servers%'"), { a: 'srv12' }, values)).toBe(true);
    expect(tried(selection(String.raw`a|expand: '\%x%Servers%'`), { a: '%xdb1' }, values)).toBe(true);
    expect(tried(selection("a: '%Servers%'"), { a: '%servers%' })).toBe(true);
    const [fault] = rulesOf("title: t\nlogsource: {}\ndetection:\n  s:\n    a|expand: '%Nobody%'\n  condition: s\n").faults;
    expect(fault).toMatchObject({ code: 'ASSAY-SIGMA-010', file: 'made.yml', line: 5 });
  });

  it('gives the three shifts of base64', () => {
    expect(base64Offsets(utf8('foobar'))).toEqual(['Zm9vYmFy', 'Zvb2Jhc', 'mb29iYX']);
  });

  it('runs what looks around where that takes linear time, and refuses the rest', () => {
    const look = expressionOf('abc(?=def)', new Set());
    expect('found' in look && look.found('xabcdef')).toBe(true);
    expect(expressionOf('(a)\\1', new Set())).toHaveProperty('refused');
    expect(expressionOf('a(?!b)c', new Set())).toHaveProperty('refused');
    expect(expressionOf('('.repeat(9000), new Set())).toHaveProperty('refused');
  });

  it('finds in an expression only text that every match has', () => {
    const part = fc.constantFrom('abc', 'x?', 'y*', '[ab]', '(?:q|w)', '(r)?', 'm{2}', '\\.', 'n+', '\\d', 'z{0,3}', '(?i)', 't');
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 6 }),
        fc.string({ unit: fc.constantFrom(...'abcxyqwrmnzt.0'.split('')), maxLength: 30 }),
        (parts, text) => {
          const source = parts.join('');
          const expression = expressionOf(source, new Set());
          const needed = requiredText(source);
          if ('found' in expression && needed !== undefined && expression.found(text)) expect(text.toLowerCase()).toContain(needed.toLowerCase());
        },
      ),
      { numRuns: 2000 },
    );
    expect(requiredText('^cmd\\.exe.*foo')).toBe('cmd.exe');
  });
});

describe('selections and keywords', () => {
  it.each([
    ['s:\n  - a: x\n  - b: y\ncondition: s', { b: 'y' }, true],
    ['s:\n  - EVIL\n  - other\ncondition: s', { m: 'an evil service' }, true],
    ["s:\n  '|all':\n    - one\n    - two\ncondition: s", { m: 'one', n: { o: ['two'] } }, true],
    ["s:\n  '|all':\n    - one\n    - two\ncondition: s", { m: 'one' }, false],
    ["s:\n  '|re': 'ev.l'\ncondition: s", { m: 'an evil' }, true],
    ['s:\n  a: x\nf:\n  b: y\ncondition: s and not f', { a: 'x', b: 'y' }, false],
    ['s:\n  a: x\nf:\n  b: y\ncondition: [s, f]', { b: 'y' }, true],
    ['s_1:\n  a: x\ns_2:\n  b: y\n_s:\n  c: z\ncondition: all of them', { a: 'x', b: 'y' }, true],
    ['s_1:\n  a: x\n_s:\n  c: z\ncondition: 1 of them', { c: 'z' }, false],
    ['s_1:\n  a: x\n_s:\n  c: z\ncondition: 1 of _*', { c: 'z' }, true],
    ['a1b:\n  a: x\na2b:\n  b: y\ncondition: 1 of a*b', { b: 'y' }, true],
    ['a:\n  a: x\nb:\n  b: y\nc:\n  c: z\ncondition: a or b and c', { a: 'x' }, true],
    ['a:\n  a: x\nb:\n  b: y\nc:\n  c: z\ncondition: (a or b) and c', { a: 'x' }, false],
    ['a:\n  a: x\nb:\n  b: y\ncondition: not a and b', { b: 'y' }, true],
    ['a:\n  a: x\nb:\n  b: y\ncondition: not (a and b)', { a: 'x' }, true],
    ['a:\n  a: x\ncondition: NOT NOT a', { a: 'x' }, true],
  ])('%s of %j: %s', (detection, record, answer) => {
    expect(tried(detection, record)).toBe(answer);
  });

  it.each([
    ['s and', '005'],
    ['s or or s', '005'],
    ['(s', '005'],
    ['s)', '005'],
    ['s s', '005'],
    ['1 of', '005'],
    ['s | count() > 5', '005'],
    ['t', '006'],
    ['all of t*', '006'],
    ['('.repeat(500), '005'],
  ])('refuses the condition %s', (text, number) => {
    expect(conditionOf(text, ['s'])).toMatchObject({ number });
  });
});

describe('reading', () => {
  const rule = (more: string) => `title: t\nlogsource: {}\ndetection:\n  s:\n    a: x\n  condition: s\n${more}`;
  it.each([
    ['ASSAY-SIGMA-001', 'a: [b\n'],
    ['ASSAY-SIGMA-002', 'x'.repeat(5_000_000)],
    ['ASSAY-SIGMA-003', 'logsource: {}\ndetection:\n  s: {a: x}\n  condition: s\n'],
    ['ASSAY-SIGMA-004', 'title: t\nlogsource: {}\ndetection:\n  s: {a: {b: c}}\n  condition: s\n'],
    ['ASSAY-SIGMA-005', 'title: t\nlogsource: {}\ndetection:\n  s: {a: x}\n  condition: s and\n'],
    ['ASSAY-SIGMA-006', 'title: t\nlogsource: {}\ndetection:\n  s: {a: x}\n  condition: q\n'],
    ['ASSAY-SIGMA-007', 'title: t\nlogsource: {}\ndetection:\n  s: {a|contain: x}\n  condition: s\n'],
    ['ASSAY-SIGMA-008', 'title: t\nlogsource: {}\ndetection:\n  s: {a|re|contains: x}\n  condition: s\n'],
    ['ASSAY-SIGMA-009', "title: t\nlogsource: {}\ndetection:\n  s: {a|re: 'a(?!b)'}\n  condition: s\n"],
    ['ASSAY-SIGMA-011', 'title: t\ncorrelation:\n  type: event_count\n  rules: [x]\n  timespan: 5x\n'],
    ['ASSAY-SIGMA-012', 'title: t\ncorrelation:\n  type: event_count\n  rules: [x]\n  group-by: [a]\n  timespan: 5m\n  condition: {gte: 5}\n'],
    ['ASSAY-SIGMA-013', `${rule('name: n\n')}---\n${rule('name: n\n')}`],
    [
      'ASSAY-SIGMA-014',
      'title: t\nname: a\ncorrelation:\n  type: temporal\n  rules: [b]\n  group-by: [x]\n  timespan: 5m\n---\ntitle: t\nname: b\ncorrelation:\n  type: temporal\n  rules: [a]\n  group-by: [x]\n  timespan: 5m\n',
    ],
    ['ASSAY-SIGMA-015', 'title: t\n'],
  ])('%s', (code, text) => {
    const { rules, correlations, faults } = rulesOf(text);
    expect(faults.map((fault) => fault.code)).toContain(code);
    expect(rules.length + correlations.length).toBeLessThan(2);
  });

  it('uses a rule that breaks the specification in what it says of itself, and says so', () => {
    const { rules, notes } = rulesOf(rule('level: severe\ndate: yesterday\ntags: [Bad Tag]\nid: 7\n'));
    expect(rules).toHaveLength(1);
    expect(notes.map(({ field }) => field)).toEqual(['id', 'level', 'date', 'tags']);
  });

  it('reads JSON, and several documents with their lines', () => {
    expect(rulesOf('[{"title":"t","logsource":{},"detection":{"s":{"a":"x"},"condition":"s"}}]').rules).toHaveLength(1);
    const { rules } = rulesOf(`# head\n---\n${rule('')}---\n\n${rule('')}...\n`);
    expect(rules.map(({ line }) => line)).toEqual([3, 11]);
  });

  it('puts global documents into those that follow', () => {
    const { rules } = rulesOf(
      'action: global\ntitle: t\nlogsource: {product: p}\n---\ndetection:\n  s: {a: x}\n  condition: s\n---\naction: reset\n---\ntitle: u\nlogsource: {}\ndetection:\n  s: {a: y}\n  condition: s\n',
    );
    expect(rules.map(({ title, logSource }) => [title, logSource.product])).toEqual([
      ['t', 'p'],
      ['u', undefined],
    ]);
  });

  it('applies filters as "and not", where the log source fits', () => {
    const filter = (source: string) => `title: f\nlogsource: ${source}\nfilter:\n  rules: [n]\n  s: {u|startswith: adm_}\n  condition: s\n`;
    const fits = rulesOf(`${rule('name: n\n')}---\n${filter('{}')}`);
    const [one] = fits.rules;
    expect(one?.filters).toHaveLength(1);
    const engine = compile(fits.rules);
    expect(engine.match(eventWith({ a: 'x', u: 'adm_q' }))).toEqual([]);
    expect(engine.match(eventWith({ a: 'x', u: 'q' }))).toEqual([one]);
    const other = rulesOf(`${rule('name: n\n')}---\n${filter('{product: z}')}`);
    expect(other.rules[0]?.filters).toEqual([]);
    expect(other.notes.map(({ code }) => code)).toEqual(['ASSAY-SIGMA-012']);
  });

  it('throws nothing on any text', () => {
    const base = rule('level: high\n');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(base.length), fc.nat(4), fc.constantFrom('', ' ', '\n', ':', '-', '|', '{', '*', '"', "'", '---\n', '&a ', '*a'))),
        (edits) => {
          let text = base;
          for (const [at, cut, put] of edits) text = text.slice(0, at) + put + text.slice(at + cut);
          expect(Array.isArray(rulesOf(text).faults)).toBe(true);
        },
      ),
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(Array.isArray(rulesOf(text).faults)).toBe(true);
      }),
    );
    for (let i = 0; i < base.length; i += 1) expect(rulesOf(base.slice(0, i)).rules.length).toBeLessThan(2);
  });
});

describe('routing and fields', () => {
  it('tries a rule on events of its log source only, and one without on all', () => {
    const set = rulesOf(
      ['{}', '{product: windows}', '{category: registry_event}', '{category: dns}', '{product: Windows, service: sysmon}']
        .map((source, i) => `title: t${i}\nlogsource: ${source}\ndetection:\n  s: {a: x}\n  condition: s\n`)
        .join('---\n'),
    );
    const engine = compile(set.rules);
    const found = (more: Parameters<typeof eventWith>[1]) => engine.match(eventWith({ a: 'x' }, more)).map(({ title }) => title);
    expect(found({ logSource: {} })).toEqual(['t0']);
    expect(found({ logSource: { product: 'windows', category: 'registry_set', service: 'sysmon' } })).toEqual(['t0', 't1', 't2', 't4']);
    expect(found({ logSource: { product: 'zeek', service: 'dns' }, class: 'dns-activity' })).toEqual(['t0', 't3']);
    expect(compile(set.rules, { anySource: true }).match(eventWith({ a: 'x' }))).toHaveLength(5);
  });

  it('reads the taxonomy’s names from flow and detail', () => {
    const event = eventWith(
      {},
      {
        flow: { src: '10.0.0.1', srcPort: 1, dst: '10.0.0.2', dstPort: 23, transport: 'tcp', outcome: 'unknown' },
        detail: { kind: 'dns', query: 'q.example', type: 'A', answers: ['1.1.1.1'] },
      },
    );
    const rule = ruleWith(
      's:\n  src_ip|cidr: 10.0.0.0/8\n  dst_port: 23\n  query|endswith: example\n  answer: 1.1.1.1\n  flow.dst: 10.0.0.2\n  detail.type: A\ncondition: s',
    );
    expect(compile([rule]).match(event)).toEqual([rule]);
    expect(MAPPED_NAMES.every((name) => mappedField(name) !== undefined)).toBe(true);
  });

  it('lays a Windows event flat', () => {
    const value = {
      Event: {
        System: { Provider: { '#attributes': { Name: 'P' } }, EventID: { '#text': 13 }, Channel: 'Microsoft-Windows-Sysmon/Operational' },
        EventData: { Details: 'd' },
      },
    };
    expect(windowsEvent(value)).toMatchObject({
      record: { Provider_Name: 'P', EventID: 13, Details: 'd' },
      logSource: { product: 'windows', service: 'sysmon', category: 'registry_set' },
    });
    expect(windowsEvent({ a: 1 })).toBeUndefined();
  });

  it('knows addresses, networks and parts of moments', () => {
    expect(addressGroups('1.2.3.256')).toBeUndefined();
    expect(addressGroups('::ffff:1.2.3.4')).toEqual([0, 0, 0, 0, 0, 0xffff, 0x102, 0x304]);
    expect(networkOf('10.0.0.0/33')).toBeUndefined();
    expect(inNetwork(networkOf('2001:db8::/33') ?? { groups: [], bits: 0 }, '2001:db8:8000::1')).toBe(false);
    expect(partOf(1_767_225_600, 'year')).toBe(2026);
    expect(partOf('2026-13-01', 'month')).toBeUndefined();
    expect(partOf('2021-01-03', 'week')).toBe(53);
  });
});

describe('events to try rules on', () => {
  const text = '{"Event":{"System":{"EventID":1,"Channel":"Security"},"EventData":{"a":"x"}}}\n[{"Event":{"System":{},"UserData":{"q":{"b":"\\"}{"}}}}]';
  it('are read from values one after another, with their places', () => {
    const events = trialEvents(text, undefined) ?? [];
    expect(events.map(({ record, offset }) => [record['a'] ?? record['b'], offset])).toEqual([
      ['x', 0],
      ['"}{', 78],
    ]);
    expect(trialEvents('{"a":1}', undefined)).toBeUndefined();
    expect(trialEvents('{"a":1,"time":"2026-01-01T00:00:00Z"}', { product: 'p' })).toMatchObject([{ time: 1_767_225_600_000, logSource: { product: 'p' } }]);
  });

  it('throw nothing on any text, nor does a match on what came out', () => {
    const engine = compile([ruleWith('s:\n  a.b|contains: x\nk:\n  - y\ncondition: s or k')], { anySource: true });
    const ask = (one: string) => {
      for (const event of trialEvents(one, { product: 'p' }) ?? []) expect(engine.match(event).length).toBeLessThan(2);
    };
    for (let i = 0; i < text.length; i += 1) ask(text.slice(0, i));
    fc.assert(fc.property(fc.string(), ask));
    fc.assert(fc.property(fc.json(), ask));
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('__proto__', 'constructor', 'valueOf', 'a', 'Event', 'System', 'EventData', '#text', '#attributes'), fc.jsonValue()),
        (one) => ask(JSON.stringify({ Event: { System: one, EventData: one, UserData: one } })),
      ),
    );
  });
});

describe('both evaluators', () => {
  const name = fc.constantFrom('a', 'b', 'Image');
  const text = fc.string({ unit: fc.constantFrom('a', 'B', '\\', '/', '*', '?', '-', ' ', 'é', '😀', 'İ', 'Σ', '1'), maxLength: 8 });
  const modifiers = fc.constantFrom(
    '',
    '|contains',
    '|startswith',
    '|endswith',
    '|contains|all',
    '|cased',
    '|contains|cased',
    '|windash|contains',
    '|neq',
    '|base64offset|contains',
    '|fieldref',
    '|exists',
    '|gt',
  );
  const line = fc.tuple(name, modifiers, fc.array(text, { minLength: 1, maxLength: 3 }));
  const conditions = fc.constantFrom('s0', 's0 or s1', 's0 and not s1', '1 of s*', 'all of s*', 'not s0', 's1 and (s0 or not s1)');
  const value = fc.oneof(text, fc.constant(null), fc.integer({ min: 0, max: 3 }), fc.array(text, { maxLength: 3 }), fc.boolean());
  const record = fc.record({ a: value, b: value, Image: value }, { requiredKeys: [] });

  it('agree on every event', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(line, line, conditions), { minLength: 1, maxLength: 6 }),
        fc.array(record, { minLength: 1, maxLength: 5 }),
        (made, records) => {
          const { rules } = rulesOf(
            made
              .map(([one, two, condition], i) => {
                const selections = [one, two].map(([field, modifier, values], k) => {
                  const shown =
                    modifier === '|exists'
                      ? 'true'
                      : modifier === '|gt'
                        ? String(values[0]?.length ?? 0)
                        : modifier === '|fieldref'
                          ? '"b"'
                          : JSON.stringify(values);
                  return `  s${k}:\n    ${field}${modifier}: ${shown}`;
                });
                return `title: t${i}\nlogsource: {}\ndetection:\n${selections.join('\n')}\n  condition: ${condition}\n`;
              })
              .join('---\n'),
          );
          const engine = compile(rules);
          for (const one of records) {
            const event = eventWith(one);
            expect(engine.match(event).map(({ title }) => title)).toEqual(rules.filter((rule) => matches(rule, event)).map(({ title }) => title));
            for (const rule of rules) expect(explain(rule, event).matches).toBe(matches(rule, event));
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('says who it is about and what is the same elsewhere as the rule has it', () => {
    const set = rulesOf(
      'title: t\nid: 11111111-1111-4111-8111-111111111111\ntags: [attack.t1046]\nassay: {subject: dst, cause: [port]}\nlogsource: {}\ndetection:\n  s: {a: x}\n  condition: s\n',
    );
    const [detection] = new Detector(set).feed(eventWith({ a: 'x', dst: 'cam', port: 23 }), 'input');
    expect(detection).toMatchObject({
      subject: 'cam',
      cause: 'sigma:11111111-1111-4111-8111-111111111111 port=23',
      techniques: ['T1046'],
      level: 'medium',
      events: [{ input: 'input', offset: 0, length: 1 }],
    });
  });
});
