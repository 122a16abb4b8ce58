import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AT, anyEvidence, anyExclusions, HOMES, seen } from '../../../test/fixtures/homes.ts';
import { attackGraphOf } from '../../attack/fleet/index.ts';
import { Instant, type Json } from '../../core/index.ts';
import type { RecordedEvidence } from '../../evidence/model.ts';
import type { ServiceMap } from '../../map/model.ts';
import { CONTROLS } from '../controls/index.ts';
import type { Exclusions } from '../exclusion.ts';
import { positionOf } from '../position.ts';
import { standardPosition } from '../report/requirements.ts';
import { STANDARDS } from '../standards/index.ts';
import type { CheckToMake } from './model.ts';
import { settle } from './settle.ts';

const OWED = STANDARDS.filter((standard) => ['en-303-645', 'cra', 'ssdf'].includes(standard.id));

function settling(evidence: readonly RecordedEvidence[], exclusions: Exclusions = new Map(), most?: number, map: ServiceMap = HOMES) {
  const position = positionOf({ map, evidence, exclusions, at: AT });
  const graph = attackGraphOf(map, position.stateOf, new Set(evidence.map((one) => one.subject)));
  return settle({ map, at: AT, position, graph, standards: OWED, ...(most === undefined ? {} : { most }) });
}

/** A value that passes what asks for the claim; `false` or the like, where it is to fail. */
function valueFor(claim: string, holds: boolean): Json {
  const check = CONTROLS.flatMap((control) => control.checks).find((one) => one.claim === claim);
  if (check?.passes === undefined) return holds;
  if ('oneOf' in check.passes) return holds ? (check.passes.oneOf[0] ?? '') : 'something else';
  if ('atLeast' in check.passes) return holds ? 1 : 0;
  return holds ? 0 : 1000;
}

function made(checks: readonly CheckToMake[], from: number, holds: boolean): readonly RecordedEvidence[] {
  return checks.flatMap((check, i) =>
    check.kind === 'fact'
      ? []
      : [
          seen(from + i, check.subject, check.claim, valueFor(check.claim, holds) as RecordedEvidence['value'], {
            method: check.method,
            observedAt: Instant.format(AT),
            validFor: 'P1D',
          }),
        ],
  );
}

function stated(map: ServiceMap, checks: readonly CheckToMake[]): ServiceMap {
  const facts = (id: string) =>
    Object.fromEntries(checks.flatMap((check) => (check.kind === 'fact' && check.fact !== undefined && check.subject === id ? [[check.fact, true]] : [])));
  return { ...map, parts: map.parts.map((part) => ({ ...part, facts: { ...part.facts, ...facts(part.id) } })) };
}

const DECIDED: ReadonlySet<string> = new Set(['proven', 'failing', 'excluded', 'not-applicable']);

function rowsOf(map: ServiceMap, evidence: readonly RecordedEvidence[], exclusions: Exclusions) {
  const position = positionOf({ map, evidence, exclusions, at: AT });
  return new Map(OWED.flatMap((standard) => standardPosition(standard, map, position).requirements.map((row) => [`${standard.id} ${row.id}`, row] as const)));
}

describe('the checks that settle', () => {
  it.each([undefined, 5, 20])('when all hold, leave nothing undecided that they claim to settle (at most %s)', (most) => {
    fc.assert(
      fc.property(anyEvidence, anyExclusions, (evidence, exclusions) => {
        const found = settling(evidence, exclusions, most);
        const checks = found.checks.map((one) => one.check);
        // What flows and assets have to say cannot be said by a fact.
        const sayable = new Set(checks.filter((check) => check.kind === 'evidence' || check.fact !== undefined).map((check) => check.id));
        const rows = rowsOf(stated(HOMES, checks), [...evidence, ...made(checks, 1000, true)], exclusions);
        for (const { check, settles } of found.checks) {
          for (const { standard, requirement } of settles) {
            const row = rows.get(`${standard} ${requirement}`);
            expect(DECIDED.has(row?.verdict ?? ''), `${standard} ${requirement} ${row?.verdict} after ${check.id}`).toBe(true);
            if (sayable.size === checks.length) expect(row?.applies, `${standard} ${requirement}`).not.toBe('undecided');
          }
        }
        expect(found.checks.at(-1)?.cumulative ?? 0).toBe(found.settled);
        expect(found.settled).toBeLessThanOrEqual(found.atMost);
        if (most !== undefined) expect(found.checks.length).toBeLessThanOrEqual(most);
      }),
      { numRuns: 6 },
    );
  });

  it('are each needed: when one does not hold, what waits for it is failing', () => {
    const found = settling([]);
    for (const { check, ifFailing } of found.checks.slice(0, 8)) {
      if (check.kind === 'fact') continue;
      const rows = rowsOf(HOMES, made([check], 0, false), new Map());
      expect(ifFailing.length).toBeGreaterThan(0);
      for (const { standard, requirement } of ifFailing) expect(rows.get(`${standard} ${requirement}`)?.verdict, check.id).toBe('failing');
    }
  });

  it('name what no check settles, with why', () => {
    const found = settling([]);
    expect(found.undecided).toBe(found.settleable + found.beyond.length);
    expect(found.beyond.length).toBeGreaterThan(0);
    for (const one of found.beyond) expect(one.because.length).toBeGreaterThan(10);
    expect(found.checks.length).toBe(found.needed);
    expect(found.exact).toBe(true);
  });

  it('are also facts of the map, where it is not known whether something applies', () => {
    const facts = settling([]).checks.filter((one) => one.check.kind === 'fact');
    expect(facts.length).toBeGreaterThan(0);
    expect(facts[0]?.check.todo).toMatch(/^(State the fact|Say in the map)/);
  });

  it('of a standard that is judged by findings are a tool run over the source', () => {
    const map: ServiceMap = { ...HOMES, parts: HOMES.parts.map((part) => (part.id === 'source' ? { ...part, facts: { 'c-source': true } } : part)) };
    const position = positionOf({ map, evidence: [], exclusions: new Map(), at: AT });
    const found = settle({
      map,
      at: AT,
      position,
      graph: attackGraphOf(map, position.stateOf),
      standards: STANDARDS.filter((standard) => standard.id === 'cert-c'),
    });
    expect(found.checks[0]).toMatchObject({ check: { id: 'source.cert-c-checked@source', method: 'import' } });
    expect(found.checks.slice(1).every((one) => one.check.kind === 'fact')).toBe(true);
    expect(found.checks[0]?.settles.length).toBeGreaterThan(90);
    expect(found.settleable).toBeGreaterThan(90);
  });

  it('stand beside what settles goals of an attack', () => {
    const found = settling([]);
    expect(found.goals.length).toBeGreaterThan(0);
    for (const goal of found.goals) {
      expect(new Set([...goal.ifProven, ...goal.ifFailing, ...goal.onAttack]).size).toBeGreaterThan(0);
      for (const rank of goal.inOrder)
        expect(found.checks[rank - 1]?.goals).toEqual({ ifProven: goal.ifProven, ifFailing: goal.ifFailing, onAttack: goal.onAttack });
    }
  });
});
