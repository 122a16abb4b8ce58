import type { Purl } from '../component/purl.ts';

/** A package by the name under which OSV's records speak of it. */
export interface NamedPackage {
  /** Without a release: `npm`, `Debian`. */
  readonly ecosystem: string;
  readonly name: string;
  /** The release of a distribution, as a number or in its own words; undefined where the purl does not say. */
  readonly release?: string;
}

interface Rule {
  readonly ecosystem: string;
  name(purl: Purl): string;
}

const plain = ({ name }: Purl) => name;
const owned =
  (between: string) =>
  ({ namespace, name }: Purl) =>
    namespace === undefined ? name : `${namespace}${between}${name}`;

// The types of package URL whose packages an ecosystem of OSV has (OSV schema 1.7, "Defined ecosystems").
const TYPES: { readonly [type: string]: Rule } = {
  npm: { ecosystem: 'npm', name: owned('/') },
  pypi: { ecosystem: 'PyPI', name: plain },
  golang: { ecosystem: 'Go', name: owned('/') },
  cargo: { ecosystem: 'crates.io', name: plain },
  maven: { ecosystem: 'Maven', name: owned(':') },
  nuget: { ecosystem: 'NuGet', name: plain },
  gem: { ecosystem: 'RubyGems', name: plain },
  composer: { ecosystem: 'Packagist', name: owned('/') },
  hex: { ecosystem: 'Hex', name: plain },
  pub: { ecosystem: 'Pub', name: plain },
  conan: { ecosystem: 'ConanCenter', name: plain },
  bitnami: { ecosystem: 'Bitnami', name: plain },
  cran: { ecosystem: 'CRAN', name: plain },
  hackage: { ecosystem: 'Hackage', name: plain },
  swift: { ecosystem: 'SwiftURL', name: owned('/') },
  julia: { ecosystem: 'Julia', name: plain },
  opam: { ecosystem: 'opam', name: plain },
  'vscode-extension': { ecosystem: 'VSCode', name: owned('/') },
  githubactions: { ecosystem: 'GitHub Actions', name: owned('/') },
};

const DISTRIBUTIONS: { readonly [place: string]: string } = {
  'deb/debian': 'Debian',
  'deb/ubuntu': 'Ubuntu',
  'deb/echo': 'Echo',
  'apk/alpine': 'Alpine',
  'apk/wolfi': 'Wolfi',
  'apk/chainguard': 'Chainguard',
  'apk/minimos': 'MinimOS',
  'rpm/redhat': 'Red Hat',
  'rpm/rhel': 'Red Hat',
  'rpm/rocky': 'Rocky Linux',
  'rpm/rocky-linux': 'Rocky Linux',
  'rpm/almalinux': 'AlmaLinux',
  'rpm/alma': 'AlmaLinux',
  'rpm/suse': 'SUSE',
  'rpm/sles': 'SUSE',
  'rpm/opensuse': 'openSUSE',
  'rpm/openeuler': 'openEuler',
  'rpm/mageia': 'Mageia',
  'rpm/photon': 'Photon OS',
  'rpm/azurelinux': 'Azure Linux',
};

/** The package that a purl names in the words of OSV; undefined for a type that no ecosystem of OSV covers (`generic`, `yocto`, `openwrt`, …). */
export function packageOf(purl: Purl): NamedPackage | undefined {
  const rule = Object.hasOwn(TYPES, purl.type) ? TYPES[purl.type] : undefined;
  if (rule !== undefined) return { ecosystem: rule.ecosystem, name: rule.name(purl) };
  const place = `${purl.type}/${purl.namespace?.split('/')[0]?.toLowerCase() ?? ''}`;
  const ecosystem = Object.hasOwn(DISTRIBUTIONS, place) ? DISTRIBUTIONS[place] : undefined;
  if (ecosystem === undefined) return undefined;
  const release = releaseOf(purl.qualifiers.get('distro') ?? purl.qualifiers.get('distro_name') ?? '');
  return { ecosystem, name: purl.name, ...(release === undefined ? {} : { release }) };
}

export function isDistribution(ecosystem: string): boolean {
  return DISTRIBUTED.has(baseOf(ecosystem));
}

const DISTRIBUTED = new Set(Object.values(DISTRIBUTIONS));

/** Every ecosystem by which a component can be asked about, as OSV names it. */
export const ECOSYSTEMS: ReadonlySet<string> = new Set([...Object.values(TYPES).map(({ ecosystem }) => ecosystem), ...DISTRIBUTED, 'OSS-Fuzz', 'GIT']);

/** `Debian` of `Debian:12`. */
export function baseOf(ecosystem: string): string {
  const colon = ecosystem.indexOf(':');
  return colon === -1 ? ecosystem : ecosystem.slice(0, colon);
}

const CODENAMES: { readonly [name: string]: string } = {
  stretch: '9',
  buster: '10',
  bullseye: '11',
  bookworm: '12',
  trixie: '13',
  forky: '14',
  trusty: '14.04',
  xenial: '16.04',
  bionic: '18.04',
  focal: '20.04',
  jammy: '22.04',
  noble: '24.04',
};

/** The release in the words of a purl's `distro`, of a BOM or of OSV's suffix, as a number where there is one: `debian-12`, `bookworm`, `v3.18`, `22.04:LTS`, `enterprise_linux:9::baseos`. */
export function releaseOf(words: string): string | undefined {
  const number = /(?:^|[^0-9.])(\d{1,4}(?:\.\d{1,4}){0,2})/.exec(words)?.[1];
  if (number !== undefined) return number;
  const word = words
    .toLowerCase()
    .split(/[^a-z]+/)
    .find((each) => Object.hasOwn(CODENAMES, each));
  return word === undefined ? undefined : CODENAMES[word];
}

/** Whether two releases may be one: `9` of an advisory is every `9.x` of a component; undefined on either side may be any. */
export function sameRelease(advisory: string | undefined, component: string | undefined): 'yes' | 'no' | 'perhaps' {
  if (advisory === undefined) return 'yes';
  if (component === undefined) return 'perhaps';
  return component === advisory || component.startsWith(`${advisory}.`) || advisory.startsWith(`${component}.`) ? 'yes' : 'no';
}

/** The key under which the index holds a package: the ecosystem without release, and the name as that ecosystem compares names. */
export function packageKey(ecosystem: string, name: string): { readonly ecosystem: string; readonly name: string } {
  const base = baseOf(ecosystem);
  switch (base) {
    case 'PyPI':
      return { ecosystem: base, name: name.toLowerCase().replace(/[-_.]+/g, '-') };
    case 'NuGet':
    case 'Packagist':
    case 'GitHub Actions':
    case 'VSCode':
    case 'Hex':
    case 'Pub':
      return { ecosystem: base, name: name.toLowerCase() };
    case 'SwiftURL':
    case 'GIT':
      return { ecosystem: base, name: repositoryKey(name) };
    default:
      return { ecosystem: base, name };
  }
}

/** `github.com/owner/name` of any way to write the address of a repository. */
export function repositoryKey(address: string): string {
  return address
    .toLowerCase()
    .replace(/^(?:git\+)?[a-z]+:\/\/(?:[^@/]*@)?/, '')
    .replace(/^git@([^:/]+):/, '$1/')
    .replace(/[?#].*$/, '')
    .replace(/\/+$/, '')
    .replace(/\.git$/, '');
}
