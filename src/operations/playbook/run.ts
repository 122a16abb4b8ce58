import type { Digest, Instant } from '../../core/index.ts';
import type { Playbook } from './model.ts';

/** How many devices an action would take out of service, of how many it could. */
export interface Preview {
  readonly devices: number;
  readonly of: number;
  /** What would happen, in a sentence. */
  readonly said: string;
}

/** What a run may do without being asked: above it, people are. */
export interface Limits {
  /** Share of the devices, 0 to 1, that one step may take out of service. */
  readonly share: number;
  /** Devices that the run may take out of service within an hour. */
  readonly hourly: number;
  /** People who have to agree above a limit. */
  readonly approvals: number;
}

export const LIMITS: Limits = { share: 0.05, hourly: 100, approvals: 2 };

/** Where in a run a step stands: the ids of the steps that lead to it from outside to inside, with branches and rounds, joined by `/`. Names one execution of one step. */
export type Place = string;

type At = { readonly at: Instant };
type Of = At & { readonly place: Place };
type Nth = Of & { readonly n: number };

/** What happened in a run. Only added to; the state of a run is what these say. */
export type Fact =
  | (At & {
      readonly kind: 'run.begun';
      readonly run: string;
      readonly playbook: string;
      readonly digest: Digest;
      readonly by: string;
      readonly drill: boolean;
      readonly values: Readonly<Record<string, string>>;
      readonly limits: Limits;
    })
  | (Of & { readonly kind: 'step.begun' })
  /** What a condition came to: `true`, `false` or the key of a case. Recorded, as the variables may change while a branch goes. */
  | (Of & { readonly kind: 'step.chose'; readonly chosen: string })
  | (Of & { readonly kind: 'step.failed'; readonly why: string })
  | (Of & { readonly kind: 'step.timed-out' })
  | (Of & { readonly kind: 'approved'; readonly by: string })
  | (Of & { readonly kind: 'declined'; readonly by: string })
  | (Nth & { readonly kind: 'action.previewed'; readonly preview: Preview })
  | (Nth & { readonly kind: 'action.intended'; readonly call: Call; readonly undo?: string })
  | (Nth & { readonly kind: 'action.done'; readonly out: Readonly<Record<string, string>>; readonly said: string })
  | (Nth & { readonly kind: 'action.failed'; readonly why: string })
  | (Nth & { readonly kind: 'undo.intended' })
  | (Nth & { readonly kind: 'undo.done'; readonly said: string })
  | (Nth & { readonly kind: 'undo.failed'; readonly why: string })
  | (At & { readonly kind: 'run.ended'; readonly outcome: Ending; readonly why: string });

/** `done-with-failures`: every failure was met by a step of the playbook, and was one nonetheless. */
export type Ending = 'done' | 'done-with-failures' | 'failed';

/** How to sign in at a target. `secret`: the name by which whoever runs it gives the secret; absent where the playbook names none, and then nobody signs in. */
export interface SignIn {
  readonly type: string;
  readonly user?: string;
  readonly secret?: string;
}

/** One command on one target, its variables filled in. `key` is the same whenever it is asked or done again. */
export interface Call {
  readonly key: string;
  readonly type: string;
  readonly command: string;
  readonly content?: string;
  readonly headers: Readonly<Record<string, readonly string[]>>;
  /** Whom it is done to, or by where the step names no target. */
  readonly party: {
    readonly type: string;
    readonly name: string;
    readonly address: Readonly<Record<string, readonly string[]>>;
    readonly port?: string;
    readonly signIn?: SignIn;
  };
  /** Names that it may give values to, with their types. */
  readonly gives: Readonly<Record<string, string>>;
  readonly says: string;
}

/** What is to be done now. `record` is for the journal alone; `people` waits for an answer that only a person gives. */
export type Todo =
  | { readonly kind: 'record'; readonly fact: Fact }
  | { readonly kind: 'preview'; readonly place: Place; readonly n: number; readonly call: Call }
  | { readonly kind: 'perform'; readonly place: Place; readonly n: number; readonly call: Call; readonly undo?: string; readonly until?: Instant }
  /** Intended, and no outcome is known: whoever does it is asked first. */
  | { readonly kind: 'ask'; readonly place: Place; readonly n: number; readonly call: Call; readonly until?: Instant }
  | { readonly kind: 'wait'; readonly place: Place; readonly until: Instant }
  | { readonly kind: 'approve'; readonly place: Place; readonly needed: number; readonly given: readonly string[]; readonly why: string }
  | { readonly kind: 'people'; readonly place: Place; readonly n: number; readonly call: Call; readonly until?: Instant };

/** The playbook of a run and those that it may call, by id. */
export interface Program {
  readonly playbook: Playbook;
  readonly library: ReadonlyMap<string, Playbook>;
}
