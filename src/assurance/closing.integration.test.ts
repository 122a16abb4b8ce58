import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { attackGraphOf } from '../attack/fleet/index.ts';
import { citations } from '../attack/library/citations.ts';
import { Instant } from '../core/index.ts';
import { parseSubject } from '../evidence/subject.ts';
import { readMap } from '../map/index.ts';
import { CONTROLS } from './controls/index.ts';
import { edgesFrom } from './crosswalk/index.ts';
import { positionOf } from './position.ts';
import { indexMap, owedAt } from './subjects.ts';

const EXAMPLES = ['camera-service', 'assay'].map((name) => new URL(`../../examples/${name}/service.yaml`, import.meta.url));

describe('attack steps and controls', () => {
  const known = new Map(CONTROLS.map((control) => [control.id as string, control]));
  const cited = new Set(citations().map((each) => each.control as string));

  it('every control that a step names is declared', () => {
    expect([...cited].filter((id) => !known.has(id))).toEqual([]);
    expect(cited.size).toBeGreaterThan(40);
  });

  it('every control is named by a step or a standard', () => {
    expect(CONTROLS.filter((control) => !cited.has(control.id) && edgesFrom(control.id).length === 0).map((control) => control.id)).toEqual([]);
  });

  it('what only detects or recovers closes nothing', () => {
    const passive = CONTROLS.filter((control) => control.outcomes.every((outcome) => outcome === 'detect' || outcome === 'recover'));
    expect(passive.length).toBeGreaterThan(5);
    expect(passive.filter((control) => cited.has(control.id)).map((control) => control.id)).toEqual([]);
  });

  it.each(EXAMPLES)('each step of %s waits only for controls that are owed where it waits for them', (url) => {
    const map = readMap(readFileSync(url, 'utf8'), 'service.yaml');
    const position = positionOf({ map, evidence: [], exclusions: new Map(), at: Instant.parse('2026-11-01T00:00:00Z') });
    const graph = attackGraphOf(map, position.stateOf);
    const index = indexMap(map);
    const owed = new Map(CONTROLS.map((control) => [control.id as string, new Set(owedAt(control, index).map((one) => one.subject))]));
    const outOfScope = new Set(map.parts.filter((part) => !part.inScope).map((part) => part.id));
    const stray = new Set(
      graph.steps.flatMap((step) =>
        step.closedBy
          .filter(({ control, subject }) => owed.get(control)?.has(parseSubject(subject).element) !== true && !outOfScope.has(parseSubject(subject).element))
          .map(({ control, subject }) => `${step.template}: ${control}@${subject}`),
      ),
    );
    expect(graph.steps.length).toBeGreaterThan(100);
    expect([...stray].sort()).toEqual([]);
  });
});
