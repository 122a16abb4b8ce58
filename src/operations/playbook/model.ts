import type { Fault, Json } from '../../core/index.ts';

/** A variable of CACAO 2.0 (10.18.3). `value` is text, whatever its type; `null` or absent is *not known*, and the empty text is known to be empty. */
export interface Variable {
  readonly type: string;
  readonly description?: string | undefined;
  readonly value?: string | null | undefined;
  readonly constant?: boolean | undefined;
  readonly external?: boolean | undefined;
}

export type Variables = Readonly<Record<string, Variable>>;

export interface Command {
  readonly type: string;
  readonly command?: string | undefined;
  readonly command_b64?: string | undefined;
  readonly content?: string | undefined;
  readonly content_b64?: string | undefined;
  readonly headers?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly description?: string | undefined;
}

interface Common {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  /** Milliseconds. */
  readonly delay?: number | undefined;
  readonly timeout?: number | undefined;
  readonly step_variables?: Variables | undefined;
  readonly on_completion?: string | undefined;
  readonly on_success?: string | undefined;
  readonly on_failure?: string | undefined;
  readonly step_extensions?: Readonly<Record<string, unknown>> | undefined;
}

export type Step =
  | (Common & { readonly type: 'start' })
  | (Common & { readonly type: 'end' })
  | (Common & {
      readonly type: 'action';
      readonly commands: readonly Command[];
      readonly agent: string;
      readonly targets?: readonly string[] | undefined;
      readonly in_args?: readonly string[] | undefined;
      readonly out_args?: readonly string[] | undefined;
    })
  | (Common & {
      readonly type: 'playbook-action';
      readonly playbook_id: string;
      readonly playbook_version?: string | undefined;
      readonly in_args?: readonly string[] | undefined;
      readonly out_args?: readonly string[] | undefined;
    })
  | (Common & { readonly type: 'parallel'; readonly next_steps: readonly string[] })
  | (Common & { readonly type: 'if-condition'; readonly condition: string; readonly on_true: string; readonly on_false?: string | undefined })
  | (Common & { readonly type: 'while-condition'; readonly condition: string; readonly on_true: string })
  | (Common & { readonly type: 'switch-condition'; readonly switch: string; readonly cases: Readonly<Record<string, string>> });

/** An agent or a target. */
export interface Party {
  readonly type: string;
  readonly name: string;
  readonly address?: Readonly<Record<string, readonly (string | number)[]>> | undefined;
  readonly port?: string | undefined;
  readonly authentication_info?: string | undefined;
}

export interface Playbook {
  readonly id: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly created: string;
  readonly modified: string;
  readonly revoked?: boolean | undefined;
  readonly valid_from?: string | undefined;
  readonly valid_until?: string | undefined;
  readonly playbook_variables?: Variables | undefined;
  readonly workflow_start: string;
  readonly workflow_exception?: string | undefined;
  readonly workflow: Readonly<Record<string, Step>>;
  readonly agent_definitions?: Readonly<Record<string, Party>> | undefined;
  readonly target_definitions?: Readonly<Record<string, Party>> | undefined;
  readonly authentication_info_definitions?: Readonly<Record<string, unknown>> | undefined;
  readonly extension_definitions?: Readonly<Record<string, unknown>> | undefined;
  readonly data_marking_definitions?: Readonly<Record<string, unknown>> | undefined;
  readonly markings?: readonly string[] | undefined;
  readonly signatures?: readonly Json[] | undefined;
}

/** What reading a file found. `faults` refuse the playbook; `remarks` do not, and say how Assay reads what they name. */
export interface Checked {
  readonly playbook?: Playbook;
  readonly faults: readonly Fault[];
  readonly remarks: readonly Fault[];
  /** As it was parsed: what signatures are over. */
  readonly document?: Json;
}
