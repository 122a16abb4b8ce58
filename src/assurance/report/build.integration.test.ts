import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { attackGraphOf } from '../../attack/fleet/index.ts';
import { canonicalJson, Instant, type Json } from '../../core/index.ts';
import { readEvidence } from '../../evidence/index.ts';
import type { RecordedEvidence } from '../../evidence/model.ts';
import { readMap } from '../../map/index.ts';
import { positionOf } from '../position.ts';
import { STANDARDS } from '../standards/index.ts';
import { buildReport } from './build.ts';
import type { Report } from './model.ts';

const EXAMPLE = new URL('../../../examples/camera-service/', import.meta.url);
const AT = Instant.parse('2026-11-01T00:00:00Z');
const MAP = readMap(readFileSync(new URL('service.yaml', EXAMPLE), 'utf8'), 'service.yaml');
const EVIDENCE = readdirSync(new URL('evidence', EXAMPLE))
  .sort()
  .flatMap((file) => readEvidence(readFileSync(new URL(`evidence/${file}`, EXAMPLE), 'utf8'), file, { now: AT }))
  .map((evidence, seq): RecordedEvidence => ({ ...evidence, seq }));

function reportOf(evidence: readonly RecordedEvidence[], at = AT): Report {
  const position = positionOf({ map: MAP, evidence, exclusions: new Map(), at });
  const graph = attackGraphOf(MAP, position.stateOf, new Set(evidence.map((one) => one.subject)));
  return buildReport({
    map: MAP,
    mapDigest: 'sha256:x',
    head: { origin: 'o', size: evidence.length, root: 'r' },
    at,
    position,
    graph,
    evidence,
    exclusions: new Map(),
    standards: STANDARDS,
  });
}

describe('the report of the camera service, as delivered', () => {
  const report = reportOf(EVIDENCE);

  it('is the same bytes twice', () => expect(canonicalJson(reportOf(EVIDENCE) as unknown as Json)).toBe(canonicalJson(report as unknown as Json)));

  it('adds up', () => {
    for (const { id, tally, notApplicable, requirements } of report.standards)
      expect([id, Object.values(tally).reduce((sum, n) => sum + n, notApplicable)]).toEqual([id, requirements.length]);
    const open = report.standards.flatMap((standard) =>
      standard.requirements.filter((row) => row.verdict !== 'proven' && row.verdict !== 'not-applicable').map((row) => `${standard.id} ${row.id}`),
    );
    expect(report.gaps.map((gap) => `${gap.standard} ${gap.requirement}`).sort()).toEqual(open.sort());
    for (const control of report.controls)
      for (const subject of control.subjects)
        expect([control.id, subject.subject, Object.values(subject.shares).reduce((sum, n) => sum + n, 0)]).toEqual([
          control.id,
          subject.subject,
          subject.population,
        ]);
  });

  it('holds all three cases open: the botnet, the watched home, the given-away network key', () => {
    const reach = new Map(report.goals.map((goal) => [goal.state, goal.reach]));
    expect([reach.get('other-networks:deny'), reach.get('video:read:every'), reach.get('home-network-key:read:some')]).toEqual([
      'proven-reachable',
      'proven-reachable',
      'proven-reachable',
    ]);
  });

  it('tells what is proven by steps that are proven', () => {
    const proven = report.goals.filter((goal) => goal.reach === 'proven-reachable');
    expect(proven.length).toBeGreaterThan(10);
    expect(proven.flatMap((goal) => goal.cheapest?.hops ?? []).filter((hop) => hop.status !== 'open')).toEqual([]);
  });

  it('rests on entries that it lists', () => {
    const listed = new Set(report.evidence.map((one) => one.seq));
    const cited = report.gaps.flatMap((gap) => gap.why.flatMap((why) => why.evidence));
    expect(cited.length).toBeGreaterThan(50);
    expect(cited.filter((seq) => !listed.has(seq))).toEqual([]);
  });

  it('orders moves and gaps by what they remove for their effort', () => {
    const worth = report.moves.map((move) => move.riskRemoved / move.effort);
    // Two decimals of rounding may turn neighbours of equal worth round.
    expect(worth.slice(1).filter((value, i) => value > (worth[i] ?? 0) + 0.01)).toEqual([]);
    expect(report.moves.map((move) => move.rank)).toEqual(report.moves.map((_, i) => i + 1));
  });

  it('gives a failing gap an attack that goes through it', () => {
    const gap = report.gaps.find((one) => one.standard === 'en-303-645' && one.requirement === '5.1-1');
    expect(gap).toMatchObject({ verdict: 'failing', closes: expect.arrayContaining(['unique-device-credentials']) });
    expect(gap?.attacks.goals).toBeGreaterThan(0);
    const through = gap?.attacks.cheapest?.story.hops.flatMap((hop) => hop.closedBy.map((closer) => closer.control)) ?? [];
    expect(through.filter((control) => gap?.closes.includes(control) === true)).not.toEqual([]);
  });
});

describe('without evidence', () => {
  const report = reportOf([]);
  it('nothing is proven, nothing is proven closed, and the page teaches', () => {
    expect(report.standards.map((standard) => standard.tally.proven)).toEqual(report.standards.map(() => 0));
    expect(report.goals.filter((goal) => goal.reach === 'proven-closed')).toEqual([]);
    expect(report.points.join(' ')).toContain('assay evidence add');
    expect(report.settle.length).toBeGreaterThan(0);
  });
});

describe('as time passes', () => {
  it('what was proven lapses, and never comes back by itself', () => {
    const proven = (at: string) => reportOf(EVIDENCE, Instant.parse(at)).standards.reduce((sum, standard) => sum + standard.tally.proven, 0);
    const counts = ['2026-11-01T00:00:00Z', '2026-12-01T00:00:00Z', '2027-02-01T00:00:00Z', '2028-01-01T00:00:00Z'].map(proven);
    expect(counts.toSorted((a, b) => b - a)).toEqual(counts);
    expect(counts.at(-1)).toBe(0);
  });
});
