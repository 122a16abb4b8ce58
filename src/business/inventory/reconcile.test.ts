import { describe, expect, it } from 'vitest';
import { Digest, Instant } from '../../core/index.ts';
import { CLAIMS } from '../../evidence/claims/index.ts';
import { readEvidence } from '../../evidence/read.ts';
import { readMap } from '../../map/read.ts';
import { subjectsOf } from '../../map/subjects.ts';
import { writeMap } from '../../map/write.ts';
import { discoveryText, INVENTORY_TAKEN, takenOf } from './events.ts';
import { type Joins, NO_JOINS, readJoins } from './joins.ts';
import { type Discovery, discoverySchema } from './model.ts';
import { discovery, MAP, NOW, read, thing } from './office.fixture.ts';
import { reconcile } from './reconcile.ts';
import { suggest } from './suggest.ts';
import { inventoryAt } from './view.ts';
import { inventoryTakenView } from './views.ts';

const RAW = { digest: Digest.of('report'), mediaType: 'application/json' };
const SOURCE = thing('repository', 'source');
const ADA = thing('account', 'U1', { name: 'Ada Lovelace', aliases: ['ada@lamps.example'] });
const declared = (sources: string) => readJoins(`assay: joins/1\nsources: [${sources}]\n`, 'joins.yaml', MAP);
const ALL = declared('{ format: fixture, scopes: [all], every: P30D }');
const said = (all: readonly Discovery[], now = NOW, joins = ALL) => reconcile(inventoryAt(all.map(read), joins, MAP, now), MAP, RAW, now);

describe('what is said of the inventory', () => {
  it('is that it agrees, until the scope that was left longest is too old', () => {
    const older = discovery([SOURCE], [], { source: 'another', observedAt: '2026-10-21T12:30:00Z' });
    const { evidence, withheld } = said([discovery([SOURCE]), older]);
    expect(evidence.map(({ claim, value, validFor, observedAt }) => [claim, value, validFor, observedAt])).toEqual([
      ['service.inventory-reconciled', true, 'P10DT12H30M', '2026-11-10T00:00:00Z'],
      ['service.unmapped-systems', 0, 'P10DT12H30M', '2026-11-10T00:00:00Z'],
    ]);
    expect(withheld).toEqual([]);
    expect(CLAIMS.filter(({ id }) => id.startsWith('service.inventory-rec') || id === 'service.unmapped-systems').map(({ validFor }) => validFor)).toEqual([
      'P30D',
      'P30D',
    ]);
  });

  it.each<[string, readonly Discovery[], Instant, string]>([
    ['it could not look at a scope', [discovery([SOURCE], [], { scopes: ['all', 'x'], uncovered: ['x'] })], NOW, 'fixture lamps could not look at 1 scope'],
    ['it does not say what it covered', [discovery([SOURCE], [], { scopes: [] })], NOW, 'no look of fixture covered all, which joins.yaml declares'],
    ['another source is silent', [discovery([SOURCE]), discovery([SOURCE], [], { source: 'b', observedAt: '2026-10-01T00:00:00Z' })], NOW, 'b is silent'],
    [
      'a source with the name of a person is late',
      [discovery([SOURCE], [], { source: 'ada@lamps.example' })],
      Instant.parse('2027-01-01T00:00:00Z'),
      'fixture is silent',
    ],
  ])('is nothing good where %s', (_, all, now, why) => {
    const { evidence, withheld } = said(all, now);
    expect(evidence).toEqual([]);
    expect(withheld.map((one) => one.why)).toEqual([why, why]);
  });

  it.each<[string, Joins, readonly Discovery[], string | RegExp]>([
    ['nobody declares what makes it up', NO_JOINS, [discovery([SOURCE])], /^joins\.yaml does not declare which sources and scopes/],
    [
      'what was looked at is not what is declared',
      declared('{ format: nmap, scopes: ["hosts:10.20.0.0/24"], every: P7D }'),
      [discovery([], [], { format: 'nmap', source: 'nmap 203.0.113.9', scopes: ['hosts:203.0.113.9'] })],
      'no look of nmap covered hosts:10.20.0.0/24, which joins.yaml declares',
    ],
    [
      'one of two declared sources was not looked at',
      declared('{ format: fixture, scopes: [all], every: P30D }, { format: scim, scopes: ["scim:x/users"], every: P7D, whole: true }'),
      [discovery([SOURCE])],
      'no look of scim covered scim:x/users, which joins.yaml declares',
    ],
    [
      'the look is older than declared',
      declared('{ format: fixture, scopes: [all], every: PT12H }'),
      [discovery([SOURCE])],
      'fixture covered all last on 2026-11-09, which is longer ago than joins.yaml declares',
    ],
    [
      'the question may have been narrow',
      declared('{ format: fixture, scopes: [all], every: P30D }'),
      [discovery([SOURCE], [], { scopes: [], ifWhole: ['all'] })],
      'no look of fixture covered all, which joins.yaml declares',
    ],
    [
      'most of it is missing all at once',
      ALL,
      [discovery([SOURCE, ADA, thing('account', 'U2')], [], { observedAt: '2026-11-08T00:00:00Z' }), discovery([SOURCE])],
      'fixture lamps shows 1 things of all, where 3 were known: where that is so, declare as many with least: in joins.yaml',
    ],
    [
      'there are fewer than declared',
      declared('{ format: fixture, scopes: [all], every: P30D, least: 2 }'),
      [discovery([SOURCE])],
      /^fixture lamps shows 1 things of all, where 2 were known/,
    ],
  ])('is nothing good where %s', (_, joins, all, why) => {
    const { evidence, withheld } = said(all, NOW, joins);
    expect(evidence).toEqual([]);
    expect(withheld).toHaveLength(2);
    for (const one of withheld) expect(one.why).toMatch(why);
  });

  it('keeps who has power and is missing from a narrow answer', () => {
    const eve = thing('account', 'eve');
    const full = (at: string) => discovery([SOURCE, eve, thing('account', 'a'), thing('account', 'b')], [['eve', 'administers', 'source']], { observedAt: at });
    const narrow = { scopes: [], ifWhole: ['all'] };
    const undeclared = said([full('2026-11-08T00:00:00Z'), discovery([SOURCE], [], narrow)]);
    expect(undeclared.evidence.map(({ value }) => value)).toEqual([false, 1]);
    const whole = declared('{ format: fixture, scopes: [all], every: P30D, whole: true }');
    const read_ = inventoryAt([full('2026-11-08T00:00:00Z'), discovery([SOURCE], [], narrow)].map(read), whole, MAP, NOW);
    expect(read_.things.map(({ key, state }) => `${key} ${state}`)).toEqual(['a not-seen', 'b not-seen', 'eve not-seen', 'source present']);
    expect(read_.unmapped).toMatchObject([{ name: 'eve' }]);
    expect(read_.sources).toMatchObject([{ uncovered: [], shrunk: [{ scope: 'all', found: 1, before: 4 }] }]);
    // Declared to be so few, they are gone.
    const fewer = declared('{ format: fixture, scopes: [all], every: P30D, whole: true, least: 1 }');
    expect(said([full('2026-11-08T00:00:00Z'), discovery([SOURCE], [], narrow)], NOW, fewer).evidence.map(({ value }) => value)).toEqual([true, 0]);
  });

  it('may be relied on until the next look is due, and no longer', () => {
    const joins = declared('{ format: fixture, scopes: [all], every: P3D }');
    expect(said([discovery([SOURCE])], NOW, joins).evidence.map(({ validFor }) => validFor)).toEqual(['P2D', 'P2D']);
  });

  it('is that it does not agree, with what is worst and nobody named', () => {
    const host = thing('host', 'cloud');
    const { evidence } = said([
      discovery(
        [SOURCE, host, ADA, thing('runner', 'runner-7')],
        [
          ['U1', 'writes', 'source'],
          ['runner-7', 'reads', 'cloud'],
        ],
      ),
    ]);
    expect(evidence).toMatchObject([
      {
        subject: 'lamps',
        claim: 'service.inventory-reconciled',
        value: false,
        method: 'import',
        finding: {
          id: 'unmapped-account',
          title: 'an account that can write to source is not on the map',
          severity: 'critical',
          refs: ['1 × account that can write to source', '1 × runner that can read cloud'],
        },
      },
      { claim: 'service.unmapped-systems', value: 2 },
    ]);
    expect(JSON.stringify(evidence)).not.toMatch(/ada|lovelace|U1/i);
    expect(() => readEvidence(JSON.stringify(evidence), 'x', { now: NOW, subjects: subjectsOf(MAP) })).not.toThrow();
  });

  it('names a machine, and not one that is called by an address of mail', () => {
    const titles = ['runner-7', 'ada@lamps.example'].map(
      (name) => said([discovery([SOURCE, thing('runner', name)], [[name, 'builds', 'source']])]).evidence[0]?.finding?.title,
    );
    expect(titles).toEqual(['a runner ("runner-7") that can build for source is not on the map', 'a runner that can build for source is not on the map']);
  });

  it('is false for a link alone, while nothing is unmapped', () => {
    const { evidence } = said([discovery([SOURCE, thing('host', 'cloud')], [['source', 'deploys', 'cloud']])]);
    expect(evidence.map(({ claim, value, finding }) => [claim, value, finding?.title])).toEqual([
      ['service.inventory-reconciled', false, 'source can deploy to cloud, and the map has no such link'],
      ['service.unmapped-systems', 0, undefined],
    ]);
  });
});

describe('what is suggested', () => {
  const office = discovery(
    [
      SOURCE,
      thing('host', 'cloud'),
      ADA,
      thing('account', 'U2', { name: 'Bo' }),
      thing('runner', 'r', { name: 'Runner "7": #x' }),
      thing('account', 'U3', { name: 'Cy' }),
    ],
    [
      ['U1', 'writes', 'source'],
      ['U2', 'administers', 'cloud'],
      ['U3', 'administers', 'cloud'],
      ['r', 'builds', 'source'],
      ['source', 'deploys', 'cloud'],
    ],
  );
  const lines = suggest(inventoryAt([read(office)], NO_JOINS, MAP, NOW), MAP);

  it('explains everything once it stands on the map and in joins.yaml', () => {
    const list = (given: readonly string[]) => given.map((line) => `  ${line}`).join('\n');
    const text = writeMap(MAP)
      .replace(/^parts:$/m, `parts:\n${list(lines.parts)}`)
      .replace(/^links:$/m, `links:\n${list(lines.links)}`);
    const map = readMap(text, 'service.yaml');
    const joins = readJoins(`assay: joins/1\njoins:\n${list(lines.joins)}\n`, 'joins.yaml', map);
    expect(inventoryAt([read(office)], joins, map, NOW)).toMatchObject({ unmapped: [], missingLinks: [] });
  });

  it('declares the looks that were taken, to be read', () => {
    expect(lines.sources).toEqual(['- { format: "fixture", scopes: ["all"], every: P30D }']);
    const narrow = discovery([SOURCE], [], { scopes: [], ifWhole: ['all'] });
    const asked = suggest(inventoryAt([read(narrow)], NO_JOINS, MAP, NOW), MAP).sources;
    expect(asked).toEqual(['- { format: "fixture", scopes: ["all"], every: P30D, whole: true } # whole: only where the question was not filtered']);
    const joins = readJoins(`assay: joins/1\nsources:\n  ${asked.join()}\n`, 'joins.yaml', MAP);
    const after = inventoryAt([read(narrow)], joins, MAP, NOW);
    expect(reconcile(after, MAP, RAW, NOW).evidence.map(({ value }) => value)).toEqual([true, 0]);
    expect(suggest(after, MAP).sources).toEqual([]);
  });

  it('is a part of the map where one has the very power, and one role for all who can do the same', () => {
    expect(lines.joins).toContain('- { format: "fixture", kind: account, name: "Ada Lovelace", is: developer }');
    expect(lines.parts).toHaveLength(2);
    expect(lines.joins.filter((line) => line.endsWith('is: people-with-cloud }'))).toHaveLength(2);
  });
});

describe('the entry of a discovery', () => {
  const one = discovery([SOURCE, ADA], [['U1', 'writes', 'source']], {
    source: 'fixture of ada@lamps.example',
    scopes: ['all', 'U1', 'mailbox:ada@lamps.example'],
  });
  const { text, digest } = discoveryText(one);

  it('has figures, and nobody in them', () => {
    const body = takenOf(one, digest, 1, 1);
    expect(body).toMatchObject({
      source: 'fixture',
      scopes: ['all'],
      scopesInAll: 3,
      things: { account: 1, repository: 1 },
      relations: { writes: 1 },
      joined: 1,
      unmapped: 1,
      digest,
    });
    expect(JSON.stringify(body)).not.toMatch(/ada|lovelace|U1/i);
    expect(text).toContain('Ada Lovelace');
    expect(discoverySchema.parse(JSON.parse(text))).toEqual(one);
  });

  it('is listed once, erased where it was, and there again where it was taken again', () => {
    const view = (...events: readonly (readonly [string, object])[]) =>
      events.reduce(
        (all, [type, body], seq) => inventoryTakenView.on[type]?.(all, { seq, recordedAt: '', event: { type, body: body as never } }) ?? all,
        inventoryTakenView.initial(),
      ).taken;
    const taken = [INVENTORY_TAKEN, takenOf(one, digest, 1, 1)] as const;
    const erased = ['inventory.erased', { digest, raw: false }] as const;
    expect(view(taken, taken)).toMatchObject([{ seq: 1 }]);
    expect(view(taken, erased)).toMatchObject([{ seq: 0, erased: 1 }]);
    expect(view(taken, erased, taken)[0]).not.toHaveProperty('erased');
    expect(view([INVENTORY_TAKEN, { digest: 'x' }], ['inventory.erased', {}])).toEqual([]);
  });
});
