import { attestationBrought } from '../../attestation/edge/room.ts';
import { authorizationRoom } from '../../authorization/edge/room.ts';
import { brskiBrought } from '../../brski/edge/room.ts';
import { dataBrought } from '../../data/edge/room.ts';
import { endpointBrought } from '../../endpoint/edge/room.ts';
import { estBrought } from '../../est/edge/room.ts';
import { householdEnds } from '../../household/edge/ends.ts';
import { householdRoom } from '../../household/edge/room.ts';
import { introductionBrought } from '../../introduction/edge/room.ts';
import { codeBrought } from '../../introduction/edge/spake2-room.ts';
import type { Room } from './command.ts';
import { type Brought, roomsOfFleet } from './rooms.ts';

/** What the endpoint of this process, once it is open, brings to an end. */
export const endpointOfProcess = endpointBrought();

/** What this process keeps of what devices say, once it serves. */
export const dataOfProcess = dataBrought();

/** Rooms that keep something of a device or a household, each with what ends it. The same list wherever the fleet is opened: a retirement enters the names of the closers that it knows. */
const BROUGHT: readonly Brought[] = [
  estBrought(),
  attestationBrought(),
  brskiBrought(),
  introductionBrought(),
  codeBrought(),
  { room: authorizationRoom },
  { room: householdRoom },
  householdEnds(),
  endpointOfProcess,
  dataOfProcess,
];

/** All rooms of a fleet, for the command line and the server alike, with `others` that only some who open it bring. */
export function fleetRooms(others: readonly Room[] = []): readonly Room[] {
  return [...roomsOfFleet(BROUGHT), ...others];
}
