import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { LIBRARY } from '../../src/attack/library/index.ts';
import { behaviour } from '../../src/operations/behaviour/engine.ts';
import type { SecurityEvent } from '../../src/operations/event/model.ts';
import { readerOf } from '../../src/operations/intake/formats.ts';
import { Detector } from '../../src/operations/sigma/detector.ts';
import { compile } from '../../src/operations/sigma/engine.ts';
import { readRules } from '../../src/operations/sigma/read.ts';
import { watch } from '../../src/operations/watch/watch.ts';
import { readTarGz } from '../read-tar.ts';
import { vectors } from '../vectors.ts';
import { eventsOf, iot23 } from './captures.ts';
import { rulePack } from './rule-pack.ts';

const folder = vectors('operations');
const { set, nameOf } = rulePack();
// Techniques that neither SigmaHQ's rules nor our attack steps name, by their titles in ATT&CK.
const ONLY_HERE = {
  T0804: 'Block Reporting Message',
  T0836: 'Modify Parameter',
  T0845: 'Program Upload',
  T0846: 'Remote System Discovery',
  T0861: 'Point & Tag Identification',
  'T1098.004': 'Account Manipulation: SSH Authorized Keys',
  'T1498.002': 'Network Denial of Service: Reflection Amplification',
  'T1573.002': 'Encrypted Channel: Asymmetric Cryptography',
  'T1595.001': 'Active Scanning: Scanning IP Blocks',
  'T1595.003': 'Active Scanning: Wordlist Scanning',
};
const LEVELS = ['high', 'critical'];

interface Judged {
  /** Rules that are raised, and those that match and are only counted. */
  readonly raised: readonly string[];
  readonly counted: readonly string[];
}

function judged(events: readonly SecurityEvent[]): Judged {
  const detector = new Detector(set);
  const alone = compile(set.rules);
  const raised = new Set<string>();
  const matched = new Set<string>();
  for (const event of events) {
    for (const { rule } of detector.feed(event, 'capture')) raised.add(nameOf(rule));
    for (const { key } of alone.match(event)) matched.add(nameOf(key));
  }
  for (const { rule } of detector.end()) raised.add(nameOf(rule));
  return { raised: [...raised].sort(), counted: [...matched].filter((rule) => !raised.has(rule)).sort() };
}

/** Captures under a folder, however deep, each by its path. */
function under(root: string, name: string): readonly (readonly [string, () => readonly SecurityEvent[]])[] {
  return readdirSync(join(root, name), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.pcap(?:ng)?$|conn\.log$|dhcp\.log$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => [file.slice(root.length + 1), () => eventsOf(file)] as const);
}

function packed(file: string): readonly SecurityEvent[] {
  const reader = readerOf('eve');
  return [...reader.feed(gunzipSync(readFileSync(file))).events, ...reader.end().events];
}

describe.runIf(folder !== undefined)('the rule pack on real captures', () => {
  const root = folder ?? '';
  const { infected, benign } = iot23(join(root, 'iot23'));
  const ordinary = [
    ...benign.map(({ name, events }) => [`iot23/${name}`, () => events] as const),
    ...['benign-week', 'sentinel', 'mud'].flatMap((name) => under(root, name)),
  ];
  const others = [
    ...infected.map(({ name, events }) => [`iot23/${name}`, () => events] as const),
    ...['slips', 'suricata-verify/tests'].flatMap((name) => under(root, name)),
    ['slips/test6-malicious.suricata.json.gz', () => packed(join(root, 'slips/test6-malicious.suricata.json.gz'))] as const,
    ...readdirSync(join(root, 'ocsf-zeek/raw')).map(
      (file) =>
        [
          `ocsf-zeek/raw/${file}`,
          () => {
            const reader = readerOf('zeek-json', { path: file.replace('.log', '') });
            return [...reader.feed(readFileSync(join(root, 'ocsf-zeek/raw', file))).events, ...reader.end().events];
          },
        ] as const,
    ),
  ];
  const levelOf = new Map([...set.rules, ...set.correlations].map(({ key, level }) => [nameOf(key), level]));

  it('raises nothing high in ordinary life, and opens no incident with behaviour beside it', () => {
    const loud: string[] = [];
    for (const [name, events] of ordinary) {
      const all = events();
      for (const rule of judged(all).raised) if (LEVELS.includes(levelOf.get(rule) ?? '')) loud.push(`${name}: ${rule}`);
      const engine = behaviour({ key: [0x5eed, 0xbeef], filterBits: 2 ** 22 });
      const sigma = new Detector(set);
      const watching = watch([
        { observe: (event, input) => engine.observe(event, input), end: () => [] },
        { observe: (event, input) => sigma.feed(event, input), end: () => sigma.end() },
      ]);
      for (const event of all) watching.take(event, 'capture');
      watching.end();
      for (const { title } of watching.incidents()) loud.push(`${name}: ${title}`);
    }
    expect(ordinary.length).toBeGreaterThan(100);
    expect(loud).toEqual([]);
  });

  it('names techniques that others name as well, so that an id that was replaced is seen', () => {
    const texts = [...readTarGz(join(root, 'sigma-rules.tar.gz'))].filter(([file]) => file.endsWith('.yml')).map(([file, text]) => ({ file, text }));
    const known = new Set<string>([
      ...readRules(texts).rules.flatMap(({ techniques }) => techniques),
      ...LIBRARY.flatMap(({ techniques }) => techniques.map((one) => one.slice(one.indexOf(':') + 1))),
    ]);
    const own = new Set([...set.rules, ...set.correlations].flatMap(({ techniques }) => techniques));
    expect([...own].filter((id) => !known.has(id)).sort()).toEqual(Object.keys(ONLY_HERE).sort());
  });

  it('raises on each capture what is written down', async () => {
    const found = Object.fromEntries(
      [...ordinary, ...others].flatMap(([name, events]) => {
        const { raised, counted } = judged(events());
        return raised.length + counted.length === 0 ? [] : [[name, { raised, counted }] as const];
      }),
    );
    await expect(`${JSON.stringify(found, null, 2)}\n`).toMatchFileSnapshot('rule-pack-captures.json');
  });
});
