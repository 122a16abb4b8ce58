import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Duration, Instant, Refused } from '../../core/index.ts';
import type { Figures } from './model.ts';
import { decisionFigures, decisionsOf, figuresFrom, itemsOf } from './tables.ts';
import { wordsFaults } from './words.ts';

const NOW = Instant.parse('2026-11-01T00:00:00Z');
const drawn = (task: string, text: string, given: Figures = {}) => figuresFrom(task, text, 't.csv', given, NOW);
function codes(work: () => unknown): readonly string[] {
  try {
    work();
    return [];
  } catch (error) {
    if (error instanceof Refused) return error.faults.map(({ code }) => code);
    throw error;
  }
}

describe('figures from a table of holes', () => {
  const table = `item,available at,applied at,severity
a,2026-10-01,2026-10-02,critical
b,2026-10-01,2026-10-05,low
c,2026-10-01,2026-10-11,low
d,2026-10-22,,critical
`;
  it('counts those past the limit of their severity, and open ones by how long they have been open', () => {
    expect(drawn('holes', table, { limit: 'P7D', 'limit-critical': 'P2D' })).toMatchObject({
      holes: 4,
      open: 1,
      late: 2,
      within: 0.5,
      p50: 'PT96H',
      p90: 'PT240H',
      latencies: ['PT24H', 'PT96H', 'PT240H'],
    });
  });

  it('does not know what is late without a limit for each', () => {
    expect(drawn('holes', table, { 'limit-critical': 'P2D' })).not.toHaveProperty('late');
  });

  it.each([
    'item,available,applied\n',
    'available,applied\nx,2026-10-01\n',
    'available,applied\n2026-10-02,2026-10-01\n',
    'available,applied\n2026-12-02,\n',
    'available,applied,severity\n2026-10-02,,huge\n',
    'available,applied,closed\n2026-10-02,,\n',
  ])('%# refuses what cannot be', (text) => {
    expect(codes(() => drawn('holes', text, { limit: 'P7D' }))).toContain('ASSAY-REVIEW-010');
  });

  it('keeps as many times as an entry has room for, from the shortest to the longest', () => {
    const rows = Array.from(
      { length: 5000 },
      (_, i) => `2026-01-01T00:00:00Z,${Instant.format(Instant.of(Date.parse('2026-01-01T00:00:00Z') + i * 3_600_000))}`,
    );
    const { latencies } = drawn('holes', `available,applied\n${rows.join('\n')}\n`, { limit: 'P7D' });
    expect(latencies).toHaveLength(1000);
    expect(latencies).toEqual(expect.arrayContaining(['PT0H', 'PT4999H']));
  });

  it('has quantiles among its times, in order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 600 }), { minLength: 1, maxLength: 40 }), (hours) => {
        const start = Date.parse('2026-09-01T00:00:00Z');
        const rows = hours.map((each) => `2026-09-01,${Instant.format(Instant.of(start + each * 3_600_000))}`);
        const { p50, p90, within } = drawn('holes', `available,applied\n${rows.join('\n')}\n`, { limit: 'PT300H' });
        const [half, most] = [p50, p90].map((each) => Duration.parse(String(each)) / 3_600_000) as [number, number];
        expect(half <= most && hours.includes(half) && hours.includes(most)).toBe(true);
        expect(hours.filter((each) => each <= half).length).toBeGreaterThanOrEqual(hours.length / 2);
        expect(within).toBeCloseTo(hours.filter((each) => each <= 300).length / hours.length, 3);
      }),
    );
  });
});

describe('figures from a log of check-outs', () => {
  const head = 'Who,What,From,Until,Approved By\n';
  const row = (who: string, from: string, until: string, by: string, what = 'root') =>
    `${who},${what},2026-10-30T${from}:00Z,${until === '' ? '' : `2026-10-30T${until}:00Z`},${by}\n`;
  it.each([
    ['nothing', row('ada', '08:00', '10:00', 'eve'), {}],
    ['one that took longer', row('ada', '08:00', '18:00', 'eve'), { overdue: 1 }],
    ['one that never ended', row('ada', '08:00', '', 'eve'), { overdue: 1 }],
    ['one that nobody approved', row('ada', '08:00', '10:00', ''), { unapproved: 1 }],
    ['one that who took it approved', row('ada', '08:00', '10:00', 'Ada'), { unapproved: 1 }],
    ['a right that was out twice', row('ada', '08:00', '10:00', 'eve') + row('bob', '09:00', '11:00', 'eve'), { overlapping: 1 }],
    ['three at once', row('ada', '08:00', '10:00', 'eve') + row('bob', '09:00', '11:00', 'eve') + row('kim', '09:30', '09:40', 'eve'), { overlapping: 2 }],
    ['one after the other', row('ada', '08:00', '10:00', 'eve') + row('bob', '10:00', '11:00', 'eve'), {}],
    ['two rights', row('ada', '08:00', '10:00', 'eve') + row('bob', '08:00', '10:00', 'eve', 'vault'), {}],
  ])('finds %s', (_, rows, found) => {
    expect(drawn('check-outs', head + rows, { limit: 'PT4H' })).toMatchObject({ overdue: 0, unapproved: 0, overlapping: 0, ...found });
  });

  it('refuses a log without any row, and one without its columns', () => {
    expect(codes(() => drawn('check-outs', head))).toEqual(['ASSAY-REVIEW-010']);
    expect(codes(() => drawn('check-outs', 'who,from\na,b\n'))).toHaveLength(3);
    expect(codes(() => drawn('check-outs', `${head},,2026-10-30,,\n`))).toHaveLength(2);
  });
});

describe('other tables', () => {
  it('count accounts once each', () => {
    expect(drawn('standing', 'account,standing\na,yes\nb,no\n')).toEqual({ accounts: 2, standing: 1 });
    expect(drawn('accounts', 'account,resistant\na,true\nb,false\n', { target: '2027-01-01T00:00:00Z' })).toEqual({
      accounts: 2,
      resistant: 1,
      target: '2027-01-01T00:00:00Z',
    });
    expect(codes(() => drawn('accounts', 'account,resistant\na,yes\nA,yes\n'))).toEqual(['ASSAY-REVIEW-010']);
  });

  it('take keep, change and remove for what they are', () => {
    const items = itemsOf('item\na\nb\nc\nd\n', 'i.csv');
    const decided = decisionsOf('item,decision\na,keep\nb,Change\nc,remove\nd,confirmed\n', 'd.csv', items);
    expect(decisionFigures(decided, items.length)).toEqual({ items: 4, confirmed: 2, changed: 1, removed: 1 });
    expect(codes(() => decisionsOf('item,decision\nx,keep\na,shrug\n', 'd.csv', items))).toEqual(['ASSAY-REVIEW-012', 'ASSAY-REVIEW-010']);
  });
});

describe('a table', () => {
  it.each([
    ['leavers', 'account,left,removed\n'],
    ['leavers', 'account,left,removed\nada,2026-10-01,2026-10-02\nADA,2026-10-01,2026-10-02\n'],
    ['accounts', 'account,resistant\n'],
    ['standing', 'account,standing\n'],
  ])('of %s without a row, or with one twice, is refused', (task, text) => {
    expect(codes(() => drawn(task, text))).toEqual(['ASSAY-REVIEW-010']);
  });

  it.each([
    ['holes', 'available,applied\n2026-01-01,\n', { late: 0 }],
    ['check-outs', 'who,what,from,until,approved by\nada,root,2026-01-01,,eve\n', { overdue: 0 }],
    ['standing', 'account,standing\na,yes\n', { standing: 0 }],
    ['leavers', 'account,left,removed\nada,2026-10-01,\n', { removed: 1 }],
  ])('of %s takes no figure that it shows itself', (task, text, given) => {
    expect(codes(() => drawn(task, text, given))).toEqual(['ASSAY-REVIEW-006']);
  });

  it('says how long each open hole has been open, to the second', () => {
    const text = 'available,applied\n2026-10-01T00:00:00Z,2026-10-08T00:00:00.5Z\n2026-10-25T00:00:00Z,\n';
    expect(drawn('holes', text, { limit: 'P7D' })).toMatchObject({ late: 1, open: 1, latencies: ['PT168H1S'], 'open-for': ['PT168H'] });
  });
});

describe('words that go on the ledger', () => {
  it.each([
    ['jane.doe', 'Jane Doe is on sick leave', true],
    ['jane.doe@fern.example', 'DOE, Jane left', true],
    ['ada', 'ask Ada', true],
    ['jané', 'waits for Jane', true],
    ['jane.doe', 'the build was moved', false],
    ['build-agent', 'the build system is gone', false],
    ['42', '42 of them', false],
    ['', 'moved', false],
  ])('where %j is an item: %j', (name, text, refused) => {
    const faults = wordsFaults('--reason', text, [name]);
    expect(faults.map(({ code }) => code)).toEqual(refused ? ['ASSAY-REVIEW-009'] : []);
    expect(JSON.stringify(faults)).not.toMatch(/jane|doe/i);
  });

  it.each(['', ' ', 'x'.repeat(201), 'ask ada@example.org', 'ask ada＠example.org', 'ask ada (at) example.org', 'one\nother'])('%# are refused', (text) => {
    const faults = wordsFaults('--reason', text);
    expect(faults.map(({ code }) => code)).toContain('ASSAY-REVIEW-009');
    expect(JSON.stringify(faults)).not.toContain('ada');
  });
  it('may say why', () => expect(wordsFaults('--reason', 'the system was switched off at the end of the year')).toEqual([]));
});
