import type { Instant } from '../../core/index.ts';
import type { DutyFact, Track } from '../duty/model.ts';
import type { FoldedIncident, Severity, Verdict } from './model.ts';

/** Where the events of a detection stand, with what was read there: by input and offset. */
export interface Traces {
  readonly inputs: readonly { readonly name: string; readonly digest?: string; readonly bytes: number }[];
  /** Of the bytes at a place, and the line itself, cut; absent where they could not be read again. */
  at(input: string, offset: number, length: number): { readonly digest: string; readonly line: string } | undefined;
}

export interface RecordIncident {
  readonly type: 'record';
  readonly folded: FoldedIncident;
  readonly traces: Traces;
  /** A rehearsal: it is kept apart from what happened. */
  readonly exercise?: boolean;
}

type Told = { readonly incident: string; readonly by: string };

/** A fact of a law, of which the incident gives the id. */
export type DutyTold = DutyFact extends infer F ? (F extends DutyFact ? Omit<F, 'id' | 'by'> : never) : never;

/** Devices are named as people name them, or by their keyed ids. */
export type HandleIncident = Told &
  (
    | { readonly type: 'verify'; readonly verdict: Verdict; readonly reason: string; readonly rules?: readonly string[]; readonly device?: string }
    | { readonly type: 'rank'; readonly severity: Severity; readonly reason: string }
    | { readonly type: 'assign'; readonly role: string; readonly to: string }
    /** `audience`: the words are what this audience of the plan was told. */
    | { readonly type: 'note'; readonly text: string; readonly audience?: string }
    | { readonly type: 'duty'; readonly fact: DutyTold }
    | { readonly type: 'say'; readonly track: Track; readonly field: string; readonly kind: 'said' | 'none'; readonly text: string }
    | {
        readonly type: 'act';
        readonly run: string;
        readonly playbook?: string;
        readonly call?: string;
        readonly outcome: 'begun' | 'done' | 'failed' | 'undone';
        readonly devices: readonly string[];
        readonly text?: string;
      }
    /** `part`: of the map, which whoever asks has looked up there. */
    | { readonly type: 'place'; readonly device: string; readonly part: string }
    | {
        readonly type: 'contain';
        readonly device: string;
        readonly since: Instant;
        /** Until when the sensor that saw nothing of it is known to have been alive. */
        readonly heardUntil: Instant;
        readonly method: 'runtime' | 'drill' | 'import';
        readonly text?: string;
      }
    | {
        readonly type: 'recover';
        readonly device: string;
        readonly firmware?: { readonly digest: string; readonly expected: string };
        /** `digest`: of the certificate or the key, never a secret. */
        readonly credential?: { readonly digest: string; readonly issuedAt: Instant };
        readonly behaviour?: { readonly since: Instant; readonly until: Instant; readonly heardUntil: Instant };
        readonly text?: string;
      }
    | {
        readonly type: 'close';
        readonly reason: string;
        readonly approvedBy?: string;
        readonly normalFor?: number /** Clocks that are running or overdue. */;
        readonly running: number;
      }
    | { readonly type: 'reopen'; readonly reason: string }
    | {
        readonly type: 'review';
        readonly text: string;
        readonly actions: readonly { readonly text: string; readonly owner: string; readonly due: Instant; readonly controls: readonly string[] }[];
      }
    | { readonly type: 'action-done'; readonly action: string }
    | { readonly type: 'erase' }
  );

/** With what a command is judged: `roles` of the map, and the secret by which names are keyed. */
export interface Asked {
  readonly at: Instant;
  readonly roles: readonly string[];
  readonly secret: string;
}

export type IncidentCommand = Asked & (RecordIncident | HandleIncident);
