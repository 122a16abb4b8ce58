import { deviceRoom } from '../../device/edge/room.ts';
import type { Telling } from '../../device/telling.ts';
import { retirementRoom } from '../../retirement/edge/room.ts';
import type { Closer } from '../../retirement/model.ts';
import { retirementTelling } from '../../retirement/telling.ts';
import { updateRoom } from '../../update/edge/room.ts';
import type { Room } from './command.ts';

/** What a room brings besides itself. */
export interface Brought {
  readonly room?: Room;
  /** What has to be carried out when a device is retired or passed on. */
  readonly closers?: readonly Closer[];
  /** How its facts are told in the life of a device. */
  readonly telling?: Telling;
}

/** The rooms of devices and of their ends, with what other rooms bring: for whoever opens a fleet to do something with its devices. */
export function roomsOfFleet(brought: readonly Brought[] = []): readonly Room[] {
  const tellings = brought.flatMap(({ telling }) => (telling === undefined ? [] : [telling]));
  return [
    deviceRoom([retirementTelling, ...tellings]),
    retirementRoom(brought.flatMap(({ closers }) => closers ?? [])),
    updateRoom,
    ...brought.flatMap(({ room }) => (room === undefined ? [] : [room])),
  ];
}
