import type { ZodType } from 'zod';
import { type Json, nearest, Refused } from '../../../core/index.ts';
import { fleetFaults } from '../faults.ts';
import { expectedOf, shownAt } from '../shape.ts';
import type { Fleet, Projector } from './port.ts';

/** Something that can be asked of a fleet, by whoever holds it and through the control socket alike. */
export interface FleetCommand {
  /** Room and verb, such as `device.show`. */
  readonly name: string;
  /** Throws `Refused`: ASSAY-FLEET-006 where the input has another shape, and what the room refuses. */
  run(fleet: Fleet, input: Json): Promise<Json>;
}

/** What a room brings to a fleet. `begin` runs once its tables are up to date (timers, outbox, listeners); what it gives runs before the fleet is closed. */
export interface Room {
  readonly projectors: readonly Projector[];
  readonly commands: readonly FleetCommand[];
  begin?(fleet: Fleet): Promise<() => Promise<void>>;
}

/** Declares a command: its input is read by one schema, wherever it comes from. `handle` gives JSON, and no secret. */
export function command<Input>(declared: {
  readonly name: string;
  readonly input: ZodType<Input>;
  readonly handle: (fleet: Fleet, input: Input) => Promise<Json> | Json;
}): FleetCommand {
  const { name, input, handle } = declared;
  return {
    name,
    async run(fleet, given) {
      const read = input.safeParse(given);
      if (read.success) return handle(fleet, read.data);
      throw new Refused(
        ...read.error.issues.slice(0, MOST_FAULTS).map((issue) => {
          const field = issue.path.map(String).join('.');
          const found = shownAt(given, issue.path);
          return fleetFaults.fault('006', {
            message: `${name} does not take ${field === '' ? 'this' : `this ${field}`}`,
            ...(field === '' ? {} : { field }),
            expected: expectedOf(issue),
            ...(found === undefined ? {} : { found }),
            remedy: 'Correct it; --help says what the command takes.',
          });
        }),
      );
    },
  };
}

const MOST_FAULTS = 20;

/** Runs the command of that name. Throws `Refused`: ASSAY-FLEET-005 where there is none, -006, and what the room refuses. */
export async function runCommand(commands: readonly FleetCommand[], fleet: Fleet, name: string, input: Json): Promise<Json> {
  const found = commands.find((candidate) => candidate.name === name);
  if (found !== undefined) return found.run(fleet, input);
  const shown = name.slice(0, 100);
  const near = nearest(
    shown,
    commands.map((candidate) => candidate.name),
  );
  throw new Refused(
    fleetFaults.fault('005', {
      message: `whoever holds the fleet knows no command "${shown}"`,
      expected: near.length > 0 ? near.join(' or ') : 'a command of the fleet',
      found: shown,
      remedy: 'Where two versions of Assay are at work, stop the older one.',
    }),
  );
}
