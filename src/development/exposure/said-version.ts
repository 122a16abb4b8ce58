import { isDistribution, packageOf } from '../advisory/ecosystem.ts';
import type { Cpe } from '../component/cpe.ts';
import type { Component } from '../component/model.ts';
import { versionOrderOf } from '../version/ecosystem.ts';
import type { VersionConflict } from './model.ts';
import { compareUpstream } from './upstream-order.ts';

type Said = VersionConflict[number];

/** The versions that a component is said to have, each once, where they differ by more than spelling; empty where they are one. */
export function conflictOf(component: Component): VersionConflict {
  const { version, purl, cpes } = component;
  // Nearly always.
  if (cpes.length === 0 && (version === undefined || purl?.version === undefined || version === purl.version)) return [];
  const said: Said[] = [];
  const add = (field: Said['field'], text: string | undefined) => {
    if (text !== undefined && text !== '' && !said.some((each) => alike(each, { field, version: text }, component))) said.push({ field, version: text });
  };
  add('purl', purl?.version);
  add('version', version);
  for (const cpe of cpes) add('cpe', versionOfCpe(cpe));
  return said.length < 2 ? [] : said;
}

/** The component as it would be if all its fields said this version. */
export function atSaidVersion(component: Component, version: string): Component {
  const { purl, cpes } = component;
  return {
    ...component,
    version,
    ...(purl === undefined ? {} : { purl: { ...purl, version } }),
    cpes: cpes.map((cpe) => (cpe.version.kind === 'text' ? { ...cpe, version: { kind: 'text', text: version.toLowerCase() }, update: { kind: 'any' } } : cpe)),
  };
}

/** `4.2.8p15` of the version 4.2.8 with the update p15. A pattern is no version. */
function versionOfCpe({ version, update }: Cpe): string | undefined {
  if (version.kind !== 'text' || version.before !== undefined || version.after !== undefined) return undefined;
  return update.kind === 'text' ? `${version.text}${update.text}` : version.text;
}

function alike(a: Said, b: Said, { purl }: Component): boolean {
  const [x, y] = [plain(a.version), plain(b.version)];
  if (x === y) return true;
  const ecosystem = purl === undefined ? undefined : packageOf(purl)?.ecosystem;
  const order = ecosystem === undefined ? undefined : versionOrderOf(ecosystem);
  if (order?.compare(a.version, b.version) === 0) return true;
  // In the order of a language what stands behind a hyphen is another version: 1.0-rc1 is before 1.0.
  if (order !== undefined && !isDistribution(ecosystem ?? '') && a.field !== 'cpe' && b.field !== 'cpe') return false;
  const [bare, other] = /^\d+:/.test(x) === /^\d+:/.test(y) ? [x, y] : [x.replace(/^\d+:/, ''), y.replace(/^\d+:/, '')];
  if (bare === other || compareUpstream(bare, other) === 0) return true;
  // `2.86` of `2.86-1` and of `2.86+git5`: one says the code, the other how it was packed.
  return packed(bare, other) || packed(other, bare);
}

function packed(code: string, whole: string): boolean {
  return whole.startsWith(code) && /^[-+](?!alpha|beta|rc|pre|dev)/.test(whole.slice(code.length));
}

function plain(version: string): string {
  return version.toLowerCase().replace(/^v(?=\d)/, '');
}
