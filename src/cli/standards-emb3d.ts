import { type Emb3dPosition, emb3dPosition, readEmb3d } from '../assurance/emb3d/index.ts';
import { figure } from '../core/index.ts';
import { readTextFile } from '../map/edge/files.ts';
import type { Command } from './command.ts';
import { wrap } from './help.ts';
import { choice, JUDGED, needed } from './parse.ts';
import { counted, table } from './table.ts';
import { openWorkspace } from './workspace.ts';

const BUNDLE_BYTES = 32 * 1024 * 1024;
const MOST_CLAUSES = 12;

type Device = Emb3dPosition['devices'][number];

export const emb3d: Command = {
  noun: 'standards',
  verb: 'emb3d',
  usage: 'BUNDLE.json [FILE]',
  most: 2,
  about:
    'Reads MITRE EMB3D from its STIX bundle against the map: the properties of each device, the threats they bring, what mitigates those, and how the clauses of IEC 62443-4-2 that this serves stand.',
  options: [{ name: 'part', kind: 'text', value: 'ID', about: 'one device or gateway, with each property and threat' }, ...JUDGED],
  examples: ['assay standards emb3d emb3d-stix-2.0.1.json', 'assay standards emb3d emb3d-stix-2.0.1.json --part camera'],
  async run(args, io) {
    const file = needed(args, 0, 'a bundle', emb3d);
    const catalogue = readEmb3d(readTextFile(file, { bytes: BUNDLE_BYTES }), file);
    const { map, position } = await openWorkspace(args, io, args.positionals[1]);
    const found = emb3dPosition(catalogue, map, position);
    if (args.text('part') === undefined) return { json: found, text: overview(found), code: 0 };
    const device = choice(
      args,
      'part',
      found.devices.map((one) => one.part),
    );
    const one = found.devices.filter((each) => each.part === device);
    return { json: { ...found, devices: one }, text: one.map((each) => detail(each, found)).join('\n\n'), code: 0 };
  },
};

const countOf = <T extends { readonly value: string }>(list: readonly T[], value: string) => list.filter((one) => one.value === value).length;

function overview(found: Emb3dPosition): string {
  const { counts, devices, clauses } = found;
  const head = `EMB3D: ${figure(counts.properties)} properties, ${figure(counts.threats)} threats, ${figure(counts.mitigations)} mitigations, ${figure(counts.relations)} relations.`;
  if (devices.length === 0) return `${head}\n\nThe map has no device or gateway in scope.`;
  const rows = devices.map((device) => [
    device.part,
    countOf(device.properties, 'yes'),
    countOf(device.properties, 'no'),
    countOf(device.properties, 'unknown'),
    countOf(device.threats, 'yes'),
    countOf(device.threats, 'unknown'),
    device.mitigations.length,
    new Set(device.mitigations.flatMap((mitigation) => mitigation.clauses)).size,
  ]);
  const proven = clauses.filter((clause) => clause.verdict === 'proven').length;
  const open = clauses.filter((clause) => clause.verdict !== 'proven' && clause.verdict !== 'not-applicable');
  const served = (id: string) =>
    new Set(devices.flatMap((device) => device.mitigations.filter((one) => one.clauses.includes(id)).flatMap((one) => one.threats))).size;
  const ranked = open.map((clause) => ({ clause, threats: served(clause.id) })).toSorted((a, b) => b.threats - a.threats);
  const shown = ranked.slice(0, MOST_CLAUSES).map(({ clause, threats }) => [clause.id, clause.verdict, threats, clause.title]);
  return [
    head,
    table(['part', 'has', 'has not', 'not said', 'threats', 'maybe', 'mitigations', 'clauses'], rows),
    `Of ${counted(clauses.length, 'clause')} of IEC 62443-4-2 that mitigate them, ${figure(proven)} ${proven === 1 ? 'is' : 'are'} proven. Open, by the threats behind them:`,
    ...(shown.length === 0 ? [] : [table(['clause', 'verdict', 'threats', 'title'], shown)]),
    ...(ranked.length > MOST_CLAUSES ? [`${counted(ranked.length - MOST_CLAUSES, 'more clause')}: --json has all.`] : []),
  ].join('\n\n');
}

const shortly = (ids: readonly string[]) => (ids.length <= 2 ? ids.join(', ') : `${ids.slice(0, 2).join(', ')} and ${ids.length - 2} more`);

function detail(device: Device, found: Emb3dPosition): string {
  const verdicts = new Map(found.clauses.map((clause) => [clause.id, clause.verdict]));
  const answered = device.properties.filter((property) => property.value !== 'unknown').map((one) => [one.id, one.value, shortly(one.decidedBy), one.name]);
  const silent = device.properties.filter((property) => property.value === 'unknown').map((property) => property.id);
  const threats = device.threats.map((threat) => {
    const clauses = new Set(device.mitigations.filter((one) => one.threats.includes(threat.id)).flatMap((one) => one.clauses));
    const proven = [...clauses].filter((clause) => verdicts.get(clause) === 'proven').length;
    return [threat.id, threat.value === 'yes' ? 'yes' : 'maybe', `${proven} of ${clauses.size}`, threat.by.join(', '), threat.name];
  });
  return [
    `${device.name} (${device.part}), ${counted(device.population, 'member')}.`,
    ...(answered.length === 0 ? [] : [table(['property', 'has it', 'decided by', 'name'], answered)]),
    wrap(`The map does not say: ${silent.length === 0 ? 'nothing is left' : silent.join(', ')}.`, 98).join('\n'),
    table(['threat', 'faced', 'clauses proven', 'by', 'name'], threats),
  ].join('\n\n');
}
