import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { standardsOwed } from '../../assurance/compare/standards.ts';
import { foldLedgerAt } from '../../assurance/folded.ts';
import { pickStandards } from '../../assurance/imported/index.ts';
import { positionOf } from '../../assurance/position.ts';
import { buildReport } from '../../assurance/report/build.ts';
import type { Report } from '../../assurance/report/model.ts';
import { total } from '../../assurance/report/words.ts';
import { STANDARDS } from '../../assurance/standards/index.ts';
import { attackGraphOf } from '../../attack/fleet/index.ts';
import { Instant } from '../../core/index.ts';
import { openLedger } from '../../ledger/edge/open.ts';
import { keptText, readKept } from '../../map/edge/kept.ts';
import {
  type ChangesAnswer,
  type ControlAnswer,
  changes,
  controlAnswer,
  type DueAnswer,
  due,
  type LayerAnswer,
  layerAnswer,
  type PositionAnswer,
  position,
} from './model.ts';
import { AT, cameraWorld, type World } from './world.fixture.ts';

const DAY = 86_400_000;
const EVIDENCE = 'examples/camera-service/evidence';
/** All that the example comes with. */
const RECORDED = readdirSync(EVIDENCE).flatMap((file) => JSON.parse(readFileSync(join(EVIDENCE, file), 'utf8')) as unknown[]).length;
let world: World;
beforeAll(async () => {
  world = await cameraWorld();
});
afterAll(() => world.close());

/** What the command line judges by: from the ledger's folder, without the server. */
async function reportFromFolder(at: Instant, size: number): Promise<Report> {
  const ledger = await openLedger({ dataDir: world.dataDir, now: () => AT, mode: 'read' });
  try {
    const [folded] = foldLedgerAt(ledger, [{ size }]);
    const kept = readKept(world.dataDir, folded?.maps.at(-1) ?? '');
    if (folded === undefined || !('map' in kept)) throw new TypeError('the folder has no map');
    const { map } = kept;
    const { evidence, exclusions, head } = folded;
    const judged = positionOf({ map, evidence, exclusions, at });
    const graph = attackGraphOf(map, judged.stateOf, new Set(evidence.map((one) => one.subject)));
    const standards = pickStandards(STANDARDS, standardsOwed(map.service.owes));
    return buildReport({
      map,
      mapDigest: keptText(map).digest,
      head: { ...head, origin: ledger.origin },
      at,
      position: judged,
      graph,
      evidence,
      exclusions,
      standards,
    });
  } finally {
    await ledger.close();
  }
}

const asked = (at: Instant, size: number) => `at=${encodeURIComponent(Instant.format(at))}&size=${size}`;

describe('the position over HTTP', () => {
  it('says what the report of the same head and moment says, to the figure', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 159 }), async (daysAgo, size) => {
        const at = Instant.of(AT - daysAgo * DAY);
        const shown = await world.json<PositionAnswer>(`/position?${asked(at, size)}`);
        const report = await reportFromFolder(at, size);
        expect(position.parse(shown)).toEqual(shown);
        expect(shown.answer).toBe(report.answer);
        expect(shown.points).toEqual(report.points);
        expect(shown.head).toEqual(report.head);
        expect(shown.layers.map(({ layer, controls, subjects }) => ({ layer, controls, subjects }))).toEqual(report.layers);
        expect(shown.standards.map(({ id, tally }) => ({ id, tally }))).toEqual(report.standards.map(({ id, tally }) => ({ id, tally })));
        expect(shown.moves.map(({ control, effort, riskRemoved }) => ({ control, effort, riskRemoved }))).toEqual(
          report.moves.slice(0, 5).map(({ control, effort, riskRemoved }) => ({ control, effort, riskRemoved })),
        );
        expect(Object.values(shown.goals.tally).reduce((sum, n) => sum + n, 0)).toBe(report.goals.length);
        // The line ends where the band is.
        expect(shown.trend.points.at(-1)?.layers.map(({ layer, controls }) => ({ layer, controls }))).toEqual(
          shown.layers.map(({ layer, controls }) => ({ layer, controls })),
        );
      }),
      { numRuns: 6 },
    );
  });

  it('has a line whose every point is the position of its day', async () => {
    const shown = await world.json<PositionAnswer>(`/position?${asked(AT, 159)}`);
    expect(shown.trend.points).toHaveLength(31);
    for (const point of [shown.trend.points[0], shown.trend.points[16], shown.trend.points[29]]) {
      const then = await world.json<PositionAnswer>(`/position?${asked(Instant.parse(point?.at ?? ''), 159)}`);
      expect(point?.layers.map(({ controls }) => controls)).toEqual(then.layers.map(({ controls }) => controls));
    }
  });

  it('counts from the recording where that is asked for', async () => {
    const shown = await world.json<PositionAnswer>(`/position?at=2026-11-02T00:00:00Z&known=recorded`);
    const owed = shown.trend.points.map(({ layers }) => layers.reduce((sum, { controls }) => sum + controls.proven, 0));
    // Everything came onto the ledger at one moment, the day before the one that is judged.
    expect(owed.slice(0, -2).every((n) => n === 0)).toBe(true);
    expect(owed.at(-1)).toBeGreaterThan(0);
  });

  it('gives equal bytes and one ETag for equal questions, and none of either for others', async () => {
    const path = `/position?${asked(AT, 120)}`;
    const [one, two, other] = [await world.get(path), await world.get(path), await world.get(`/position?${asked(AT, 121)}`)];
    expect(await one.text()).toBe(await two.text());
    expect(one.headers.get('etag')).toBe(two.headers.get('etag'));
    expect(other.headers.get('etag')).not.toBe(one.headers.get('etag'));
    const again = await world.get(path, { 'if-none-match': one.headers.get('etag') ?? '' });
    expect(again.status).toBe(304);
  });

  it.each([
    ['a size that the ledger has not reached', '/position?size=9999', 'ASSAY-LEDGER-009'],
    ['a head before any map', '/position?size=0', 'ASSAY-SERVER-001'],
    ['a moment that is none', '/position?at=yesterday', 'ASSAY-SERVER-001'],
    ['a length of time that is none', '/position/changes?since=soon', 'ASSAY-SERVER-001'],
    ['a length of time that is too long', '/position/due?within=P9999D', 'ASSAY-SERVER-001'],
    ['a layer that there is not', '/layers/attic', 'ASSAY-SERVER-001'],
    ['a control that there is not', '/controls/none-such', 'ASSAY-SERVER-003'],
    ['a control at an element that does not owe it', '/controls/restore-tested?subject=no-such-part', 'ASSAY-SERVER-003'],
  ])('refuses %s', async (_, path, code) => {
    const { code: found } = await world.json<{ readonly code: string }>(path);
    expect(found).toBe(code);
  });
});

describe('what changed', () => {
  it('names the entries that moved each verdict', async () => {
    const shown = await world.json<ChangesAnswer>(`/position/changes?at=2026-11-01T00:00:00Z&since=P1D`);
    expect(changes.parse(shown)).toEqual(shown);
    expect(shown.comparison.from.at).toBe('2026-10-31T00:00:00Z');
    expect(shown.comparison.controls.length + shown.comparison.left.controls).toBe(
      shown.comparison.counts.controls.improved + shown.comparison.counts.controls.regressed + shown.comparison.counts.controls.moved,
    );
    expect(shown.comparison.controls.length).toBeGreaterThan(0);
    for (const change of shown.comparison.controls) expect(change.because.length).toBeGreaterThan(0);
    expect(shown.comparison.controls.flatMap(({ because }) => because.flatMap(({ entries }) => entries)).length).toBeGreaterThan(0);
  });

  it('counts what was seen or recorded between the two moments, and nothing after them', async () => {
    // Everything came onto the ledger at AT: a month before, nothing had been recorded, though some of it had been seen.
    const asked = async (query: string) => await world.json<ChangesAnswer>(`/position/changes?${query}`);
    const before = await asked('at=2026-10-29T16:00:00Z&since=P2D&known=seen');
    expect(before).toMatchObject({ recordedSince: 0 });
    expect(before.seenSince).toBeGreaterThan(0);
    expect(before.since).toBe(`${before.seenSince} statements were seen since.`);
    expect(await asked('at=2026-10-02T00:00:00Z&since=PT1S&known=seen')).toMatchObject({ seenSince: 0, since: 'Nothing was seen since.' });
    expect(await asked('at=2026-11-01T00:00:00Z&since=P1D&known=recorded')).toMatchObject({
      recordedSince: RECORDED,
      since: `${RECORDED} statements were recorded since.`,
    });
    expect(await asked('at=2026-11-02T00:00:00Z&since=PT1H&known=recorded')).toMatchObject({ recordedSince: 0, since: 'Nothing was recorded since.' });
  });

  it('finds nothing where the same is compared with the same', async () => {
    const shown = await world.json<ChangesAnswer>(`/position/changes?at=2026-11-01T00:00:00Z&since=PT1S`);
    expect(shown.comparison.answer).toBe('Nothing changed: every verdict is what it was.');
  });

  it('names what lapses next, soonest first, with what falls', async () => {
    const shown = await world.json<DueAnswer>(`/position/due?at=2026-11-01T00:00:00Z`);
    expect(due.parse(shown)).toEqual(shown);
    const moments = shown.moments.map(({ at }) => at);
    expect(moments).toEqual(moments.toSorted());
    expect(shown.moments[0]?.lapses.length).toBeGreaterThan(0);
    expect(shown.moments[0]?.controls.length).toBeGreaterThan(0);
  });
});

describe('one picture, three distances', () => {
  it('opens each layer into the controls that its band counts', async () => {
    const stack = await world.json<PositionAnswer>(`/position?${asked(AT, 159)}`);
    for (const { layer, controls, owed, entries } of stack.layers) {
      const opened = await world.json<LayerAnswer>(`/layers/${layer}?${asked(AT, 159)}`);
      expect(layerAnswer.parse(opened)).toEqual(opened);
      expect(opened.tally).toEqual(controls);
      expect(opened.controls.filter(({ verdict }) => verdict !== 'not-owed')).toHaveLength(owed);
      expect(new Set(opened.controls.flatMap((one) => one.entries)).size).toBe(entries);
      for (const one of opened.controls) {
        if (one.lastChange !== undefined) expect(one.lastChange.after).toBe(one.verdict);
      }
    }
  });

  it('opens a control into elements, checks and statements, each a ledger entry', async () => {
    const { controls } = await world.json<LayerAnswer>(`/layers/business?${asked(AT, 159)}`);
    for (const { id, elements, entries } of controls) {
      const opened = await world.json<ControlAnswer>(`/controls/${id}?${asked(AT, 159)}`);
      expect(controlAnswer.parse(opened)).toEqual(opened);
      expect(opened.elements).toHaveLength(total(elements));
      expect(opened.statements.map(({ seq }) => seq)).toEqual(entries);
      for (const { subject, verdict, history } of opened.elements) {
        if (history.length > 0) expect(history.at(-1)?.after).toBe(verdict);
        const alone = await world.json<ControlAnswer>(`/controls/${id}?${asked(AT, 159)}&subject=${encodeURIComponent(subject)}`);
        expect(alone.elements.map((one) => one.subject)).toEqual([subject]);
        break;
      }
    }
  });
});
