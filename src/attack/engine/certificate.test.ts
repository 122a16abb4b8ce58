import { describe, expect, it } from 'vitest';
import { naiveClosure, randomProblem, seeded } from '../../../test/random-problem.ts';
import { type Certificate, flawOf } from './certificate.ts';
import { certify } from './certify.ts';
import { compile } from './compile.ts';

describe('certificates', () => {
  it('are accepted for every goal of 500 graphs, say what the closure says, and are refused when tampered with', () => {
    const random = seeded(18);
    let walls = 0;
    for (let run = 0; run < 500; run += 1) {
      const problem = randomProblem(random, { states: 8, steps: 14, open: 0.6 });
      const compiled = compile(problem);
      compiled.goals.forEach((goal, g) => {
        for (const mode of ['may', 'must'] as const) {
          const certificate = certify(compiled, goal, mode);
          const where = `run ${run} ${problem.goals[g]} ${mode}`;
          expect(flawOf(problem, certificate), where).toBeUndefined();
          expect(certificate.kind === 'way', where).toBe(naiveClosure(problem, mode).has(problem.goals[g] as string));
          for (const bad of tampered(certificate)) expect(flawOf(problem, bad), `${where} ${JSON.stringify(bad)}`).toBeDefined();
          if (certificate.kind === 'wall') walls += 1;
        }
      });
    }
    expect(walls).toBeGreaterThan(200);
  });
});

function tampered(certificate: Certificate): readonly Certificate[] {
  const named = { ...certificate, goal: `${certificate.goal}x` };
  if (certificate.kind === 'way')
    return [named, { ...certificate, total: certificate.total + 1 }, { ...certificate, steps: [...certificate.steps, 'no-such-step'] }];
  return [
    named,
    { ...certificate, held: [...certificate.held, certificate.goal] },
    { ...certificate, held: certificate.held.slice(1) },
    { ...certificate, blocking: [...certificate.blocking, 'no-such-step'] },
    ...(certificate.blocking.length === 0 ? [] : [{ ...certificate, blocking: certificate.blocking.slice(1) }]),
  ];
}
