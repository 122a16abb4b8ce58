import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Instant } from '../core/index.ts';
import { readMap } from '../map/index.ts';
import { driftOf, verdictMoves } from './drift.ts';
import type { Requirement, Standard } from './model.ts';
import { positionOf } from './position.ts';
import { SSDF } from './standards/ssdf.ts';

const imported = { digest: 'd', at: 'a' };
const standard = (requirements: readonly Requirement[], more: Partial<Standard> = {}): Standard => ({
  id: 'x',
  title: 'X',
  edition: '1',
  source: 's',
  imported,
  requirements,
  ...more,
});
const requirement = (id: string, title = `Title ${id}`, more: Partial<Requirement> = {}): Requirement => ({ id, title, group: '', ...more });
const gone = (id: string, ...replacedBy: readonly string[]) =>
  requirement(id, `Title ${id}`, { withdrawn: { reason: `Into ${replacedBy.join(', ')}.`, replacedBy } });
const changes = (old: readonly Requirement[], next: readonly Requirement[]) => driftOf(standard(old), standard(next)).changes;

describe('what changed between two editions', () => {
  it.each<[string, readonly Requirement[], readonly Requirement[], readonly object[]]>([
    ['nothing', [requirement('a')], [requirement('a')], []],
    ['added', [], [requirement('a')], [{ kind: 'added', id: 'a' }]],
    ['left out', [requirement('a')], [], [{ kind: 'withdrawn', id: 'a', reason: 'The newer edition does not have it.' }]],
    [
      'withdrawn by name',
      [requirement('a')],
      [requirement('a', 'Title a', { withdrawn: { reason: 'Why.' } })],
      [{ kind: 'withdrawn', id: 'a', reason: 'Why.' }],
    ],
    ['restored', [gone('a')], [requirement('a')], [{ kind: 'restored', id: 'a' }]],
    ['moved by name', [requirement('a')], [gone('a', 'b'), requirement('b', 'Else')], [{ kind: 'moved', id: 'a', to: ['b'] }]],
    ['moved by title', [requirement('a', 'Keep logs')], [requirement('b', 'keep  LOGS')], [{ kind: 'moved', id: 'a', to: ['b'] }]],
    [
      'not by a title that two have',
      [requirement('a', 'T')],
      [requirement('b', 'T'), requirement('c', 'T')],
      [
        { kind: 'withdrawn', id: 'a' },
        { kind: 'added', id: 'b' },
        { kind: 'added', id: 'c' },
      ],
    ],
    ['split', [requirement('a')], [gone('a', 'b', 'c'), requirement('b'), requirement('c')], [{ kind: 'split', id: 'a', to: ['b', 'c'] }]],
    [
      'merged with another',
      [requirement('a'), requirement('b')],
      [gone('a', 'c'), gone('b', 'c'), requirement('c')],
      [
        { kind: 'merged', id: 'a', to: ['c'] },
        { kind: 'merged', id: 'b', to: ['c'] },
      ],
    ],
    ['merged into what was there', [requirement('a'), requirement('b')], [gone('a', 'b'), requirement('b')], [{ kind: 'merged', id: 'a', to: ['b'] }]],
    ['a successor that is not in force', [requirement('a')], [gone('a', 'b'), gone('b')], [{ kind: 'withdrawn', id: 'a' }]],
    ['retitled', [requirement('a', 'One')], [requirement('a', 'Two')], [{ kind: 'retitled', id: 'a', from: 'One', to: 'Two' }]],
    [
      'of another level',
      [requirement('a', 'T', { levels: ['low'] })],
      [requirement('a', 'T', { levels: ['low', 'high'] })],
      [{ kind: 'relevelled', id: 'a', from: ['low'], to: ['low', 'high'] }],
    ],
  ])('%s', (_, old, next, expected) => {
    const found = changes(old, next);
    expect(found).toHaveLength(expected.length);
    expect(found).toMatchObject(expected);
  });

  it('says nothing of titles where Assay wrote one side and a file the other', () => {
    const { imported: _, ...shipped } = standard([requirement('a', 'Ours')]);
    const mixed = driftOf(shipped, standard([requirement('a', 'Theirs')]));
    expect([mixed.changes, mixed.notes.length]).toEqual([[], 1]);
  });

  it('accounts for every requirement of either edition', () => {
    const id = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    const some = fc
      .uniqueArray(fc.record({ id, title: fc.constantFrom('T', 'U', 'V'), out: fc.boolean(), to: fc.uniqueArray(id, { maxLength: 2 }) }), {
        selector: (one) => one.id,
      })
      .map((list) => list.map(({ id: own, title, out, to }) => requirement(own, title, out ? { withdrawn: { reason: 'r', replacedBy: to } } : {})));
    fc.assert(
      fc.property(some, some, (old, next) => {
        const found = driftOf(standard(old), standard(next));
        const inForce = (list: readonly Requirement[]) => list.filter((one) => one.withdrawn === undefined).map((one) => one.id);
        const [before, after] = [new Set(inForce(old)), new Set(inForce(next))];
        const left = found.changes.filter((change) => ['withdrawn', 'moved', 'split', 'merged'].includes(change.kind)).map((change) => change.id);
        expect(new Set(left)).toEqual(new Set([...before].filter((one) => !after.has(one))));
        const come = new Set(
          found.changes.flatMap((change) =>
            change.kind === 'added' || change.kind === 'restored'
              ? [change.id]
              : 'to' in change && Array.isArray(change.to) && change.kind !== 'relevelled'
                ? change.to
                : [],
          ),
        );
        for (const one of after) if (!before.has(one)) expect(come.has(one)).toBe(true);
        expect(found.kept).toBe([...before].filter((one) => after.has(one)).length);
        expect(driftOf(standard(old), standard(old)).changes).toEqual([]);
      }),
    );
  });
});

describe('which verdicts an edition moves', () => {
  const map = readMap(
    'assay: service/1\nservice: { id: s, name: S }\nparts:\n  - { id: repo, name: Repository, kind: repository }\n  - { id: build, name: Build, kind: build-system }\n',
    'a.yaml',
  );
  const position = positionOf({ map, evidence: [], exclusions: new Map(), at: Instant.parse('2026-11-01T00:00:00Z') });
  const moves = (next: Standard) => verdictMoves(SSDF, next, driftOf(SSDF, next), map, position);

  it('none, where nothing changed', () => expect(moves({ ...SSDF })).toEqual([]));

  it('what is withdrawn leaves, what is new comes unproven, and each says why', () => {
    const [first, ...rest] = SSDF.requirements;
    const next = {
      ...SSDF,
      edition: '1.2',
      requirements: [{ ...(first as Requirement), withdrawn: { reason: 'Gone.' } }, ...rest, requirement('PO.6.1', 'Improve')],
    };
    expect(moves(next)).toMatchObject([
      { requirement: 'PO.1.1', to: 'absent', why: 'It is no longer owed. Gone.' },
      { requirement: 'PO.6.1', from: 'absent', to: 'unproven', why: expect.stringContaining('No control answers it') },
    ]);
  });

  it('what moved is unproven under its new id, and names where it came from', () => {
    const [first, ...rest] = SSDF.requirements;
    const next = { ...SSDF, requirements: [...rest, { ...(first as Requirement), id: 'PO.9.9' }] };
    expect(moves(next)).toMatchObject([
      { requirement: 'PO.1.1', to: 'absent', why: expect.stringContaining('It went into PO.9.9.') },
      { requirement: 'PO.9.9', to: 'unproven', why: expect.stringContaining('It takes the place of PO.1.1.') },
    ]);
  });
});
