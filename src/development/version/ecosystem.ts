import { compareApk } from './apk.ts';
import { compareConan } from './conan.ts';
import { compareDeb } from './deb.ts';
import { compareCran, compareHackage } from './dotted.ts';
import { compareFreeBsd } from './freebsd.ts';
import { compareGo } from './go.ts';
import { compareMaven } from './maven.ts';
import type { Compare, VersionOrder } from './model.ts';
import { compareNuGet } from './nuget.ts';
import { compareOpkg } from './opkg.ts';
import { comparePackagist } from './packagist.ts';
import { comparePub } from './pub.ts';
import { comparePyPi } from './pypi.ts';
import { compareRpm } from './rpm.ts';
import { compareRubyGems } from './rubygems.ts';
import { compareSemver } from './semver.ts';

/**
 * The orders, and the ecosystems that go by each, as OSV's schema (1.7.5) names them. Android (patch levels), OSS-Fuzz and GIT (commits), Docker Hardened Images, Root and
 * TuxCare (packages of several others) have none here: what is not known of them is said, never guessed.
 */
const ORDERS: readonly (readonly [name: string, compare: Compare, ecosystems: readonly string[]])[] = [
  ['semver', compareSemver, ['npm', 'crates.io', 'Hex', 'SwiftURL', 'Julia', 'GitHub Actions', 'VSCode', 'Bitnami', 'Kubernetes', 'Linux', 'Open VSX']],
  ['go', compareGo, ['Go']],
  ['deb', compareDeb, ['Debian', 'Ubuntu', 'Echo', 'opam']],
  ['rpm', compareRpm, ['Red Hat', 'Rocky Linux', 'AlmaLinux', 'SUSE', 'openSUSE', 'openEuler', 'Mageia', 'Photon OS', 'Azure Linux', 'Fedora']],
  ['apk', compareApk, ['Alpine', 'Wolfi', 'Chainguard', 'MinimOS', 'Alpaquita', 'BellSoft Hardened Containers', 'CleanStart']],
  ['opkg', compareOpkg, ['OpenWrt', 'opkg']],
  ['pypi', comparePyPi, ['PyPI']],
  ['rubygems', compareRubyGems, ['RubyGems']],
  ['maven', compareMaven, ['Maven']],
  ['nuget', compareNuGet, ['NuGet']],
  ['packagist', comparePackagist, ['Packagist']],
  ['pub', comparePub, ['Pub']],
  ['cran', compareCran, ['CRAN', 'Bioconductor']],
  ['hackage', compareHackage, ['Hackage', 'GHC']],
  ['conan', compareConan, ['ConanCenter']],
  ['freebsd', compareFreeBsd, ['FreeBSD']],
];

const BY_ECOSYSTEM = new Map<string, VersionOrder>(
  ORDERS.flatMap(([name, compare, ecosystems]) => ecosystems.map((ecosystem) => [ecosystem.toLowerCase(), { name, compare }] as const)),
);

/** The order of the versions of an ecosystem as OSV names it, with or without a suffix (`Debian:12`); undefined where Assay knows none. */
export function versionOrderOf(ecosystem: string): VersionOrder | undefined {
  const colon = ecosystem.indexOf(':');
  return BY_ECOSYSTEM.get((colon === -1 ? ecosystem : ecosystem.slice(0, colon)).toLowerCase());
}
