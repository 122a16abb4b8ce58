import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readProblem } from './problem.ts';
import { solve } from './solve.ts';

describe('docs/attack-graph-format.md', () => {
  it('shows an example and the answer that the engine gives to it', () => {
    const text = readFileSync(new URL('../../../docs/attack-graph-format.md', import.meta.url), 'utf8');
    const [problem, answer] = [...text.matchAll(/```json\n(.*?)\n```/gs)].map((match) => match[1]);
    if (problem === undefined || answer === undefined) throw new Error('the page has no example');
    expect(solve(readProblem(problem, 'graph.json'))).toEqual(JSON.parse(answer));
  });
});
