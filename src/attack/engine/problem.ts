import { z } from 'zod';
import { type Fault, parseJson, Refused } from '../../core/index.ts';
import type { Problem } from '../model.ts';
import { graphFaults } from './faults.ts';

/** A file beyond these is refused whole: memory and time of every later stage are linear in them. */
const PROBLEM_LIMITS = { states: 1_000_000, steps: 2_000_000, from: 10_000, faults: 200 } as const;

const id = z.string().min(1).max(300);

/** The shape alone, for editors (`z.toJSONSchema`) and for the reader; what one part asks of another is checked after it. */
export const problemSchema = z.strictObject({
  format: z.literal('assay-attack-graph/1'),
  states: z.array(z.strictObject({ id, title: z.string().max(1000).optional() })).max(PROBLEM_LIMITS.states),
  steps: z
    .array(
      z.strictObject({
        id,
        title: z.string().max(1000).optional(),
        from: z.array(id).max(PROBLEM_LIMITS.from),
        need: z.int().min(0).max(PROBLEM_LIMITS.from).optional(),
        to: id,
        effort: z.number().min(0).max(1e9),
        status: z.enum(['open', 'closed', 'undecided']),
        closedBy: z.array(z.string().min(1).max(600)).max(1000).optional(),
      }),
    )
    .max(PROBLEM_LIMITS.steps),
  start: z.array(id).max(PROBLEM_LIMITS.states),
  goals: z.array(id).max(PROBLEM_LIMITS.states),
});

/**
 * Reads an attack graph in the format of docs/attack-graph-format.md. The bytes are whoever wrote the file's: nothing in them is trusted.
 * Cycles are allowed. Throws `Refused` with every fault found (ASSAY-JSON-xxx, ASSAY-GRAPH-001 to -008), at most 200 of them.
 */
export function readProblem(text: string, file: string): Problem {
  const parsed = problemSchema.safeParse(parseJson(text, file));
  if (!parsed.success) throw new Refused(...parsed.error.issues.slice(0, PROBLEM_LIMITS.faults).map((issue) => shapeFault(issue, file)));
  const problem: Problem = parsed.data as Problem; // zod writes an absent optional as `T | undefined`, the contract as absent.
  const faults = problemFaults(problem, file);
  if (faults.length > 0) throw new Refused(...faults);
  return problem;
}

/** What one part of a problem asks of another and does not get: every fault, up to the limit, in document order. */
function problemFaults(problem: Problem, file: string): readonly Fault[] {
  const faults: Fault[] = [];
  const say = (
    number: '003' | '004' | '005' | '006' | '007' | '008',
    field: string,
    message: string,
    more: { expected?: string; found?: string; remedy: string },
  ) => {
    if (faults.length < PROBLEM_LIMITS.faults) faults.push(graphFaults.fault(number, { message, file, field, ...more }));
  };
  const states = new Set<string>();
  problem.states.forEach((state, i) => {
    if (states.has(state.id))
      say('003', `states[${i}].id`, `the state "${state.id}" is declared twice`, { found: state.id, remedy: 'Give each state an id of its own.' });
    states.add(state.id);
  });
  const refer = (list: readonly string[], field: string) => {
    const seen = new Set<string>();
    list.forEach((name, i) => {
      if (!states.has(name)) {
        say('005', `${field}[${i}]`, `the state "${name}" is not declared`, {
          expected: 'an id of `states`',
          found: name,
          remedy: 'Declare the state or correct the id.',
        });
      }
      if (seen.has(name)) {
        say('008', `${field}[${i}]`, `the state "${name}" stands twice in ${field}`, {
          found: name,
          remedy: 'Name it once: a state counts once, so k of n means k different ones.',
        });
      }
      seen.add(name);
    });
  };
  const steps = new Set<string>();
  problem.steps.forEach((step, i) => {
    const field = `steps[${i}]`;
    if (steps.has(step.id))
      say('004', `${field}.id`, `the step "${step.id}" is declared twice`, { found: step.id, remedy: 'Give each step an id of its own.' });
    steps.add(step.id);
    refer(step.from, `${field}.from`);
    if (!states.has(step.to)) {
      say('005', `${field}.to`, `the state "${step.to}" is not declared`, {
        expected: 'an id of `states`',
        found: step.to,
        remedy: 'Declare the state or correct the id.',
      });
    }
    if (step.need !== undefined && step.need > step.from.length) {
      say('006', `${field}.need`, `the step "${step.id}" needs ${step.need} of ${step.from.length} states`, {
        expected: `at most ${step.from.length}`,
        found: String(step.need),
        remedy: 'Lower `need`, or name more states in `from`.',
      });
    }
    if (step.need === 0 && step.from.length > 0) {
      say('007', `${field}.need`, `the step "${step.id}" names states and needs none of them`, {
        expected: `1 to ${step.from.length}, or an empty \`from\``,
        found: '0',
        remedy: 'Empty `from` for a step that needs nothing, or raise `need`.',
      });
    }
  });
  refer(problem.start, 'start');
  refer(problem.goals, 'goals');
  return faults;
}

function shapeFault(issue: z.core.$ZodIssue, file: string): Fault {
  const field = issue.path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
  const number = issue.code === 'too_big' && issue.origin === 'array' ? '002' : '001';
  return graphFaults.fault(number, {
    message: `${file}: ${field === '' ? 'the document' : field}: ${issue.message}`,
    file,
    ...(field === '' ? {} : { field }),
    expected: 'expected' in issue && typeof issue.expected === 'string' ? issue.expected : issue.message,
    remedy: number === '002' ? 'Split the graph, or quotient it before it is written.' : 'Mend the field as docs/attack-graph-format.md describes it.',
  });
}
