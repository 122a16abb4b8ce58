import { compareDeb } from './deb.ts';
import type { Compare, VersionOrder } from './model.ts';
import { compareRpm } from './rpm.ts';
import { compareSemver } from './semver.ts';

const ORDERS: readonly (readonly [name: string, compare: Compare, ecosystems: readonly string[]])[] = [
  ['semver', compareSemver, ['npm', 'crates.io', 'Hex', 'SwiftURL', 'Julia', 'GitHub Actions', 'VSCode', 'Bitnami', 'Linux']],
  ['deb', compareDeb, ['Debian', 'Ubuntu', 'Echo']],
  ['rpm', compareRpm, ['Red Hat', 'Rocky Linux', 'AlmaLinux', 'SUSE', 'openSUSE', 'openEuler', 'Mageia', 'Photon OS', 'Azure Linux', 'Fedora']],
];

const BY_ECOSYSTEM = new Map<string, VersionOrder>(
  ORDERS.flatMap(([name, compare, ecosystems]) => ecosystems.map((ecosystem) => [ecosystem.toLowerCase(), { name, compare }] as const)),
);

/** The order of the versions of an ecosystem as OSV names it, with or without a suffix (`Debian:12`); undefined where Assay knows none. */
export function versionOrderOf(ecosystem: string): VersionOrder | undefined {
  const colon = ecosystem.indexOf(':');
  return BY_ECOSYSTEM.get((colon === -1 ? ecosystem : ecosystem.slice(0, colon)).toLowerCase());
}
