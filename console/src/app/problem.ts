import type { Problem } from '../../../src/server/model.ts';

export type Fault = Problem['faults'][number];

/** A refusal of the server, with everything it found. */
export class ApiProblem extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
  }
  get status(): number {
    return this.problem.status;
  }
  get code(): string {
    return this.problem.code;
  }
}

/** No answer came at all: the network, or the server, is away. Nothing is known of whether an act was carried out. */
export class Unreachable extends Error {
  constructor(cause: unknown) {
    super('Assay cannot be reached.', { cause });
  }
}

/** An answer that is no problem document, such as a proxy's page, told in the same shape. */
export function problemOf(status: number, text: string): Problem {
  try {
    const read: unknown = JSON.parse(text);
    if (typeof read === 'object' && read !== null && 'code' in read && 'faults' in read && Array.isArray(read.faults)) return read as Problem;
  } catch {
    // Not JSON: told below.
  }
  return {
    type: 'about:blank',
    title: `The server answered with status ${status}, and with nothing that the console can read`,
    status,
    code: `HTTP-${status}`,
    request: '',
    faults: [],
  };
}

/** The person, or their browser, let it be: nothing broke and nothing was refused. */
export class NotDone extends Error {
  override readonly name = 'NotDone';
}
