import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyMap } from '../../../test/any-map.ts';
import { type ServiceMap, serviceMapSchema } from '../model.ts';
import { devicesOf, isFilled, ixitOf, stateOf } from './index.ts';
import { FORMS } from './tables.ts';
import { ixitMarkdown, ixitRows } from './text.ts';

const MAP: ServiceMap = serviceMapSchema.parse({
  assay: 'service/1',
  service: { id: 'svc', name: 'Kettles', facts: { 'supported-until': '2031-12-31' } },
  parts: [
    { id: 'home', kind: 'network', name: 'Home network' },
    {
      id: 'kettle',
      kind: 'device',
      name: 'Kettle',
      interfaces: [
        { id: 'web', protocol: 'https', port: 443, purpose: 'local-control', on: ['home'], authentication: 'password' },
        { id: 'uart', protocol: 'uart', purpose: 'debug' },
      ],
      facts: { 'secure-boot': true, 'senses-surroundings': false, 'software-not-updatable': false, 'unique-password-preinstalled': true },
    },
    { id: 'cloud', kind: 'server', name: 'Cloud' },
    { id: 'updater', kind: 'update-server', name: 'Updates' },
    { id: 'source', kind: 'repository', name: 'Source' },
    { id: 'maker', kind: 'role', name: 'Developer' },
  ],
  flows: [{ id: 'report', from: 'kettle', to: 'cloud', protocol: 'mqtts', encryption: 'transport', carries: ['habits'] }],
  links: [{ id: 'ship', type: 'updates', from: 'updater', to: 'kettle' }],
  gates: [{ id: 'review', name: 'Review', act: 'change', on: 'source', need: 2, of: ['maker'] }],
  assets: [
    { id: 'habits', name: 'Habits', kind: 'information', personal: { category: 'ordinary', basis: 'consent', telemetry: true }, at: [{ part: 'cloud' }] },
    { id: 'key', name: 'Device key', kind: 'credential', needs: { confidentiality: 3 }, sharedBy: 'member', at: [{ part: 'kettle', sealed: true }] },
    { id: 'firmware', name: 'Firmware', kind: 'code', needs: { integrity: 4 }, at: [{ part: 'kettle' }] },
  ],
  notes: [
    { id: 'vt-1', kind: 'other', title: 'IXIT 3-VulnTypes: Flaws of the web page', description: 'Mended by the firmware team\nWithin 30 days' },
    { id: 'vt-2', kind: 'other', title: 'IXIT VulnTypes: Flaws of the radio' },
  ],
});

const kettle = () => {
  const [device] = devicesOf(MAP);
  if (device === undefined) throw new Error('the kettle is a device');
  return ixitOf(MAP, device);
};
const tableOf = (name: string) => kettle().tables.find((table) => table.name === name);
const cellOf = (name: string, row: string, column: string) => {
  const table = tableOf(name);
  return table?.rows.find((one) => one.id === row)?.cells[table.columns.indexOf(column)];
};

describe('the forms', () => {
  it('are the 29 of TS 103 701, numbered, each named once', () => {
    expect(FORMS.map((form) => form.number)).toEqual(Array.from({ length: 29 }, (_, i) => i + 1));
    expect(new Set(FORMS.map((form) => form.name)).size).toBe(29);
    expect(FORMS.filter((form) => form.later !== undefined).map((form) => [form.name, form.later])).toEqual([
      ['ComMech', 'SecComMech'],
      ['Intf', 'PhyIntf'],
      ['ExtAPI', 'LogIntf'],
    ]);
  });
});

describe('the tables of a device', () => {
  it.each([
    ['AuthMech', 'AuthMech-web', 'Authentication factor', 'password', ['kettle web']],
    ['AuthMech', 'AuthMech-web', 'Password generation', 'each device has one of its own from the factory', ['kettle']],
    ['UserInfo', 'UserInfo', 'Support period', 'until 2031-12-31', ['svc']],
    ['SoftComp', 'SoftComp-firmware', 'Update mechanism', 'UpdMech-ship', ['ship']],
    ['SecParam', 'SecParam-key', 'Type', 'critical', ['key']],
    ['SecParam', 'SecParam-key', 'Protection scheme', 'sealed: the device’s own software cannot read it', ['key']],
    ['SecParam', 'SecParam-key', 'Generation', 'one for each device', ['key']],
    ['ComMech', 'ComMech-report', 'Security guarantees', 'transport encryption', ['report']],
    ['Intf', 'Intf-uart', 'Debug interface', 'yes', ['kettle uart']],
    ['SecDev', 'SecDev-review', 'Description', 'Review: 2 people for the act "change" on Source', ['review']],
    ['PersData', 'PersData-habits', 'Communication mechanisms', 'ComMech-report', ['report']],
    ['TelData', 'TelData-habits', 'Personal data', 'PersData-habits', ['habits']],
    ['ExtAPI', 'ExtAPI-web', 'Reachable from', 'Home network', ['kettle web']],
    ['VulnTypes', 'VulnTypes-vt-1', 'Time frame', 'Within 30 days', ['vt-1']],
  ])('%s, %s: %s', (name, row, column, value, from) => {
    expect(cellOf(name, row, column)).toEqual({ value, from });
  });

  it.each([
    ['AuthMech', 'AuthMech-uart', 'Authentication factor', 'State the authentication of kettle uart.'],
    ['UpdMech', 'UpdMech-ship', 'Initiation and interaction', 'State the fact automatic-updates of kettle.'],
    ['PersData', 'PersData-habits', 'Obtaining consent', 'Write how consent is obtained.'],
    ['VulnTypes', 'VulnTypes-vt-2', 'Time frame', 'Write it as line 2 of the note vt-2.'],
  ])('%s, %s lacks: %s', (name, row, column, missing) => {
    expect(cellOf(name, row, column)).toEqual({ missing });
  });

  it('are not applicable only where an element says so', () => {
    expect(tableOf('ExtSens')?.notApplicable).toEqual({ why: 'The device does not sense its surroundings.', from: ['kettle'] });
    expect(tableOf('ReplSup')?.notApplicable?.from).toEqual(['kettle']);
    expect(kettle().counts).toEqual({ tables: 29, complete: 1, partly: 17, empty: 9, notApplicable: 2 });
  });

  it('say why there is no way to sign in where every interface is open', () => {
    const [device] = devicesOf(MAP);
    const open = device?.interfaces?.map((one) => ({ ...one, authentication: 'none' as const }));
    const ixit = ixitOf(MAP, { ...device, interfaces: open } as NonNullable<typeof device>);
    expect(ixit.tables[0]?.notApplicable).toEqual({ why: 'No interface of the device authenticates anybody.', from: ['kettle web', 'kettle uart'] });
  });

  it('hold a row for each variant that differs no answer in common', () => {
    const [device] = devicesOf(MAP);
    const variants = [
      { id: 'a', population: 1, facts: { 'secure-boot': true } },
      { id: 'b', population: 1, facts: { 'secure-boot': false } },
    ];
    const both = ixitOf(MAP, { ...device, facts: {}, variants } as NonNullable<typeof device>);
    expect(both.tables.find((table) => table.name === 'SecBoot')).toMatchObject({ rows: [], toWrite: expect.stringContaining('secure-boot') });
  });

  it('of any map: 29, every row as wide as its table, every cell answered from an element or saying what to write', () => {
    fc.assert(
      fc.property(anyMap, (input) => {
        const map = serviceMapSchema.parse(input);
        const ids = new Set([map.service.id, ...[...map.parts, ...map.flows, ...map.links, ...map.gates, ...map.assets, ...map.notes].map((one) => one.id)]);
        for (const part of devicesOf(map)) {
          const ixit = ixitOf(map, part);
          expect(ixit.tables).toHaveLength(29);
          expect(Object.values(ixit.counts).reduce((sum, n) => sum + n, 0)).toBe(58);
          for (const table of ixit.tables) {
            if (stateOf(table) === 'empty' && table.rows.length === 0) expect(table.toWrite).toBeDefined();
            for (const row of table.rows) {
              expect(row.cells, `${table.name} ${row.id}`).toHaveLength(table.columns.length);
              for (const cell of row.cells)
                if (isFilled(cell)) for (const from of cell.from) expect(ids).toContain(from.split(/[ /]/)[0]);
                else expect(cell.missing).toMatch(/\.$/);
            }
          }
          expect(ixitMarkdown(ixit).split('\n## ')).toHaveLength(30);
          expect(new Set(ixitRows(ixit).map((line) => line.length))).toEqual(new Set([6]));
        }
      }),
      { numRuns: 60 },
    );
  });
});
