import type { SecurityEvent } from '../event/model.ts';
import { addressGroups, holds, networkOf } from '../event/network.ts';
import { dropOldest } from '../event/oldest.ts';

const MOST = 65_536;

/** What DNS told devices: whether an address was given for any name, and whether for one of a declared host. */
export interface Expected {
  took(event: SecurityEvent): void;
  /** A host of the service itself, declared by its name, its address or its network. */
  declared(address: string): boolean;
  /** Whether some device asked for a name and was given it. */
  named(address: string): boolean;
  /** Whether any answer of DNS was seen: else that none was for this address says nothing. */
  readonly seesNames: boolean;
  readonly saved: { readonly answers: readonly (readonly [string, boolean])[] };
}

/** `hosts`: names (and all below them), addresses or networks that devices may all begin to speak to at once, as for an update. Bounded: the last 65,536 addresses that were given. */
export function expected(hosts: readonly string[], from?: { readonly answers: readonly (readonly [string, boolean])[] }): Expected {
  const networks = hosts.flatMap((host) => networkOf(host) ?? []);
  const names = hosts.filter((host) => networkOf(host) === undefined).map((host) => host.toLowerCase());
  const answers = new Map<string, boolean>(from?.answers.slice(0, MOST));
  return {
    took({ detail }) {
      if (detail?.kind !== 'dns' || detail.answers.length === 0) return;
      const query = detail.query.toLowerCase();
      const own = names.some((name) => query === name || query.endsWith(`.${name}`));
      for (const answer of detail.answers) {
        if (!/^[0-9a-f.:]+$/i.test(answer)) continue;
        // Once a declared host's, it stays so: another name for the same machine does not make it a stranger.
        if (!answers.has(answer) && answers.size >= MOST) dropOldest(answers);
        answers.set(answer, own || answers.get(answer) === true);
      }
    },
    // Where nothing is known nothing is looked up: it is asked of each new peer of each device.
    declared: (address) =>
      (answers.size > 0 && answers.get(address) === true) || (networks.length > 0 && networks.some((network) => holds(network, addressGroups(address)))),
    named: (address) => answers.has(address),
    get seesNames() {
      return answers.size > 0;
    },
    get saved() {
      return { answers: [...answers] };
    },
  };
}
