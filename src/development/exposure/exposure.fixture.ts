import { parseCpe } from '../component/cpe.ts';
import type { Bom, Component } from '../component/model.ts';
import { parsePurl } from '../component/purl.ts';
import type { ComponentExposure } from './model.ts';

/** A component of that name, with what else is said of it. */
export const part = (name: string, fields: { purl?: string; cpe?: string; version?: string; upstreams?: Component['upstreams'] } = {}): Component => ({
  ref: name,
  type: 'library',
  name,
  ...(fields.version === undefined ? {} : { version: fields.version }),
  ...(fields.purl === undefined ? {} : { purl: parsePurl(fields.purl) }),
  cpes: fields.cpe === undefined ? [] : [parseCpe(fields.cpe)],
  upstreams: fields.upstreams ?? [],
  hashes: [],
  licences: [],
  scope: 'required',
  place: { field: name },
});

/** A bill of materials of some components, and of nothing else. */
export const bomOf = (...components: readonly Component[]): Bom => ({
  format: 'cyclonedx-json',
  specVersion: '1.6',
  tools: [],
  components,
  dependencies: [],
  skipped: [],
  faults: [],
});

/** What is said of a component: its state, each vulnerability with its own, and why it could not be matched. */
export const told = ({ state, findings, unmatched }: ComponentExposure) => [
  state,
  ...findings.map((each) => `${each.vulnerability} ${each.state}`),
  ...(state === 'not-matchable' ? unmatched.map(({ code }) => code) : []),
];
