import { describe, expect, it } from 'vitest';
import { WORLD } from '../../attack/build/world.fixture.ts';
import { replay } from '../../attack/engine/replay.ts';
import { blast } from '../../attack/explain/index.ts';
import { Refused } from '../../core/index.ts';
import { anyVerdict, HOUSE, judged } from './attacked.fixture.ts';
import { interfaceMatrix, stepsBetween } from './matrix.ts';
import { pathsThrough } from './through.ts';
import { reachView, startingFrom, strongestStates } from './view.ts';

describe('interfaceMatrix', () => {
  const attacked = judged(WORLD, anyVerdict(5));
  const view = reachView(attacked);
  const matrices = interfaceMatrix(view);
  const cells = matrices.flatMap((matrix) => matrix.cells);

  it('pairs the office with development and operations, and these with each other', () => {
    expect(matrices.map(({ rows, columns }) => `${rows} ${columns}`)).toEqual(['business development', 'business operations', 'development operations']);
    for (const { rows, columns, sides, cells: own } of matrices) {
      expect(sides.rows.every((side) => side.layer === rows) && sides.columns.every((side) => side.layer === columns)).toBe(true);
      const [rowIds, columnIds] = [new Set(sides.rows.map((side) => side.part)), new Set(sides.columns.map((side) => side.part))];
      expect(own.every((cell) => rowIds.has(cell.row) && columnIds.has(cell.column) && cell.steps + cell.joins.length > 0)).toBe(true);
    }
  });

  it('counts the goals that follow from what the steps of a cell give, as their blast does', () => {
    const between = stepsBetween(view);
    for (const cell of cells.filter((one) => one.steps > 0)) {
      const steps = between.get(`${cell.row} ${cell.column}`) ?? [];
      const count = (statuses: readonly string[], mode: 'may' | 'must') => {
        const given = [...new Set(steps.filter((step) => statuses.includes(step.status)).map((step) => step.to))];
        return given.length === 0 ? 0 : blast(attacked.graph, given, mode).goals.length;
      };
      expect(cell.goals).toEqual({ proven: count(['open'], 'must'), may: count(['open', 'undecided'], 'may') });
      expect(cell.status).toBe(['open', 'undecided', 'closed'].find((status) => steps.some((step) => step.status === status)));
    }
  });

  it('opens into paths that replay and take a step of the cell', () => {
    const between = stepsBetween(view);
    let told = 0;
    for (const cell of cells.filter((one) => one.steps > 0)) {
      const { by, paths } = pathsThrough(view, cell);
      const from = by === 'actors' ? view.compiled : startingFrom(view, strongestStates(attacked, cell.row));
      const own = new Set((between.get(`${cell.row} ${cell.column}`) ?? []).map((step) => step.id));
      for (const { goal, step, way } of paths) {
        told += 1;
        expect(own.has(step) && way.steps.includes(step), `${cell.row} ${cell.column} ${goal}`).toBe(true);
        expect(replay(from.problem, { goal, mode: 'may', steps: way.steps, total: way.story.days })).toEqual({ ok: true });
      }
    }
    expect(told).toBeGreaterThan(50);
  });

  it('names what joins two systems, shared networks among it', () => {
    const [matrix] = interfaceMatrix(reachView(judged(HOUSE, () => 'unproven')));
    expect(matrix?.cells.find((cell) => cell.row === 'wiki' && cell.column === 'dev')?.joins.map((one) => one.id)).toEqual(['dev-wiki']);
  });

  it.each([
    ['nowhere', 'dev', 'ASSAY-REACH-001'],
    ['data', 'wiki', 'ASSAY-REACH-003'],
  ])('refuses the cell of %s and %s', (row, column, code) => {
    const house = reachView(judged(HOUSE, () => 'unproven'));
    expect(() => pathsThrough(house, { row, column })).toThrow(Refused);
    expect(() => pathsThrough(house, { row, column })).toThrow(code);
  });
});
