import type { DatabaseSync } from 'node:sqlite';
import type { Brought } from '../../fleet/edge/rooms.ts';
import type { DeviceId, HouseholdId } from '../../fleet/model.ts';
import { householdQuestions } from './tables.ts';

/**
 * Shares and visits end with the ownership, in the append of its own end. The closer says so once it has looked: the receipt then has it, and a share that is still in force would keep it open.
 */
export function householdEnds(): Brought {
  let here = Promise.withResolvers<DatabaseSync>();
  return {
    room: {
      projectors: [],
      commands: [],
      async begin(fleet) {
        here.resolve(fleet.db);
        return async () => {
          here = Promise.withResolvers<DatabaseSync>();
        };
      },
    },
    closers: [
      {
        name: 'household.unshare',
        async close({ device, household }) {
          if (household === undefined) return 'nobody had it to share';
          const left = inForce(await here.promise, device, household);
          if (left > 0) throw new Error(`${left} of its shares and visits are still in force`);
          return 'no share and no visit of it is in force';
        },
      },
    ],
  };
}

function inForce(db: DatabaseSync, device: DeviceId, household: HouseholdId): number {
  const { shares, visits } = householdQuestions(db).household(household);
  const own = (one: { readonly device?: DeviceId; readonly endedAt?: unknown }) => one.device === device && one.endedAt === undefined;
  return [...shares.values()].filter(own).length + [...visits.values()].filter(own).length;
}
