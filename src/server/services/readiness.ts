import { Refused } from '../../core/index.ts';
import { wholeQuestion } from './questions.ts';
import type { Readiness, Service } from './registry.ts';

/** Whoever asks about readiness is nobody that is known, and asks often: the disk is looked at no more than this often. */
const LOOKED_FOR_MS = 2000;
/** A judge that is at a long question is at work. What was found last is said meanwhile. */
const WAITED_MS = 2000;
const AWAY = new Set(['ASSAY-SERVER-006', 'ASSAY-SERVER-010', 'ASSAY-SERVER-012']);

export function readinessOf(of: () => Pick<Service, 'faults' | 'judge'>): () => Promise<Readiness> {
  let last: Readiness = { state: 'ready' };
  let looking: Promise<Readiness> | undefined;
  let lookedAt = Number.NEGATIVE_INFINITY;

  async function look(judge: NonNullable<Service['judge']>): Promise<Readiness> {
    try {
      await judge.ask(wholeQuestion, {}, { asker: 'readiness' });
      last = { state: 'ready' };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const code = error.faults[0]?.code ?? 'ASSAY-SERVER-011';
      last = AWAY.has(code) ? { state: 'starting' } : { state: 'broken', code };
    } finally {
      looking = undefined;
    }
    return last;
  }

  return async () => {
    const { faults, judge } = of();
    if (faults !== undefined) return { state: 'broken', code: faults[0]?.code ?? 'ASSAY-SERVER-013' };
    if (judge?.ready !== true) return { state: 'starting' };
    if (looking === undefined) {
      if (performance.now() - lookedAt < LOOKED_FOR_MS) return last;
      lookedAt = performance.now();
      looking = look(judge);
    }
    let timer: NodeJS.Timeout | undefined;
    const waited = new Promise<Readiness>((done) => {
      timer = setTimeout(() => done(last), WAITED_MS).unref();
    });
    return Promise.race([looking, waited]).finally(() => clearTimeout(timer));
  };
}
