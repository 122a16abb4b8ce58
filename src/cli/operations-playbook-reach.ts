import type { Outcome } from '../operations/playbook/ports.ts';
import type { Call } from '../operations/playbook/run.ts';
import type { Arguments, Io } from './command.ts';
import type { Told } from './operations-playbook-incident.ts';

/** What the functions of a run may use. */
export interface Reach {
  /** Of the command: which data folder and which map. */
  readonly args: Arguments;
  readonly io: Io;
  /** Where files for gateways and brokers, and receipts of what was done, are written. Its name is the run's. */
  readonly folder: string;
  /** The data folder of the service, with its ledger and its fleet. */
  readonly data: string;
  /** How many devices are in service; unknown, people are asked of every share. */
  readonly devices: number | undefined;
  /** Hosts that http-api may speak to, as `name` or `name:port`. */
  readonly hosts: readonly string[];
  /** What the sensors write: files or folders. */
  readonly seen: readonly string[];
  /** Tells the incident that the run is for; does nothing where it is for none. */
  readonly tell: (...told: readonly Told[]) => Promise<void>;
  /** A secret by its name; asked for when it is sent. */
  readonly secret: (name: string) => string | undefined;
}

export const done = (said: string, out: Readonly<Record<string, string>> = {}): Outcome => ({ kind: 'done', out, said });
export const failed = (why: string): Outcome => ({ kind: 'failed', why });

export const wordsOf = (call: Pick<Call, 'command'>) => {
  const [verb = '', names = '', ...more] = call.command.trim().split(/\s+/);
  return { verb, names: names.split(',').filter((name) => name !== ''), more };
};

/** A device may be named `ID=ADDRESS`: as the fleet names it, and as sensors do. */
export const idOf = (name: string): string => name.split('=')[0] ?? name;
export const addressOf = (name: string): string => name.slice(name.indexOf('=') + 1);
