import { type FleetDecisions, fleetDecisions } from '../../authorization/decisions.ts';
import { channelsOf } from '../../authorization/declared.ts';
import type { PolicyFolder } from '../../authorization/edge/policy-folder.ts';
import { fleetFacts } from '../../authorization/edge/room.ts';
import { deviceOf } from '../../device/edge/questions.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import type { DeviceId } from '../../fleet/model.ts';

type Loaded = Pick<PolicyFolder, 'policies' | 'declared'>;

export interface Deciding {
  readonly decisions: FleetDecisions;
  /** That the product of a device declares. */
  readonly channels: (device: DeviceId) => readonly string[];
  /** What a service is declared for. */
  readonly services: (name: string) => readonly string[] | undefined;
  /** Decides by others from now on. Resolves once everybody who listens has asked anew about what is live. */
  change(to: Loaded): Promise<void>;
  changed(listener: () => Promise<void>): () => void;
  close(): void;
}

/** Decisions over a fleet that is open, told of each fact before whoever listens after. The rooms of devices and households have to be there. */
export function decidingOver(fleet: Fleet, { policies, declared }: Loaded): Deciding {
  const decisions = fleetDecisions({ facts: fleetFacts(fleet.db), declared, evaluator: policies });
  const listeners = new Set<() => Promise<void>>();
  let now = declared;
  return {
    decisions,
    channels(id) {
      const device = deviceOf(fleet.db, id);
      return device === undefined ? [] : [...channelsOf(now, device.product).keys()];
    },
    services: (name) => now.services.get(name),
    async change(to) {
      now = to.declared;
      decisions.change({ evaluator: to.policies, declared: to.declared });
      await Promise.all([...listeners].map((listener) => listener()));
    },
    changed(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: fleet.listen((type, body) => {
      decisions.applied(type, body);
    }),
  };
}
