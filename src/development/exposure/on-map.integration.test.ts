import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { attackGraphOf } from '../../attack/fleet/index.ts';
import type { ControlAt, ControlState } from '../../attack/model.ts';
import { Refused } from '../../core/index.ts';
import type { RecordedEvidence } from '../../evidence/model.ts';
import { readTextFile } from '../../map/edge/files.ts';
import { readMap } from '../../map/index.ts';
import { readCvss } from '../advisory/cvss.ts';
import { closedBefore } from './closed.ts';
import { PartOnMap, profileOf } from './on-map.ts';

const file = fileURLToPath(new URL('../../../examples/camera-service/service.yaml', import.meta.url));
const map = readMap(readTextFile(file), 'service.yaml');

/** Every control is proven by entry 7, but for those that are left out. */
const proven =
  (...but: readonly string[]) =>
  ({ control }: ControlAt): ControlState => ({
    verdict: but.includes(control) ? 'unproven' : 'proven',
    evidence: but.includes(control) ? [] : [7],
    complete: true,
  });
const graphWith = (stateOf: (at: ControlAt) => ControlState) => attackGraphOf(map, stateOf, new Set());
const unproven = graphWith(() => ({ verdict: 'unproven', evidence: [] }));
const of = (vector: string, exploited = false) => profileOf(readCvss(vector), exploited);

const REMOTE = of('CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H');
const LOCAL = of('CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H');
const CRASH = of('CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H');

describe('a vulnerability in the camera of the camera service', () => {
  it('asks of the map what its vector says', () => {
    expect(
      [REMOTE, LOCAL, CRASH, profileOf(undefined, false), of('CVSS:3.1/AV:P/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N')].map(({ needs, gives }) => `${needs} ${gives}`),
    ).toEqual(['reach code', 'user code', 'reach deny', 'reach code', 'physical code']);
  });

  it('adds attacks on critical assets, and the more it is used already the cheaper they are', () => {
    const part = new PartOnMap(unproven, 'camera');
    const [later, now] = [part.adds(REMOTE), part.adds({ ...REMOTE, exploited: true })];
    expect(later.steps.length).toBeGreaterThan(0);
    expect(now.added.length).toBeGreaterThan(0);
    expect(now.saves).toBeGreaterThanOrEqual(later.saves);
    expect(now.added.map(({ goal }) => goal)).toContain('video:read:every');
  });

  it('of one variant opens the steps of that variant alone', () => {
    const { steps } = new PartOnMap(unproven, 'camera/fw-2.3').adds(REMOTE);
    expect(steps.length).toBeGreaterThan(0);
    expect(steps.every((id) => id.includes('fw-2.3'))).toBe(true);
  });

  it('that only stops the camera opens no step into it', () => {
    const { steps } = new PartOnMap(unproven, 'camera').adds(CRASH);
    expect(steps.every((id) => /:deny(?::|$)/.test(id))).toBe(true);
  });

  it('of a part that the map has not is refused with the parts that it has', () => {
    let thrown: unknown;
    try {
      new PartOnMap(unproven, 'camra');
    } catch (error) {
      thrown = error;
    }
    expect(thrown instanceof Refused ? thrown.faults.map(({ code }) => code) : thrown).toEqual(['ASSAY-EXPOSURE-001']);
    expect((thrown as Refused).faults[0]?.expected).toContain('camera');
  });
});

describe('where evidence closes the ways to a part', () => {
  const graph = graphWith(proven());
  const { from, reachable } = new PartOnMap(graph, 'artifact-store', ['guest']).adds(REMOTE);
  const entry = { seq: 7, observedAt: '2026-01-01T00:00:00Z', validFor: 'P30D' } as RecordedEvidence;

  it('the steps that it closes are named with their entries and the end of the first', () => {
    const steps = closedBefore(graph, from, new Map([[7, entry]]), ['guest']);
    expect(reachable).toBe('proven-closed');
    expect(steps.length).toBeGreaterThan(0);
    expect(steps.length).toBeLessThan(graph.steps.filter(({ status }) => status === 'closed').length);
    expect(steps.every(({ evidence, until, controls }) => evidence.includes(7) && until === Date.UTC(2026, 0, 31) && controls.length > 0)).toBe(true);
  });

  it('of several entries the first to end is the end', () => {
    const both = { ...graph, steps: graph.steps.map((step) => (step.status === 'closed' ? { ...step, evidence: [7, 8] } : step)) };
    const sooner = { ...entry, seq: 8, validFor: 'P10D' } as RecordedEvidence;
    const ends = closedBefore(
      both,
      from,
      new Map([
        [7, entry],
        [8, sooner],
      ]),
      ['guest'],
    ).map(({ until }) => until);
    expect(new Set(ends)).toEqual(new Set([Date.UTC(2026, 0, 11)]));
  });

  it('are all that has to stay closed', () => {
    const kept = new Set(closedBefore(graph, from, new Map(), ['guest']).map(({ id }) => id));
    const rest = graph.steps.map((step) => (kept.has(step.id) ? step : { ...step, status: 'open' as const }));
    expect(closedBefore({ ...graph, steps: rest }, from, new Map(), ['guest']).map(({ id }) => id)).toEqual([...kept]);
  });

  it('an entry that is not known leaves the end open, and so nothing can be stated', () =>
    expect(closedBefore(graph, from, new Map(), ['guest']).map(({ until }) => until)).toContain(undefined));

  it('and where somebody gets there, none are', () => {
    expect(closedBefore(unproven, new PartOnMap(unproven, 'camera').adds(REMOTE).from, new Map())).toEqual([]);
    expect(closedBefore(unproven, [], new Map())).toEqual([]);
  });
});
