import type { Distribution, Upstream } from './model.ts';
import type { Purl } from './purl.ts';

/** Packages of a distribution: what builds them names what they were built from. */
const DISTRIBUTED: ReadonlySet<string> = new Set(['deb', 'rpm', 'apk', 'alpm', 'opkg', 'qpkg', 'yocto']);

/** Which distribution's package it is, from the package URL alone. */
export function distributionOf(purl: Purl | undefined): Distribution | undefined {
  if (purl === undefined || !DISTRIBUTED.has(purl.type)) return;
  const distro = purl.qualifiers.get('distro')?.toLowerCase();
  // `distro` is written as debian-12, fedora-25, alpine-3.18.4 or bookworm.
  const named = distro === undefined ? undefined : /^([a-z][a-z_]*(?:-[a-z]+)*)-v?(\d.*|[a-z]+)$/.exec(distro);
  const name = purl.type === 'yocto' ? 'yocto' : (purl.namespace ?? named?.[1] ?? (purl.type === 'opkg' ? 'openwrt' : undefined));
  if (name === undefined) return;
  const release = named?.[2] ?? (distro === name ? undefined : distro);
  const architecture = purl.qualifiers.get('arch');
  return { name: name.toLowerCase(), ...(release === undefined ? {} : { release }), ...(architecture === undefined ? {} : { architecture }) };
}

/** `upstream=openssl`, `upstream=openssl@3.0.7-1`, `upstream=openssl-3.0.7-27.el9.src.rpm`. */
export function upstreamOfPurl(purl: Purl | undefined): readonly Upstream[] {
  const said = purl?.qualifiers.get('upstream');
  if (said === undefined) return [];
  const rpm = sourceRpm(said);
  if (rpm !== undefined) return [{ ...rpm, cpes: [], from: 'upstream-qualifier' }];
  const at = said.lastIndexOf('@');
  const [name, version] = at > 0 ? [said.slice(0, at), said.slice(at + 1)] : [said, ''];
  return [{ name, cpes: [], from: 'upstream-qualifier', ...(version === '' ? {} : { version }) }];
}

/** The names under which makers of BOMs tell the source package among the properties: name, then version, then what else makes the version whole. */
const SOURCES: readonly { readonly name: string; readonly version?: string; readonly epoch?: string; readonly release?: string }[] = [
  { name: 'syft:metadata:source', version: 'syft:metadata:sourceVersion' },
  { name: 'syft:metadata:originPackage' },
  {
    name: 'aquasecurity:trivy:SrcName',
    version: 'aquasecurity:trivy:SrcVersion',
    epoch: 'aquasecurity:trivy:SrcEpoch',
    release: 'aquasecurity:trivy:SrcRelease',
  },
];

export function upstreamsOfProperties(properties: ReadonlyMap<string, string>): readonly Upstream[] {
  const found: Upstream[] = [];
  for (const keys of SOURCES) {
    const name = properties.get(keys.name);
    if (name === undefined) continue;
    const version = versionOf(properties, keys);
    found.push({ name, cpes: [], from: 'property', ...(version === undefined ? {} : { version }) });
  }
  const rpm = sourceRpm(properties.get('syft:metadata:sourceRpm') ?? '');
  return rpm === undefined ? found : [...found, { ...rpm, cpes: [], from: 'property' }];
}

function versionOf(properties: ReadonlyMap<string, string>, { version, epoch, release }: (typeof SOURCES)[number]): string | undefined {
  const said = version === undefined ? undefined : properties.get(version);
  if (said === undefined) return;
  const [before, after] = [epoch === undefined ? undefined : properties.get(epoch), release === undefined ? undefined : properties.get(release)];
  return `${before === undefined || before === '0' ? '' : `${before}:`}${said}${after === undefined || said.endsWith(`-${after}`) ? '' : `-${after}`}`;
}

/** What a tool that writes SPDX says of a binary package's source: `built package from: openssl 3.0.7-1`. */
export function upstreamOfSourceInfo(text: string): readonly Upstream[] {
  const [, name, version] = /^built package from: (\S{1,200})(?: (\S{1,200}))?$/.exec(text.trim()) ?? [];
  return name === undefined ? [] : [{ name, cpes: [], from: 'source-package', ...(version === undefined ? {} : { version }) }];
}

/** The repository that the source came from: `git+https://github.com/madler/zlib.git@v1.2.13`. Other addresses name a file, whose name tells nothing surely. */
export function upstreamOfDownload(location: string): readonly Upstream[] {
  if (location.length > 2000) return [];
  const [, path, ref] = /^git\+?(?:[a-z]+)?:\/\/(?:[^/@\s]+@)?[^/@\s]+\/([^@#\s]+)(?:@([^#\s]+))?/.exec(location) ?? [];
  const name = path
    ?.replace(/\/+$/, '')
    .replace(/\.git$/, '')
    .split('/')
    .at(-1);
  if (name === undefined || name === '') return [];
  // A commit is no version that any order knows.
  const version = ref === undefined || /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(ref) ? undefined : ref.replace(/^v(?=\d)/, '');
  return [{ name, cpes: [], from: 'download-location', ...(version === undefined ? {} : { version }) }];
}

function sourceRpm(file: string): { readonly name: string; readonly version: string } | undefined {
  const [, name, version] = /^(.{1,200})-([^-]{1,100}-[^-]{1,100})\.(?:no)?src\.rpm$/.exec(file) ?? [];
  return name === undefined || version === undefined ? undefined : { name, version };
}
