import type { Fault } from '../core/index.ts';
import { cycles } from './cycles.ts';
import { FACTS, type FactKey } from './facts.ts';
import { type MapFaultNumber, mapFaults } from './faults.ts';
import { type IdKind, Ids } from './ids.ts';
import { loose } from './loose.ts';
import type { Part, ServiceMap } from './model.ts';
import { planReferences } from './plan-references.ts';
import { fieldName, type Path } from './spots.ts';
import { targetFindings } from './targets.ts';

/** One thing that a check found, by its path in the map; a place in a file is added by whoever knows the file. */
export interface Finding {
  readonly number: MapFaultNumber;
  readonly path: Path;
  readonly message: string;
  readonly expected?: string;
  readonly found?: string;
  readonly remedy: string;
}

export interface Checked {
  readonly errors: readonly Fault[];
  readonly warnings: readonly Fault[];
}

/** Everything that a schema cannot say: ids, references, cycles, sums, gates. Errors refuse the map, warnings are for `map check`. */
export function checkMap(map: ServiceMap): Checked {
  const { errors, warnings } = findings(map);
  const fault = ({ number, path, ...rest }: Finding): Fault => mapFaults.fault(number, { ...rest, field: fieldName(path) });
  return { errors: errors.map(fault), warnings: warnings.map(fault) };
}

/** As `checkMap`, with paths. `unsure`: ids of elements that could not be read, so that what refers to them is not called dangling. */
export function findings(map: ServiceMap, unsure: ReadonlySet<string> = new Set()): { errors: Finding[]; warnings: Finding[] } {
  const errors: Finding[] = [];
  const ids = new Ids(map, unsure, (finding) => errors.push(finding));
  references(map, ids);
  for (const [i, part] of map.parts.entries()) partFindings(part, ['parts', i], errors);
  if (map.service.facts !== undefined) factFindings(map.service.facts, ['service', 'facts'], errors);
  gates(map, ids, errors);
  nesting(map, errors);
  errors.push(...targetFindings(map));
  return { errors, warnings: errors.length > 0 ? [] : loose(map) };
}

const PLACES: readonly IdKind[] = ['network', 'place'];
const PARTS: readonly IdKind[] = ['part', 'network', 'place', 'role'];

function references(map: ServiceMap, ids: Ids): void {
  const each = (list: readonly string[] | undefined, path: Path, allowed: readonly IdKind[] | 'any'): void => {
    for (const [i, id] of (list ?? []).entries()) ids.expect(id, [...path, i], allowed);
  };
  for (const [i, part] of map.parts.entries()) {
    const path: Path = ['parts', i];
    if (part.zone !== undefined) ids.expect(part.zone, [...path, 'zone'], ['zone']);
    each(part.attached, [...path, 'attached'], PLACES);
    for (const [j, face] of (part.interfaces ?? []).entries()) each(face.on, [...path, 'interfaces', j, 'on'], PLACES);
  }
  for (const [i, zone] of map.zones.entries()) if (zone.within !== undefined) ids.expect(zone.within, ['zones', i, 'within'], ['zone']);
  for (const [i, flow] of map.flows.entries()) {
    const path: Path = ['flows', i];
    ids.expect(flow.from, [...path, 'from'], PARTS);
    if (ids.expect(flow.to, [...path, 'to'], PARTS) && flow.interface !== undefined) ids.expectInterface(flow.to, flow.interface, [...path, 'interface']);
    each(flow.carries, [...path, 'carries'], ['asset']);
    each(flow.returns, [...path, 'returns'], ['asset']);
    each(flow.over, [...path, 'over'], PLACES);
  }
  for (const [i, link] of map.links.entries()) {
    ids.expect(link.from, ['links', i, 'from'], PARTS);
    ids.expect(link.to, ['links', i, 'to'], PARTS);
    each(link.carries, ['links', i, 'carries'], ['asset']);
  }
  for (const [i, gate] of map.gates.entries()) {
    ids.expect(gate.on, ['gates', i, 'on'], PARTS);
    each(gate.of, ['gates', i, 'of'], ['role']);
  }
  for (const [i, asset] of map.assets.entries()) {
    const path: Path = ['assets', i];
    for (const [j, at] of asset.at.entries()) ids.expect(at.part, [...path, 'at', j, 'part'], PARTS);
    each(asset.forWhom, [...path, 'forWhom'], ['party', 'role']);
    each(asset.fromWhom, [...path, 'fromWhom'], ['actor']);
    for (const [j, opens] of (asset.opens ?? []).entries()) {
      const known = ids.expect(opens.part, [...path, 'opens', j, 'part'], PARTS);
      if (known && opens.interface !== undefined) ids.expectInterface(opens.part, opens.interface, [...path, 'opens', j, 'interface']);
    }
  }
  for (const [i, actor] of map.actors.entries()) {
    for (const [j, start] of actor.starts.entries()) ids.expect(start.part, ['actors', i, 'starts', j, 'part'], PARTS);
  }
  for (const [i, policy] of map.policies.entries()) {
    each(policy.assets, ['policies', i, 'assets'], ['asset']);
    each(policy.parts, ['policies', i, 'parts'], PARTS);
    each(policy.allow, ['policies', i, 'allow'], ['party', 'role', 'actor', 'part']);
  }
  for (const [i, remark] of map.notes.entries()) {
    each(remark.on, ['notes', i, 'on'], 'any');
    each(remark.answeredBy, ['notes', i, 'answeredBy'], 'any');
  }
  for (const [i, target] of map.targets.entries()) ids.expect(target.part, ['targets', i, 'part'], PARTS);
  if (map.csirt !== undefined) planReferences(map.csirt, ids);
}

function partFindings(part: Part, path: Path, errors: Finding[]): void {
  if (part.facts !== undefined) factFindings(part.facts, [...path, 'facts'], errors);
  const variants = part.variants ?? [];
  for (const [i, variant] of variants.entries()) if (variant.facts !== undefined) factFindings(variant.facts, [...path, 'variants', i, 'facts'], errors);
  const sum = variants.reduce((total, variant) => total + variant.population, 0);
  if (variants.length > 0 && sum !== part.population) {
    errors.push({
      number: '024',
      path: [...path, 'population'],
      message: `"${part.id}" has a population of ${part.population}, its variants together ${sum}`,
      expected: String(sum),
      found: String(part.population),
      remedy: 'Correct one of the variants, or leave the population out: it is then their sum.',
    });
  }
}

type Facts = NonNullable<Part['facts']>;
const WORDS = { boolean: 'true or false', number: 'a number', text: 'text' } as const;

function factFindings(facts: Facts, path: Path, errors: Finding[]): void {
  for (const [key, value] of Object.entries(facts)) {
    const declared = FACTS[key as FactKey];
    const found = typeof value === 'string' ? 'text' : typeof value;
    if (found === declared.type || value === undefined) continue;
    errors.push({
      number: '027',
      path: [...path, key],
      message: `the fact "${key}" is ${WORDS[declared.type]}`,
      expected: WORDS[declared.type],
      found: JSON.stringify(value),
      remedy: `${declared.about} Leave it out where it is not known.`,
    });
  }
}

function gates(map: ServiceMap, ids: Ids, errors: Finding[]): void {
  for (const [i, gate] of map.gates.entries()) {
    const roles = [...new Set(gate.of)].map((id) => ids.part(id));
    if (roles.includes(undefined)) continue; // already reported as dangling, or not readable
    const members = roles.reduce((sum, role) => sum + (role?.population ?? 0), 0);
    if (members >= gate.need) continue;
    errors.push({
      number: '025',
      path: ['gates', i, 'need'],
      message: `"${gate.id}" needs ${gate.need} distinct people, and its roles have ${members}`,
      expected: `at most ${members}`,
      found: String(gate.need),
      remedy: 'Lower the need, add a role, or correct the population of a role.',
    });
  }
}

function nesting(map: ServiceMap, errors: Finding[]): void {
  const within = new Map(map.zones.flatMap((zone) => (zone.within === undefined ? [] : [[zone.id, [zone.within]] as const])));
  for (const ring of cycles(within)) {
    const i = map.zones.findIndex((zone) => zone.id === ring[0]);
    errors.push({
      number: '023',
      path: ['zones', i, 'within'],
      message: `zones lie within one another: ${ring.slice(0, 10).join(' in ')} in ${ring[0]}`,
      remedy: 'Remove "within" from the outermost of them.',
    });
  }
  const hosts = new Map<string, string[]>();
  for (const link of map.links) if (link.type === 'hosts') hosts.set(link.from, [...(hosts.get(link.from) ?? []), link.to]);
  for (const ring of cycles(hosts)) {
    const i = map.links.findIndex((link) => link.type === 'hosts' && link.from === ring[0] && ring.includes(link.to));
    errors.push({
      number: '023',
      path: ['links', i],
      message: `parts host one another: ${ring.slice(0, 10).join(' hosts ')} hosts ${ring[0]}`,
      remedy: 'Remove the "hosts" link that is not so.',
    });
  }
}
