import type { CredentialsSaved } from './credentials.ts';
import type { FleetSaved } from './fleet.ts';
import type { Seen } from './seen.ts';
import type { SensorSaved } from './silence.ts';

/** All that is kept, as it is: the arrays are the engine's own, to be written before the next event. */
export interface BehaviourSaved {
  readonly key: readonly [number, number];
  readonly base: number;
  readonly turnedAway: number;
  readonly size: number;
  readonly arenas: readonly Uint32Array[];
  readonly filter: Pick<Seen, 'words' | 'begun'>;
  readonly told: readonly (readonly [string, number])[];
  readonly bursts: readonly [Uint32Array, Uint32Array, Uint32Array];
  readonly implicated: readonly (readonly [string, Implicated])[];
  readonly spokenTo: Uint32Array;
  readonly fleet: FleetSaved;
  readonly credentials: CredentialsSaved;
  readonly sensors: readonly SensorSaved[];
}

/** By whom and on which port a machine was named. */
export interface Implicated {
  readonly device: string;
  readonly port: number;
  readonly cause: string;
}
