import { ApiProblem } from '../app/problem.ts';

const STALE: readonly string[] = ['ASSAY-REACH-001', 'ASSAY-REACH-002', 'ASSAY-REACH-003', 'ASSAY-ATTACK-001'];

/** The address names what the map does not have: asking again gives the same answer. */
export const isRefused = (error: unknown): boolean =>
  error instanceof ApiProblem && [error.code, ...error.problem.faults.map(({ code }) => code)].some((code) => STALE.includes(code));
