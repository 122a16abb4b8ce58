import { type FleetDecisions, fleetDecisions } from '../../authorization/decisions.ts';
import { channelsOf } from '../../authorization/declared.ts';
import type { PolicyFolder } from '../../authorization/edge/policy-folder.ts';
import { fleetFacts } from '../../authorization/edge/room.ts';
import { deviceOf } from '../../device/edge/questions.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import type { DeviceId } from '../../fleet/model.ts';

export interface Deciding {
  readonly decisions: FleetDecisions;
  /** That the product of a device declares. */
  readonly channels: (device: DeviceId) => readonly string[];
  close(): void;
}

/** Decisions over a fleet that is open, told of each fact before whoever listens after. The rooms of devices and households have to be there. */
export function decidingOver(fleet: Fleet, { policies, declared }: Pick<PolicyFolder, 'policies' | 'declared'>): Deciding {
  const decisions = fleetDecisions({ facts: fleetFacts(fleet.db), declared, evaluator: policies });
  return {
    decisions,
    channels(id) {
      const device = deviceOf(fleet.db, id);
      return device === undefined ? [] : [...channelsOf(declared, device.product).keys()];
    },
    close: fleet.listen((type, body) => {
      decisions.applied(type, body);
    }),
  };
}
