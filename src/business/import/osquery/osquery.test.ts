import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codesOf, goodOf, importBy, said } from '../discovery/reading.fixture.ts';
import { osquery } from './osquery.ts';

const AT = 1793400000;
const snapshot = (host: string, name: string, rows: readonly object[], more = {}) => ({
  action: 'snapshot',
  snapshot: rows,
  name,
  hostIdentifier: host,
  unixTime: AT,
  epoch: 1,
  counter: 0,
  ...more,
});
const change = (host: string, name: string, action: string, columns: object, more = {}) => ({
  action,
  columns,
  name,
  hostIdentifier: host,
  unixTime: String(AT),
  epoch: '1',
  counter: '0',
  ...more,
});
const ON = { name: '/dev/disk1', encrypted: '1', filevault_status: 'on' };
const OFF = { name: '/dev/disk1', encrypted: '0', filevault_status: 'off' };
const hard = (host: string, more = {}) => [
  snapshot(host, 'mdm', [{ enrolled: 'true' }]),
  snapshot(host, 'pack/it/local_admins', []),
  snapshot(host, 'gatekeeper', [{ assessments_enabled: '1' }], more),
];
const read = (lines: readonly object[], more = {}) => importBy(osquery, lines.map((each) => JSON.stringify(each)).join('\n'), more);

describe('what machines answer', () => {
  it.each<[string, readonly object[], readonly string[]]>([
    ['an encrypted disk', [snapshot('a', 'disk_encryption', [ON])], ['laptop endpoint.disk-encrypted true']],
    ['one that is not', [snapshot('a', 'disk_encryption', [ON]), snapshot('b', 'disk_encryption', [OFF])], ['laptop endpoint.disk-encrypted false']],
    [
      'the disk of the system among others',
      [
        snapshot('a', 'd', [
          { path: '/', encrypted: '1' },
          { path: '/boot', encrypted: '0' },
        ]),
      ],
      ['laptop endpoint.disk-encrypted true'],
    ],
    [
      'the disk of the system, not encrypted',
      [
        snapshot('a', 'd', [
          { path: '/', encrypted: '0' },
          { path: '/home', encrypted: '1' },
        ]),
      ],
      ['laptop endpoint.disk-encrypted false'],
    ],
    ['BitLocker on', [snapshot('a', 'b', [{ drive_letter: 'C:', protection_status: '1', conversion_status: '1' }])], ['laptop endpoint.disk-encrypted true']],
    ['BitLocker off', [snapshot('a', 'b', [{ drive_letter: 'C:', protection_status: '0', conversion_status: '1' }])], ['laptop endpoint.disk-encrypted false']],
    [
      'changes since the first run',
      [
        change('a', 'd', 'added', OFF),
        change('a', 'd', 'removed', OFF, { counter: '5', unixTime: AT + 9 }),
        change('a', 'd', 'added', ON, { counter: '5', unixTime: AT + 9 }),
      ],
      ['laptop endpoint.disk-encrypted true'],
    ],
    [
      'changes that took it away',
      [
        change('a', 'd', 'added', ON),
        change('a', 'd', 'removed', ON, { counter: 2, unixTime: AT + 9 }),
        change('a', 'd', 'added', OFF, { counter: 2, unixTime: AT + 9 }),
      ],
      ['laptop endpoint.disk-encrypted false'],
    ],
    [
      'a batch',
      [{ diffResults: { added: [ON], removed: [] }, name: 'd', hostname: 'a', unixTime: AT, epoch: 1, counter: 0 }],
      ['laptop endpoint.disk-encrypted true'],
    ],
    ['lines in any order', [snapshot('a', 'd', [OFF], { unixTime: AT + 100 }), snapshot('a', 'd', [ON])], ['laptop endpoint.disk-encrypted false']],
    ['hardened', hard('a'), ['laptop endpoint.hardened true']],
    [
      'an administrator',
      [...hard('a'), snapshot('a', 'pack/it/local_admins', [{ username: 'jane' }], { unixTime: AT + 1 })],
      ['laptop endpoint.hardened false'],
    ],
    ['programs that anybody runs', hard('a', { snapshot: [{ assessments_enabled: '0' }] }), ['laptop endpoint.hardened false']],
  ])('%s', (_, lines, found) => expect(said(read(lines))).toEqual(found));

  it.each<[string, readonly object[]]>([
    ['some disks encrypted and some not', [snapshot('a', 'd', [ON, { name: '/dev/disk2', encrypted: '0' }])]],
    ['a log that begins in the middle', [change('a', 'd', 'added', ON, { counter: 7 })]],
    ['a machine of which it is not known', [snapshot('a', 'disk_encryption', [ON]), snapshot('b', 'disk_encryption', [])]],
    ['a machine that was not asked', [snapshot('a', 'disk_encryption', [ON]), snapshot('b', 'os_version', [{ name: 'x', version: '1', major: '1' }])]],
    ['BitLocker under way', [snapshot('a', 'b', [{ drive_letter: 'C:', protection_status: '1', conversion_status: '2' }])]],
    ['two of three of hardening', hard('a').slice(1)],
    ['a question that failed', [{ node_key: 'k', queries: { disk_encryption: [] }, statuses: { disk_encryption: 1 } }]],
  ])('%s keeps the good back', (_, lines) => {
    const imported = read(lines);
    expect(said(imported)).toEqual([]);
    expect(imported.withheld).toHaveLength(1);
  });

  it('says of how many it speaks, and since when', () => {
    const { evidence } = read([snapshot('a', 'd', [ON]), snapshot('A', 'd', [ON]), snapshot('b', 'd', [ON], { unixTime: AT - 3600 })]);
    expect(evidence[0]?.population).toMatchObject({ total: 4, seen: 2 });
    expect(evidence[0]?.observedAt).toBe('2026-10-30T21:40:00Z');
  });

  describe('counts a machine once', () => {
    const uuid = (i: number) => `4C4C4544-${String(i).padStart(4, '0')}-3010-8052-B4C04F564231`;
    const fleet = [0, 1, 2, 3];
    const seenOf = (lines: readonly object[], more = {}) => read(lines, { populations: new Map([['laptop', 8]]), ...more }).evidence[0]?.population;
    it.each<[string, readonly object[]]>([
      ['under its name and its UUID', fleet.flatMap((i) => [snapshot(`lt-${i}`, 'd', [ON]), snapshot(uuid(i), 'd', [ON])])],
      ['where lines carry both', fleet.flatMap((i) => [snapshot(`lt-${i}`, 'd', [ON], { decorations: { host_uuid: uuid(i) } }), snapshot(uuid(i), 'd', [ON])])],
      [
        'where it answered of itself',
        fleet.flatMap((i) => [
          snapshot(`lt-${i}`, 'd', [ON]),
          snapshot(uuid(i).toLowerCase(), 'd', [ON]),
          snapshot(`lt-${i}`, 'system_info', [{ uuid: uuid(i), hostname: `LT-${i}`, hardware_serial: `s${i}` }]),
        ]),
      ],
      ['under its short name and its long one', fleet.flatMap((i) => [snapshot(`lt-${i}`, 'd', [ON]), snapshot(`lt-${i}.fern.example`, 'd', [ON])])],
    ])('%s', (_, lines) => expect(seenOf(lines)).toMatchObject({ total: 8, seen: 4 }));

    it.each<[string, readonly object[]]>([
      ['names', fleet.map((i) => snapshot(`lt-${i}`, 'd', [ON]))],
      ['UUIDs', fleet.map((i) => snapshot(uuid(i), 'd', [ON]))],
      ['domains', ['a', 'b', 'c', 'd'].map((of) => snapshot(`lt.${of}.example`, 'd', [ON]))],
      ['numbers that their makers left out', fleet.map((i) => snapshot(`lt-${i}`, 'system_info', [{ hardware_serial: 'To be filled by O.E.M.', ...ON }]))],
    ])('and those apart that have other %s', (_, lines) => expect(seenOf(lines)).toMatchObject({ seen: 4 }));

    it('says that some may be one, and names none', () => {
      const { assumed } = read([snapshot('lt-1', 'd', [ON]), snapshot(uuid(1), 'd', [ON])]);
      expect(assumed.join()).toMatch(/of 2 machines 1 may be others by another name/);
      expect(assumed.join()).not.toMatch(/lt-1|4c4c/i);
    });

    it('takes what one of its names answered ill for ill', () => {
      const both = { decorations: { host_uuid: uuid(1) } };
      const lines = [snapshot('lt-1', 'd', [ON], { ...both, unixTime: AT + 9 }), snapshot(uuid(1), 'd', [OFF])];
      expect(said(read(lines))).toEqual(['laptop endpoint.disk-encrypted false']);
      expect(read(lines).discovered?.things.filter(({ kind }) => kind === 'device')).toHaveLength(1);
    });
  });

  it('reads answers to questions, reports and rows of the shell', () => {
    expect(said(importBy(osquery, { node_key: 'secret', queries: { q: [ON] }, statuses: { q: 0 } }))).toEqual(['laptop endpoint.disk-encrypted true']);
    expect(said(importBy(osquery, { query_id: 1, results: [{ host_name: 'a', last_fetched: '2026-10-30T00:00:00Z', columns: ON }] }))).toEqual([
      'laptop endpoint.disk-encrypted true',
    ]);
    expect(
      said(
        importBy(osquery, [
          { ...ON, host_hostname: 'a' },
          { ...OFF, host_hostname: 'b' },
        ]),
      ),
    ).toEqual(['laptop endpoint.disk-encrypted false']);
    expect(said(importBy(osquery, [ON]))).toEqual(['laptop endpoint.disk-encrypted true']);
  });

  it('names no machine outside of the inventory, and no key at all', () => {
    const { discovered, ...told } = importBy(osquery, [snapshot('janes-macbook', 'd', [OFF]), { node_key: 'secret-key', queries: { d: [OFF] } }]);
    expect(JSON.stringify(told)).not.toMatch(/jane|secret-key/);
    expect(JSON.stringify(discovered)).toContain('janes-macbook');
    expect(JSON.stringify(discovered)).not.toContain('secret-key');
    expect(discovered?.scopes).toEqual([]);
  });

  it('takes no machine for a person or a service that is called so', () => {
    expect(said(read([snapshot('directory', 'd', [ON]), snapshot('it', 'd', [ON])]))).toEqual([]);
  });

  it('lists ports that others can reach', () => {
    const port = (address: string, id: string) => ({ pid: '1', port: id, protocol: '6', address });
    const { discovered } = read([snapshot('a', 'listening_ports', [port('0.0.0.0', '22'), port('127.0.0.1', '631')])]);
    expect(discovered?.things.filter(({ kind }) => kind === 'open-port').map(({ name }) => name)).toEqual(['22/tcp']);
  });

  it('never speaks well of a log from which lines were taken, where one machine is not as it should be', () => {
    const lines = [
      ...hard('a'),
      snapshot('a', 'd', [ON]),
      ...hard('b').slice(0, 2),
      snapshot('b', 'd', []),
      { node_key: 'k', queries: { d: [] }, statuses: { d: 1 } },
    ];
    fc.assert(
      fc.property(fc.subarray(lines.slice(0, 6), { minLength: 1 }), (kept) => {
        expect(goodOf(read([...kept, ...lines.slice(6)]))).toEqual([]);
      }),
    );
  });

  it.each<[string, string, string]>([
    ['something else', '{"a":1}', 'ASSAY-IMPORT-001'],
    ['nothing', '[]', 'ASSAY-BIMPORT-013'],
    ['of a day to come', JSON.stringify(snapshot('a', 'd', [ON], { unixTime: AT + 100_000_000 })), 'ASSAY-IMPORT-010'],
    ['of no day', JSON.stringify(snapshot('a', 'd', [ON], { unixTime: 'yesterday' })), 'ASSAY-IMPORT-003'],
    ['a key that reaches a prototype', '{"name":"a","action":"snapshot","snapshot":[{"__proto__":1}]}', 'ASSAY-JSON-004'],
    ['nesting without end', `{"a":${'['.repeat(100_000)}`, 'ASSAY-JSON-002'],
    ['ten million rows in one line', `{"name":"a","snapshot":[${'{},'.repeat(10_000_000)}{}]}`, 'ASSAY-BIMPORT-011'],
  ])('%s', (_, text, code) => expect(codesOf(() => importBy(osquery, text))).toEqual([code]));
});
