import { isDistribution, packageOf, releaseOf, repositoryKey } from '../advisory/ecosystem.ts';
import type { Component, Upstream } from '../component/model.ts';
import type { Purl } from '../component/purl.ts';
import type { ComponentName } from './model.ts';

/** Every name by which advisories can be asked about a component, the surest first. */
export function namesOf(component: Component): readonly ComponentName[] {
  const { cpes, upstreams } = component;
  const upstream = upstreamVersion(component);
  const found: ComponentName[] = [];
  const add = (name: ComponentName) => {
    if (!found.some((each) => same(each, name))) found.push(name);
  };
  const packages = packageNames(component);
  for (const each of packages) add(each);
  for (const each of upstreams) {
    if (each.purl === undefined) continue;
    // What a fork was made from is asked about at its own version, and at no version where that is not said: the fork's is another.
    for (const name of repositoriesOf(each.purl)) add({ kind: 'package', ecosystem: 'GIT', name, ...version(each.version ?? each.purl.version) });
    const named = packageOf(each.purl);
    if (named !== undefined) add({ kind: 'package', ...named, ...version(each.version ?? each.purl.version) });
  }
  for (const cpe of cpes) add({ kind: 'cpe', cpe, ...version(cpe.version.kind === 'text' ? cpe.version.text : upstream) });
  for (const each of upstreams)
    for (const cpe of each.cpes) add({ kind: 'cpe', cpe, ...version(cpe.version.kind === 'text' ? cpe.version.text : (each.version ?? upstream)) });
  for (const { name, version: said } of bareNames(component, packages.length === 0, upstream)) add({ kind: 'upstream', name, ...version(said) });
  return found;
}

function version(text: string | undefined): { readonly version?: string } {
  return text === undefined || text === '' ? {} : { version: text };
}

function same(a: ComponentName, b: ComponentName): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Fields of a BOM that name the package of source, in which advisories of Debian speak. */
const SOURCES: readonly Upstream['from'][] = ['source-package', 'upstream-qualifier'];

function packageNames(component: Component): readonly ComponentName[] {
  const { purl, upstreams, distribution } = component;
  if (purl === undefined) return [];
  const whole = component.version ?? purl.version;
  const repositories = repositoriesOf(purl).map((name): ComponentName => ({ kind: 'package', ecosystem: 'GIT', name, ...version(whole) }));
  const named = packageOf(purl);
  if (named === undefined) return repositories;
  if (!isDistribution(named.ecosystem)) return [{ kind: 'package', ...named, ...version(purl.version ?? whole) }, ...repositories];
  const release = named.release ?? (distribution?.release === undefined ? undefined : releaseOf(distribution.release));
  const of = { kind: 'package', ecosystem: named.ecosystem, ...(release === undefined ? {} : { release }) } as const;
  const epoch = purl.qualifiers.get('epoch');
  const own = purl.version === undefined ? whole : epoch === undefined || purl.version.includes(':') ? purl.version : `${epoch}:${purl.version}`;
  const sources = upstreams
    .filter(({ from }) => SOURCES.includes(from))
    .map(({ name, version: said }): ComponentName => ({ ...of, name, ...version(said ?? own) }));
  return [{ ...of, name: named.name, ...version(own) }, ...sources];
}

function repositoriesOf(purl: Purl): readonly string[] {
  const address = purl.qualifiers.get('vcs_url');
  const given = address === undefined ? [] : [repositoryKey(address.replace(/@[0-9a-zA-Z._/-]+$/, ''))];
  const forge = purl.type === 'github' ? 'github.com' : purl.type === 'gitlab' ? 'gitlab.com' : purl.type === 'bitbucket' ? 'bitbucket.org' : undefined;
  return forge === undefined || purl.namespace === undefined ? given : [...given, `${forge}/${purl.namespace}/${purl.name}`.toLowerCase()];
}

// Names that builds give to code which the NVD knows by another. Facts of the NVD's dictionary.
const KNOWN_AS: { readonly [name: string]: readonly string[] } = {
  linux: ['linux_kernel'],
  kernel: ['linux_kernel'],
  'linux-yocto': ['linux_kernel'],
  'linux-raspberrypi': ['linux_kernel'],
  dropbear: ['dropbear_ssh', 'dropbear'],
  hostapd: ['hostapd', 'wpa_supplicant'],
  wpad: ['hostapd', 'wpa_supplicant'],
  'wpa-supplicant': ['wpa_supplicant'],
  mbedtls: ['mbed_tls', 'mbedtls'],
  curl: ['curl', 'libcurl'],
  libcurl: ['libcurl', 'curl'],
  libopenssl: ['openssl'],
  bind: ['bind', 'bind9'],
  python3: ['python'],
  'u-boot': ['u-boot', 'das_u-boot'],
  expat: ['libexpat', 'expat'],
  libxml2: ['libxml2'],
  tiff: ['libtiff'],
  ntp: ['ntp'],
  'glib-2.0': ['glib'],
  glib2: ['glib'],
  gnutls: ['gnutls'],
  uclibc: ['uclibc', 'uclibc-ng'],
};

/** Bare names: of what the component was made from, and of itself where no ecosystem has it. */
function bareNames(
  component: Component,
  nameless: boolean,
  upstream: string | undefined,
): readonly { readonly name: string; readonly version: string | undefined }[] {
  const own = component.purl === undefined || packageOf(component.purl) === undefined || nameless;
  const said = component.upstreams.map(({ name, version: of }) => ({ name, version: of ?? upstream }));
  const all = own ? [...said, { name: component.purl?.name ?? component.name, version: upstream }] : said;
  return all.flatMap(({ name, version: of }) => {
    const lower = name.toLowerCase().replace(/^.*\//, '');
    const known = Object.hasOwn(KNOWN_AS, lower) ? (KNOWN_AS[lower] ?? []) : [];
    return [...new Set([lower, ...known, lower.replaceAll('-', '_')])].map((each) => ({ name: each, version: of }));
  });
}

/** The version of the code without what a distribution or a build put around it: `2.90` of `2.90-r2`, `3.0.11` of `1:3.0.11-1~deb12u2`, `1.36.1` of `1.36.1+gitAUTOINC`. */
function upstreamVersion(component: Component): string | undefined {
  const whole = component.purl?.version ?? component.version;
  if (whole === undefined) return undefined;
  switch (component.purl?.type) {
    case 'deb':
    case 'rpm':
      return whole.replace(/^\d+:/, '').replace(/-[^-]*$/, '');
    case 'apk':
    case 'opkg':
    case 'openwrt':
      return whole.replace(/^\d+:/, '').replace(/-r?\d+$/, '');
    case 'yocto':
    case 'openembedded':
      return whole
        .replace(/^\d+:/, '')
        .replace(/-r\d+(?:\.\d+)*$/, '')
        .replace(/\+git.*$/i, '');
    default:
      return whole;
  }
}

/** A name as a page shows it. */
export function nameText(name: ComponentName): string {
  switch (name.kind) {
    case 'package':
      return `${name.ecosystem}${name.release === undefined ? '' : `:${name.release}`} ${name.name}`;
    case 'cpe':
      return `CPE ${[name.cpe.vendor, name.cpe.product].map((value) => (value.kind === 'text' ? value.text : '*')).join(':')}`;
    case 'upstream':
      return `name ${name.name}`;
  }
}
