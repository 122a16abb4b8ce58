import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Instant } from '../../core/index.ts';
import { NO_JOINS, readJoins } from './joins.ts';
import { type Discovery, POWERS, type Thing } from './model.ts';
import { discovery, MAP, NOW, type Row, read, thing } from './office.fixture.ts';
import { inventoryAt } from './view.ts';

const joins = readJoins('assay: joins/1\njoins: [{ name: dev-team, is: developer }, { name: "agreed*", leave: agreed with its owner }]', 'joins.yaml', MAP);
const at = (...all: readonly Discovery[]) => inventoryAt(all.map(read), joins, MAP, NOW);
const SOURCE = thing('repository', 'source');
const unmapped = (things: readonly Thing[], rows: readonly Row[]) =>
  at(discovery(things, rows)).unmapped.map(({ weight, name, can }) => `${weight} ${name}: ${can.join(', ')}`);
const missing = (things: readonly Thing[], rows: readonly Row[]) =>
  at(discovery(things, rows)).missingLinks.map(({ from, type, to }) => `${from} ${type} ${to}`);

describe('what is not on the map', () => {
  it.each<[string, readonly Thing[], readonly Row[], readonly string[]]>([
    ['is nothing where it has no power', [SOURCE, thing('account', 'ada')], [['ada', 'none', 'source']], []],
    ['is named with what it can do', [SOURCE, thing('account', 'ada')], [['ada', 'writes', 'source']], ['critical ada: can write to source']],
    [
      'has what its group has, by any number of steps',
      [SOURCE, thing('account', 'ada'), thing('group', 'inner'), thing('group', 'outer')],
      [
        ['ada', 'member', 'inner'],
        ['inner', 'member', 'outer'],
        ['outer', 'writes', 'source'],
      ],
      ['critical ada: can write to source', 'critical inner: can write to source', 'critical outer: can write to source'],
    ],
    [
      'has what the token that it holds has',
      [SOURCE, thing('account', 'ada'), thing('token', 'pat')],
      [
        ['ada', 'holds', 'pat'],
        ['pat', 'writes', 'source'],
      ],
      ['critical ada: can write to source', 'critical pat: can write to source'],
    ],
    [
      'has over a part what it has over what contains it',
      [SOURCE, thing('organisation', 'org'), thing('account', 'ada')],
      [
        ['org', 'contains', 'source'],
        ['ada', 'administers', 'org'],
      ],
      ['critical ada: can administer source'],
    ],
    [
      'has over a part what it has over a piece of it',
      [SOURCE, thing('branch', 'main'), thing('workflow', 'ci'), thing('account', 'ada')],
      [
        ['source', 'contains', 'main'],
        ['source', 'contains', 'ci'],
        ['ada', 'writes', 'main'],
      ],
      ['critical ada: can write to source'],
    ],
    [
      'is whoever has a role, and not the role',
      [SOURCE, thing('role', 'admins'), thing('account', 'ada')],
      [
        ['source', 'contains', 'admins'],
        ['admins', 'administers', 'source'],
        ['ada', 'member', 'admins'],
      ],
      ['critical ada: can administer source'],
    ],
    [
      'is the role where nobody is known to have it',
      [SOURCE, thing('role', 'admins')],
      [['admins', 'administers', 'source']],
      ['critical admins: can administer source'],
    ],
    [
      'is nobody whom a group of the map answers for',
      [SOURCE, thing('account', 'ada'), thing('group', 'dev-team')],
      [
        ['ada', 'member', 'dev-team'],
        ['dev-team', 'writes', 'source'],
      ],
      [],
    ],
    ['is nothing that a rule leaves', [SOURCE, thing('account', 'agreed-bot')], [['agreed-bot', 'writes', 'source']], []],
    ['is not what only belongs or contains', [SOURCE, thing('organisation', 'org')], [['org', 'contains', 'source']], []],
    ['is not where mail is only sent on', [thing('system', 'mail'), thing('mailbox-rule', 'r')], [['r', 'forwards', 'mail']], []],
    [
      'ends in a ring',
      [SOURCE, thing('group', 'a'), thing('group', 'b')],
      [
        ['a', 'member', 'b'],
        ['b', 'member', 'a'],
        ['a', 'writes', 'source'],
      ],
      ['critical a: can write to source', 'critical b: can write to source'],
    ],
    [
      'is ranked by what it can do to what',
      [SOURCE, thing('host', 'cloud'), thing('runner', 'r'), thing('application', 'reader'), thing('application', 'ops'), thing('backup-job', 'b')],
      [
        ['reader', 'reads', 'cloud'],
        ['ops', 'deploys', 'cloud'],
        ['r', 'builds', 'source'],
        ['b', 'backs-up', 'source'],
      ],
      ['critical r: can build for source', 'critical b: can copy and restore source', 'high ops: can deploy to cloud', 'low reader: can read cloud'],
    ],
  ])('%s', (_, things, rows, wanted) => {
    expect(unmapped(things, rows).toSorted()).toEqual(wanted.toSorted());
  });

  it('puts the worst first', () => {
    const weights = at(
      discovery(
        [SOURCE, thing('host', 'cloud'), thing('application', 'a'), thing('application', 'b'), thing('application', 'c')],
        [
          ['a', 'reads', 'cloud'],
          ['b', 'writes', 'cloud'],
          ['c', 'writes', 'source'],
        ],
      ),
    ).unmapped.map(({ name }) => name);
    expect(weights).toEqual(['c', 'b', 'a']);
  });

  it('says through what', () => {
    const [ada] = at(
      discovery(
        [SOURCE, thing('account', 'ada'), thing('group', 'g')],
        [
          ['ada', 'member', 'g'],
          ['g', 'writes', 'source'],
        ],
      ),
    ).unmapped.filter(({ kind }) => kind === 'account');
    const through = ada?.powers[0]?.through ?? [];
    expect(through).toHaveLength(1);
    expect([ada?.personal, ada?.powers[0]?.part]).toEqual([true, 'source']);
  });

  it('is not what is gone', () => {
    const first = discovery([SOURCE, thing('account', 'ada')], [['ada', 'writes', 'source']], { observedAt: '2026-11-08T00:00:00Z' });
    expect(at(first, discovery([SOURCE])).unmapped).toEqual([]);
    expect(at(first, discovery([SOURCE], [], { scopes: ['elsewhere'] })).unmapped).toHaveLength(1);
    expect(at(first, discovery([SOURCE], [], { uncovered: ['all'] })).unmapped).toHaveLength(1);
    // The account is there still, and its right was taken away.
    expect(at(first, discovery([SOURCE, thing('account', 'ada')])).unmapped).toEqual([]);
  });
});

describe('what the map lacks', () => {
  const DEV = thing('group', 'dev-team');
  const CLOUD = thing('host', 'cloud');
  it.each<[string, readonly Thing[], readonly Row[], readonly string[]]>([
    ['nothing where it has the link', [SOURCE, DEV], [['dev-team', 'writes', 'source']], []],
    ['nothing where a link says as much', [SOURCE, DEV], [['dev-team', 'reads', 'source']], []],
    ['a link where it has none', [CLOUD, DEV], [['dev-team', 'deploys', 'cloud']], ['developer deploys cloud']],
    ['a link where it has a weaker one', [SOURCE, DEV], [['dev-team', 'administers', 'source']], ['developer administers source']],
    [
      'a link through what is not on it',
      [CLOUD, DEV, thing('group', 'ops')],
      [
        ['dev-team', 'member', 'ops'],
        ['ops', 'deploys', 'cloud'],
      ],
      ['developer deploys cloud'],
    ],
    [
      'a link that a piece shows',
      [SOURCE, CLOUD, thing('workflow', 'ci')],
      [
        ['source', 'contains', 'ci'],
        ['ci', 'deploys', 'cloud'],
      ],
      ['source deploys cloud'],
    ],
    [
      'no link of a part with itself',
      [SOURCE, thing('workflow', 'ci')],
      [
        ['source', 'contains', 'ci'],
        ['ci', 'writes', 'source'],
      ],
      [],
    ],
    ['a build where a build system runs something', [SOURCE, thing('runner', 'build')], [['build', 'runs', 'source']], ['build builds source']],
  ])('is %s', (_, things, rows, wanted) => {
    expect(missing(things, rows)).toEqual(wanted);
  });
});

describe('several discoveries', () => {
  it('of two sources are kept apart, though their keys are equal', () => {
    const one = discovery([thing('account', 'ada')], [], { observedAt: '2026-11-08T00:00:00Z' });
    const two = discovery([], [], { source: 'fixture of another tenant' });
    expect(at(one, two).things.map(({ state }) => state)).toEqual(['present']);
  });

  it('of a later moment are not known yet', () => {
    const later = discovery([thing('account', 'ada')], [], { observedAt: '2026-11-11T00:00:00Z' });
    expect(at(later)).toMatchObject({ things: [], sources: [] });
  });

  it('that can no longer be read leave what was seen before as it was, and are counted', () => {
    const first = read(discovery([thing('account', 'ada')], [], { observedAt: '2026-11-08T00:00:00Z' }));
    const { discovery: _, ...second } = read(discovery([]));
    const view = inventoryAt([first, { ...second, unreadable: 'erased' }], joins, MAP, NOW);
    expect(view.things.map(({ state }) => state)).toEqual(['not-seen']);
    expect(view.sources).toMatchObject([{ looks: 2, unreadable: { erased: 1 }, saysItsScopes: false }]);
  });

  it('a relation to what the source does not describe is none', () => {
    expect(at(discovery([thing('account', 'ada')], [['ada', 'writes', 'source']])).relations).toEqual([]);
  });
});

const anyDiscovery = fc
  .record({
    day: fc.integer({ min: 1, max: 9 }),
    source: fc.constantFrom('one', 'two'),
    scopes: fc.subarray(['all', 'some']),
    keys: fc.subarray(['source', 'cloud', 'ada', 'dev-team', 'agreed', 'x']),
    rows: fc.array(fc.tuple(fc.constantFrom('source', 'ada', 'dev-team', 'x'), fc.constantFrom(...POWERS), fc.constantFrom('source', 'cloud', 'x')), {
      maxLength: 6,
    }),
  })
  .map(({ day, source, scopes, keys, rows }) =>
    discovery(
      keys.map((key) =>
        thing(key === 'ada' ? 'account' : key === 'dev-team' ? 'group' : key === 'source' ? 'repository' : 'host', key, {
          scope: key === 'x' ? 'some' : 'all',
        }),
      ),
      rows,
      { observedAt: `2026-11-0${day}T00:00:00Z`, source, scopes },
    ),
  );

describe('whatever was discovered', () => {
  it('the order of recording does not matter', () => {
    fc.assert(
      fc.property(fc.array(anyDiscovery, { maxLength: 6 }), (all) => {
        expect(at(...all.toReversed())).toEqual(at(...all));
      }),
    );
  });

  it('nothing is gone but by a later look of its source that covered its scope and did not have it', () => {
    fc.assert(
      fc.property(fc.array(anyDiscovery, { maxLength: 6 }), (all) => {
        for (const { source, key, scope, state, lastSeen } of at(...all).things) {
          const own = all.filter((one) => one.source === source);
          const size = (one: Discovery) => one.things.filter((each) => each.scope === scope).length;
          // A look that shows less than half of what an earlier one did is not taken for the whole.
          const whole = (one: Discovery) => own.every((before) => before.observedAt >= one.observedAt || size(before) < 3 || size(one) * 2 >= size(before));
          const missed = own.some(
            (one) => one.scopes.includes(scope) && one.observedAt > lastSeen && !one.things.some((each) => each.key === key) && whole(one),
          );
          expect(state === 'gone').toBe(missed);
        }
      }),
    );
  });

  it('what is unmapped is there, has a power over a part, and is explained by nothing', () => {
    fc.assert(
      fc.property(fc.array(anyDiscovery, { maxLength: 6 }), (all) => {
        const view = at(...all);
        const byId = new Map(view.things.map((one) => [one.id, one]));
        for (const { thing: id, powers } of view.unmapped) {
          expect(['part', 'left']).not.toContain(byId.get(id)?.join.to);
          expect(byId.get(id)?.state).not.toBe('gone');
          for (const { part } of powers) expect(MAP.parts.map((each) => each.id)).toContain(part);
        }
      }),
    );
  });

  it('a rule for each thing that is unmapped leaves none', () => {
    fc.assert(
      fc.property(fc.array(anyDiscovery, { maxLength: 4 }), (all) => {
        const names = new Set(inventoryAt(all.map(read), NO_JOINS, MAP, NOW).unmapped.map(({ name }) => name));
        const text = JSON.stringify({ assay: 'joins/1', joins: [...names].map((name) => ({ name, leave: 'agreed' })) });
        expect(inventoryAt(all.map(read), readJoins(text, 'joins.yaml', MAP), MAP, Instant.of(NOW)).unmapped).toEqual([]);
      }),
    );
  });
});

describe('scans of addresses', () => {
  const day = (n: number) => `2026-11-0${n}T00:00:00Z`;
  const scan = (targets: string, n: number, addresses: readonly string[], more: Partial<Discovery> = {}) =>
    discovery(
      addresses.map((address) => thing('host', `host:${address}`, { scope: `hosts:${targets}` })),
      [],
      { format: 'nmap', source: `nmap ${targets}`, scopes: [`hosts:${targets}`], observedAt: day(n), ...more },
    );
  const states = (...all: readonly Discovery[]) => at(...all).things.map(({ key, state, source }) => `${key.slice(5)} ${state} ${source.slice(5)}`);

  it.each<[string, readonly Discovery[], readonly string[]]>([
    [
      'of a network that holds another show what is gone there',
      [scan('10.20.3.0/24', 1, ['10.20.3.7', '10.20.3.8']), scan('10.20.0.0/16', 2, ['10.20.3.8'])],
      ['10.20.3.7 gone 10.20.3.0/24', '10.20.3.8 present 10.20.0.0/16'],
    ],
    [
      'of a smaller network show what is gone in it, and nothing of the rest',
      [scan('10.20.0.0/16', 1, ['10.20.3.7', '10.20.4.7']), scan('10.20.3.0/24', 2, [])],
      ['10.20.3.7 gone 10.20.0.0/16', '10.20.4.7 present 10.20.0.0/16'],
    ],
    ['of another network show nothing', [scan('10.20.3.0/24', 1, ['10.20.3.7']), scan('10.21.0.0/16', 2, [])], ['10.20.3.7 present 10.20.3.0/24']],
    [
      'that ended early show nothing',
      [scan('10.20.3.0/24', 1, ['10.20.3.7']), scan('10.20.0.0/16', 2, [], { scopes: [], uncovered: ['hosts:10.20.0.0/16'] })],
      ['10.20.3.7 present 10.20.3.0/24'],
    ],
    [
      'of version 6 are compared as networks, too',
      [scan('2001:db8:3::/48', 1, ['2001:db8:3::7']), scan('2001:db8::/32', 2, [])],
      ['2001:db8:3::7 gone 2001:db8:3::/48'],
    ],
  ])('%s', (_, all, wanted) => expect(states(...all)).toEqual(wanted));

  it('say whose look it was that did not find something', () => {
    const { things, sources } = at(scan('10.20.3.0/24', 1, ['10.20.3.7']), scan('10.20.0.0/16', 2, []));
    expect(things).toMatchObject([{ goneSince: day(2), goneBy: 'nmap 10.20.0.0/16' }]);
    expect(sources.map(({ source, things: tally }) => [source, tally.gone])).toEqual([
      ['nmap 10.20.0.0/16', 0],
      ['nmap 10.20.3.0/24', 1],
    ]);
  });
});

describe('a look at an organisation', () => {
  it('shows what is gone in it, where it says that it covered it', () => {
    const repository = thing('repository', 'R1', { scope: 'github:lamps/firmware' });
    const later = (more: Partial<Discovery>) =>
      at(discovery([repository], [], { observedAt: '2026-11-01T00:00:00Z', scopes: ['github:lamps/firmware'] }), discovery([], [], more)).things[0]?.state;
    expect(later({ scopes: ['github:lamps'] })).toBe('gone');
    expect(later({ scopes: ['github:lamps'], uncovered: ['github:lamps/firmware'] })).toBe('not-seen');
    expect(later({ scopes: ['github:lamp'] })).toBe('not-seen');
  });
});
