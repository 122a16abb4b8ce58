import { existsSync } from 'node:fs';
import { assuranceFaults } from '../assurance/faults.ts';
import { STANDARDS } from '../assurance/standards/index.ts';
import { LAYERS, nearest, Refused } from '../core/index.ts';
import { describeDiff, diffMaps } from '../map/diff.ts';
import { drawMap } from '../map/draw/index.ts';
import { readTextFile, writeFileWhole } from '../map/edge/files.ts';
import { exportCycloneDx, exportOtm } from '../map/export/index.ts';
import { IMPORTERS, type ImportFormat } from '../map/import/index.ts';
import { readMap, readMapAndWarnings } from '../map/index.ts';
import { layersOf } from '../map/layer.ts';
import { mapJsonSchema } from '../map/schema.ts';
import { writeMap } from '../map/write.ts';
import type { Command, Option } from './command.ts';
import { DELIVER, deliver } from './deliver.ts';
import { cliFaults } from './faults.ts';
import { ixit } from './map-ixit.ts';
import { choice, needed, WORKSPACE } from './parse.ts';
import { faultText } from './run.ts';
import { shelfOf } from './standards-named.ts';
import { counted, table } from './table.ts';
import { readServiceMap } from './workspace.ts';

const SERVICE: Option = { name: 'service', kind: 'text', value: 'FILE', about: 'the service map (default: ./service.yaml)' };
const OVERWRITE: Option = { name: 'overwrite', kind: 'flag', about: 'replace the file where it exists' };
const FORMATS = Object.keys(IMPORTERS) as ImportFormat[];

/** Standards are not the map's to know, so its reader lets any name by. A person who checks a map wants to hear of it. */
function checkOwed(owes: readonly string[], file: string, known: readonly string[]): void {
  const faults = owes
    .filter((id) => !known.includes(id))
    .map((id) =>
      assuranceFaults.fault('001', {
        message: `Assay does not hold the standard "${id}"`,
        file,
        field: 'service.owes',
        expected: nearest(id, known)[0] ?? known.join(', '),
        found: id,
        remedy: `Name one or more of ${known.join(', ')}, or import it: assay standards import FILE`,
      }),
    );
  if (faults.length > 0) throw new Refused(...faults);
}

const check: Command = {
  noun: 'map',
  verb: 'check',
  usage: '[FILE]',
  most: 1,
  about: 'Reads a service map and says everything that is wrong with it at once, each with its place and its remedy.',
  options: [SERVICE, ...WORKSPACE.filter((option) => option.name === 'data')],
  examples: ['assay map check service.yaml'],
  async run(args, _io) {
    const file = args.positionals[0] ?? args.text('service') ?? 'service.yaml';
    if (!existsSync(file) && args.positionals[0] === undefined && args.text('service') === undefined) readServiceMap(args, _io);
    const { map, warnings } = readMapAndWarnings(readTextFile(file), file);
    const owes = map.service.owes ?? [];
    const shipped = STANDARDS.map((standard) => standard.id);
    // The ledger is asked only where the map names what is not shipped.
    checkOwed(owes, file, owes.every((id) => shipped.includes(id)) ? shipped : [...new Set((await shelfOf(args, _io)).map((standard) => standard.id))]);
    const counts = {
      parts: map.parts.length,
      flows: map.flows.length,
      links: map.links.length,
      gates: map.gates.length,
      assets: map.assets.length,
      actors: map.actors.length,
      policies: map.policies.length,
    };
    const layerOf = layersOf(map);
    const layers = LAYERS.map((layer) => [layer, map.parts.filter((part) => layerOf.get(part.id) === layer).length] as const);
    const lines = [
      `${map.service.name}: ${counted(counts.parts, 'part')}, ${counted(counts.flows, 'flow')}, ${counted(counts.links, 'link')}, ${counted(counts.assets, 'asset')}, ${counted(counts.actors, 'actor')}.`,
      ...layers.toReversed().map(([layer, n]) => `  ${layer.padEnd(12)} ${counted(n, 'part')}`),
      warnings.length === 0 ? 'Nothing is wrong with it.' : `Nothing is wrong with it; ${counted(warnings.length, 'thing')} to look at:`,
      ...warnings.flatMap((warning) => ['', faultText(warning)]),
    ];
    return {
      json: { service: map.service.id, counts, layers: Object.fromEntries(layers), warnings: warnings.map(({ whose: _, ...warning }) => warning) },
      text: lines.join('\n'),
      code: 0,
    };
  },
};

const importing: Command = {
  noun: 'map',
  verb: 'import',
  usage: 'MODEL --from FORMAT --to service.yaml',
  most: 1,
  about:
    'Makes a service map of another tool’s model, with an account of what was carried, how it was mapped, and what was lost. Exits 1 where anything was lost.',
  options: [
    { name: 'from', kind: 'text', value: 'FORMAT', about: `the model’s format: ${FORMATS.join(', ')}` },
    { name: 'to', kind: 'text', value: 'FILE', about: 'the map to write (default: standard output)' },
    OVERWRITE,
  ],
  examples: ['assay map import model.json --from threat-dragon --to service.yaml', 'assay map import threagile.yaml --from threagile --json'],
  async run(args) {
    const file = needed(args, 0, 'the model to import', importing);
    if (args.text('from') === undefined) {
      throw new Refused(
        cliFaults.fault('003', {
          message: 'the format of the model is not said',
          expected: `--from ${FORMATS.join(', ')}`,
          found: 'nothing',
          remedy: 'Give --from FORMAT.',
        }),
      );
    }
    const format = choice(args, 'from', FORMATS);
    const imported = IMPORTERS[format](readTextFile(file), file);
    const yaml = writeMap(imported.map);
    // What is written is what will be read: a map that our own reader refuses must not leave here.
    readMap(yaml, args.text('to') ?? 'the imported map');
    const to = args.text('to');
    if (to !== undefined) writeFileWhole(to, yaml, { overwrite: args.flag('overwrite') });
    const carried = Object.entries(imported.carried).map(([kind, n]) => `${n} ${kind}`);
    const account = [
      `Carried: ${carried.join(', ')}.`,
      ...(imported.mapped.length === 0
        ? []
        : [
            '',
            table(
              ['from', 'to', 'how'],
              imported.mapped.map(({ from, to: target, how }) => [from, target, how]),
            ),
          ]),
      '',
      imported.lost.length === 0 ? 'Lost: nothing.' : `Lost: ${counted(imported.lost.length, 'value')}.`,
      ...imported.lost.slice(0, 50).map(({ at, why }) => `  ${at}: ${why}`),
    ].join('\n');
    const json = { ...(to === undefined ? { map: imported.map } : { to }), carried: imported.carried, mapped: imported.mapped, lost: imported.lost };
    const code = imported.lost.length === 0 ? (0 as const) : (1 as const);
    if (to === undefined) return { json, text: yaml, notes: [account], code };
    return { json, text: `${account}\n\nThe map is in ${to}.`, code };
  },
};

const draw: Command = {
  noun: 'map',
  verb: 'draw',
  usage: '[FILE]',
  most: 1,
  about: 'Draws the map as an SVG in five bands, business at the foot and experience on top.',
  options: [SERVICE, ...DELIVER],
  examples: ['assay map draw service.yaml --out map.svg'],
  async run(args, io) {
    const { map } = readServiceMap(args, io, args.positionals[0]);
    const svg = drawMap(map);
    const delivered = deliver(args, svg, 'The drawing');
    return { json: delivered.file === undefined ? { svg } : { file: delivered.file, parts: map.parts.length }, ...delivered, code: 0 };
  },
};

const diff: Command = {
  noun: 'map',
  verb: 'diff',
  usage: 'BEFORE [AFTER]',
  most: 2,
  about: 'Says what changed between two versions of a map, field by field. AFTER is ./service.yaml where it is not given.',
  options: [SERVICE],
  examples: ['assay map diff old.yaml service.yaml'],
  async run(args, io) {
    const before = readServiceMap(args, io, needed(args, 0, 'the earlier map', diff));
    const after = readServiceMap(args, io, args.positionals[1]);
    const found = diffMaps(before.map, after.map);
    const lines = describeDiff(found);
    return { json: found, text: lines.join('\n'), code: 0 };
  },
};

const exporting: Command = {
  noun: 'map',
  verb: 'export',
  usage: '[FILE] --as FORMAT',
  most: 1,
  about: 'Writes the map as another tool’s model, and says what that format cannot hold.',
  options: [SERVICE, { name: 'as', kind: 'text', value: 'FORMAT', about: 'otm or cyclonedx' }, ...DELIVER],
  examples: ['assay map export service.yaml --as otm --out service.otm.json'],
  async run(args, io) {
    const format = choice(args, 'as', ['otm', 'cyclonedx']);
    const { map } = readServiceMap(args, io, args.positionals[0]);
    const exported = format === 'otm' ? exportOtm(map) : exportCycloneDx(map);
    const delivered = deliver(args, JSON.stringify(exported.document, null, 2), 'The model');
    const lost = exported.lost.length === 0 ? 'Lost: nothing.' : `The format has no place for ${counted(exported.lost.length, 'value')}; --json lists them.`;
    return {
      json: { ...(delivered.file === undefined ? { document: exported.document } : { file: delivered.file }), lost: exported.lost },
      text: delivered.text,
      notes: [...(delivered.notes ?? []), lost],
      code: 0,
    };
  },
};

const schema: Command = {
  noun: 'map',
  verb: 'schema',
  usage: '',
  most: 0,
  about: 'Prints the JSON Schema of service.yaml, for editors.',
  options: [],
  examples: ['assay map schema > service.schema.json'],
  run: async () => ({ json: mapJsonSchema(), text: JSON.stringify(mapJsonSchema(), null, 2), code: 0 }),
};

export const MAP: readonly Command[] = [importing, check, draw, diff, exporting, ixit, schema];
