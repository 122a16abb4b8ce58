import type { Fault, Instant } from '../core/index.ts';

/** A ledger that was copied: in which folder of the data folder, and its head. */
interface CopiedLedger {
  readonly folder: string;
  readonly origin: string;
  readonly size: number;
  readonly root: string;
}

interface Copied {
  readonly folder: string;
  readonly madeAt: string;
  readonly ledgers: readonly CopiedLedger[];
  readonly files: number;
  readonly bytes: number;
}

/** What the commands of the server ask of it. The command line knows no more of it: `main.ts` hands it in, and only these commands load it. */
export interface ServerDoor {
  /** Serves until the process is told to stop; `stopped` then resolves. Throws `Refused` (ASSAY-SERVER-014 and what opening the data refuses). */
  start(options: {
    readonly dataDir: string;
    readonly host: string;
    readonly port: number;
    readonly publicUrl?: string;
    readonly openAt?: string;
    readonly tlsCert?: string;
    readonly tlsKey?: string;
    readonly behindProxy: boolean;
    readonly breachedPasswords?: string;
    readonly quiet: boolean;
    readonly now: () => Instant;
    readonly env: Readonly<Record<string, string | undefined>>;
  }): Promise<{ readonly url: string; readonly setupUrl?: string; readonly stopped: Promise<void> }>;
  /** Throws `Refused` (ASSAY-BACKUP-…). */
  backUp(options: {
    readonly dataDir: string;
    readonly to: string;
    readonly now: () => Instant;
  }): Promise<Copied & { readonly digest: string; readonly left: readonly string[] }>;
  restore(options: { readonly from: string; readonly dataDir: string }): Copied;
  verifyBackup(from: string): Copied;
}

/** What a command may use of the outside. `main.ts` gives the real one; a test gives its own. */
export interface Io {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Instant;
  /** True where standard error is a terminal: progress is shown there only. */
  readonly interactive: boolean;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Absent where a test needs none. */
  readonly server?: () => Promise<ServerDoor>;
}

export interface Option {
  readonly name: string;
  /** `flag` takes no value; `text` one; `texts` may be repeated, and each value may be a list with commas. */
  readonly kind: 'flag' | 'text' | 'texts';
  readonly about: string;
  readonly value?: string;
}

export interface Arguments {
  readonly positionals: readonly string[];
  text(name: string): string | undefined;
  texts(name: string): readonly string[];
  flag(name: string): boolean;
}

/** What a command gives back: the value that `--json` prints, and the text a person reads. `code` 1: the verdict falls short. */
export interface Outcome {
  readonly json: unknown;
  readonly text: string;
  readonly code: 0 | 1;
  /** Said on standard error, in both kinds of output: what was written, what is left out. */
  readonly notes?: readonly string[];
}

export interface Command {
  readonly noun: string;
  readonly verb: string;
  /** The positional arguments, as usage shows them. */
  readonly usage: string;
  readonly most: number;
  readonly about: string;
  readonly options: readonly Option[];
  readonly examples: readonly string[];
  run(args: Arguments, io: Io): Promise<Outcome>;
}

/** The shape of an error in `--json`: one object, or several under `faults`. */
export function faultJson(faults: readonly Fault[]): unknown {
  const shown = faults.map(({ whose: _, ...rest }) => rest);
  return shown.length === 1 ? shown[0] : { code: shown[0]?.code, message: `${shown.length} faults`, remedy: shown[0]?.remedy, faults: shown };
}
