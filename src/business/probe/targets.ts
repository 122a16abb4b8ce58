import { type Fault, nearest, Refused } from '../../core/index.ts';
import { addressBytes } from '../../map/host.ts';
import type { ServiceMap, Target, TargetProbe } from '../../map/model.ts';
import { useOf } from './address.ts';
import { probeFaults } from './faults.ts';

export interface Chosen {
  readonly target: Target;
  readonly probes: readonly TargetProbe[];
}

/**
 * The targets that are asked for, and of each the probes. Without hosts, all of them; without probes, all that the map allows there. Throws `Refused`
 * (ASSAY-PROBE-001, -002, -003) before anything is sent.
 */
export function chosenTargets(map: ServiceMap, hosts: readonly string[], probes: readonly TargetProbe[]): readonly Chosen[] {
  if (map.targets.length === 0)
    throw new Refused(
      probeFaults.fault('003', {
        message: 'the map lists no targets, so nothing may be probed',
        field: 'targets',
        expected: 'at least one target',
        found: 'none',
        remedy: 'Add the operator’s own hosts: targets: [{ host: www.example.org, part: website, probes: [web, tls] }]',
      }),
    );
  const faults: Fault[] = [];
  const chosen: Chosen[] = [];
  const known = new Set(map.targets.map(({ host }) => host));
  for (const asked of hosts.length === 0 ? known : new Set(hosts)) {
    const host = asked.toLowerCase().replace(/\.$/, '');
    const here = map.targets.filter((target) => target.host === host);
    if (here.length === 0) {
      const near = nearest(host, known, 1)[0];
      faults.push(
        probeFaults.fault('001', {
          message: `"${asked}" is not among the targets of the map`,
          field: '--domain',
          expected: near === undefined ? 'a host of the list "targets"' : `a host of the list "targets", such as ${near}`,
          found: asked,
          remedy: 'Probe only what is yours: where it is, add it to the list.',
        }),
      );
      continue;
    }
    const allowed = new Set(here.flatMap((target) => target.probes));
    const missing = hosts.length === 0 ? [] : probes.filter((probe) => !allowed.has(probe));
    for (const probe of missing)
      faults.push(
        probeFaults.fault('002', {
          message: `the map does not allow the probe "${probe}" at "${host}"`,
          field: `--${probe}`,
          expected: [...allowed].join(', '),
          found: probe,
          remedy: `Leave it out, or add "${probe}" to the probes of that target.`,
        }),
      );
    for (const target of here) {
      const wanted = target.probes.filter((probe) => probes.length === 0 || probes.includes(probe));
      if (wanted.length > 0) chosen.push({ target, probes: wanted });
    }
  }
  if (faults.length === 0 && chosen.length === 0)
    faults.push(
      probeFaults.fault('002', {
        message: 'no target of the map allows these probes',
        field: 'targets',
        expected: 'a target that allows them',
        found: probes.join(', '),
        remedy: 'Leave them out, or add them to the probes of a target.',
      }),
    );
  if (faults.length > 0) throw new Refused(...faults);
  return chosen;
}

/** Whether the target's probes may visit this host at all: itself or one of those it names, each exactly. */
export function mayVisit(target: Target, host: string): boolean {
  return target.host === host || (target.also ?? []).includes(host);
}

/** Addresses of one host that are visited. */
export const MOST_ADDRESSES = 8;

/**
 * The addresses to visit of those that a name has: each once, of both versions where there are more than are visited; and only where all are allowed, since a name that points half inside and half
 * outside is no mistake of a kind that anybody should act on. `left`: how many are not visited. Throws `Refused` (ASSAY-PROBE-004).
 */
export function allowedAddresses(target: Target, host: string, addresses: readonly string[]): { readonly visit: readonly string[]; readonly left: number } {
  const faults = addresses.flatMap((address) => {
    const use = useOf(address);
    if (use.use === 'public' || (use.use === 'private' && target.private === true)) return [];
    return [
      probeFaults.fault('004', {
        message: `"${host}" has the address ${address}: ${use.what}`,
        field: 'targets',
        expected: target.private === true ? 'an address of a machine' : 'a public address',
        found: address,
        remedy:
          use.use === 'private'
            ? 'Where it is private on purpose, give the target "private: true". Else look into who answers for the name: it points into your network.'
            : 'Look into who answers for the name. Such an address is never visited.',
      }),
    ];
  });
  if (faults.length > 0) throw new Refused(...faults);
  const each = [...new Map(addresses.map((address) => [addressBytes(address)?.join('.'), address])).values()];
  const six = each.filter((address) => address.includes(':'));
  const four = each.filter((address) => !address.includes(':'));
  const fours = four.slice(0, Math.max(MOST_ADDRESSES / 2, MOST_ADDRESSES - six.length));
  const visit = [...fours, ...six.slice(0, MOST_ADDRESSES - fours.length)];
  return { visit, left: each.length - visit.length };
}
