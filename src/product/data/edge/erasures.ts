import type { DatabaseSync } from 'node:sqlite';
import { closedBy } from '../../retirement/edge/projector.ts';
import { holderOf } from '../model.ts';
import type { Erasure } from './port.ts';
import { doneErasures } from './projector.ts';

/** The closer's name, as it stands on the ledger. */
export const ERASE = 'data.erase';

/** Every erasure of data that the fleet's ledger says is done: those that were asked for, and those of retirements and transfers. */
export function erasuresOf(db: DatabaseSync): readonly Erasure[] {
  const ended = closedBy(db, ERASE).flatMap(({ retirement, device, household, data, doneAt }): readonly Erasure[] => [
    { request: retirement, holder: holderOf(device, undefined), device, doneAt },
    ...(household === undefined || data === 'hand-over' ? [] : [{ request: retirement, holder: household, device, doneAt }]),
  ]);
  return [...doneErasures(db), ...ended];
}
