import { csv, nearest, Refused } from '../core/index.ts';
import { mapFaults } from '../map/faults.ts';
import { devicesOf, ixitOf } from '../map/ixit/index.ts';
import { ixitMarkdown, ixitRows, ixitSummary } from '../map/ixit/text.ts';
import type { Command } from './command.ts';
import { DELIVER, deliver } from './deliver.ts';
import { choice } from './parse.ts';
import { table } from './table.ts';
import { readServiceMap } from './workspace.ts';

/** The tables of TS 103 701, filled as far as the map can. */
export const ixit: Command = {
  noun: 'map',
  verb: 'ixit',
  usage: '[FILE]',
  most: 1,
  about: 'Fills the 29 tables that an assessor asks for under ETSI TS 103 701, as far as the map can, and says for the rest what is to be written.',
  options: [
    { name: 'device', kind: 'text', value: 'ID', about: 'the device or gateway (default: all in scope)' },
    { name: 'format', kind: 'text', value: 'FORMAT', about: 'text, md, csv or json (default: text)' },
    { name: 'service', kind: 'text', value: 'FILE', about: 'the service map (default: ./service.yaml)' },
    ...DELIVER,
  ],
  examples: ['assay map ixit service.yaml', 'assay map ixit --device camera --format md --out ixit.md'],
  async run(args, io) {
    const format = choice(args, 'format', ['text', 'md', 'csv', 'json'], 'text');
    const { file, map } = readServiceMap(args, io, args.positionals[0]);
    const devices = devicesOf(map);
    const asked = args.text('device');
    const chosen = devices.filter((device) => asked === undefined || device.id === asked);
    if (chosen.length === 0) {
      const ids = devices.map((device) => device.id);
      throw new Refused(
        mapFaults.fault('080', {
          message: asked === undefined ? 'the map has no device or gateway in scope' : `"${asked}" is no device or gateway in scope`,
          file,
          expected:
            asked === undefined ? 'a part of kind device or gateway' : (nearest(asked, ids)[0] ?? (ids.join(', ') || 'a part of kind device or gateway')),
          found: asked ?? 'none',
          remedy: asked === undefined ? 'Put the devices on the map first.' : 'Name a device of the map with --device.',
        }),
      );
    }
    const all = chosen.map((device) => ixitOf(map, device));
    const text = () => {
      switch (format) {
        case 'md':
          return all.map(ixitMarkdown).join('\n');
        case 'csv':
          return csv([
            ['device', ...(ixitRows(all[0] as (typeof all)[number])[0] ?? [])],
            ...all.flatMap((one) =>
              ixitRows(one)
                .slice(1)
                .map((row) => [one.device, ...row]),
            ),
          ]);
        case 'json':
          return JSON.stringify({ devices: all }, null, 2);
        case 'text':
          return all
            .flatMap((one) => [
              `${one.deviceName} (${one.device}): of ${one.counts.tables} tables ${one.counts.complete} complete, ${one.counts.partly} in part, ${one.counts.empty} empty, ${one.counts.notApplicable} not applicable.`,
              '',
              table(
                ['table', 'state', 'cells', 'rows', 'to write'],
                ixitSummary(one).map(([name, state, cells, rows], i) => [name, state, cells, rows, toWrite(one.tables[i])]),
              ),
              '',
            ])
            .concat('What is to be written stands cell by cell in --format md.')
            .join('\n');
      }
    };
    return { json: { devices: all }, ...deliver(args, text(), 'The IXIT'), code: 0 };
  },
};

function toWrite(of: ReturnType<typeof ixitOf>['tables'][number] | undefined): string {
  if (of === undefined || of.notApplicable !== undefined) return '';
  return of.toWrite ?? of.columns.filter((_, column) => of.rows.some((row) => 'missing' in (row.cells[column] ?? {}))).join(', ');
}
