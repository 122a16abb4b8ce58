import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { Instant } from '../src/core/index.ts';
import { type Behaviour, behaviour } from '../src/operations/behaviour/engine.ts';
import type { SecurityEvent } from '../src/operations/event/model.ts';
import { folding } from '../src/operations/incident/fold.ts';
import { type Format, readerOf } from '../src/operations/intake/formats.ts';
import { Detector } from '../src/operations/sigma/detector.ts';
import { readRules } from '../src/operations/sigma/read.ts';
import { watch } from '../src/operations/watch/watch.ts';
import { copied, delayOf, eventsOf, found, iot23, spliced } from '../test/operations/captures.ts';
import { conns, eve, zeekJson } from './intake.ts';
import { madeRules, RULES } from './operations-rules.ts';
import { type BenchOptions, type BenchResult, MACHINE, measured, median } from './result.ts';

// The whole chain from bytes to a verdict: rules of Sigma, state per device, folding; against JSON.parse alone of the same lines. And how well behaviour alone does on labelled captures. `node bench/main.ts operations`.

const RUNS = 9;
const CHUNK = 64 * 1024;
const RATIO = 0.35;

const fleet = () => behaviour({ key: [1, 2], filterBits: 2 ** 22 });

function verdicts(format: Format, bytes: Uint8Array, set: ReturnType<typeof readRules>, engine: Behaviour): number {
  const reader = readerOf(format);
  const sigma = new Detector(set, { anySource: true });
  const watching = watch([
    { observe: (event, input) => engine.observe(event, input), end: () => [] },
    { observe: (event, input) => sigma.feed(event, input), end: () => sigma.end() },
  ]);
  let judged = 0;
  const take = (events: readonly SecurityEvent[]) => {
    for (const event of events) watching.take(event, 'bench');
    judged += events.length;
  };
  for (let at = 0; at < bytes.length; at += CHUNK) take(reader.feed(bytes.subarray(at, at + CHUNK)).events);
  take(reader.end().events);
  watching.end();
  return judged;
}

function rate(): BenchResult[] {
  // Ordinary life: what alarms is measured by the captures below.
  const all = conns().map((conn) => (conn.dstPort === 23 ? { ...conn, dstPort: 443 } : conn));
  const set = readRules([{ file: 'made.yml', text: madeRules() }]);
  if (set.rules.length !== RULES) throw new Error(`${set.rules.length} rules of ${RULES}: ${set.faults[0]?.message ?? ''}`);
  const kinds: readonly (readonly [string, Format, readonly string[]])[] = [
    ['Zeek JSON', 'zeek-json', all.map(zeekJson)],
    ['EVE', 'eve', all.map(eve)],
  ];
  const devices = new Set(all.map(({ src }) => src)).size;
  return kinds.flatMap(([name, format, lines]) => {
    const bytes = Buffer.from(`${lines.join('\n')}\n`);
    const parse = () => lines.reduce((count, line) => count + (JSON.parse(line) === null ? 0 : 1), 0);
    const known = fleet();
    const fleets = [
      ['no device known before', fleet],
      ['all devices known', () => known],
    ] as const;
    return fleets.map(([which, engineOf]): BenchResult => {
      // In pairs, one after the other, as a machine that others use is faster at one time than at another.
      const pairs: { readonly parsed: number; readonly judged: number }[] = [];
      for (let run = -2; run < RUNS; run += 1) {
        const parsed = measured(1, parse).ms;
        const judged = measured(1, () => verdicts(format, bytes, set, engineOf()));
        if (judged.result !== lines.length) throw new Error(`${judged.result} events of ${lines.length}`);
        if (run >= 0) pairs.push({ parsed, judged: judged.ms });
      }
      const perSecond = (ms: readonly number[]) => Math.round((lines.length / median(ms)) * 1000);
      return {
        bench: 'operations',
        figure: `${name}, ${which}: events a second of one core`,
        value: perSecond(pairs.map(({ judged }) => judged)),
        unit: 'events/s',
        against: {
          what: 'JSON.parse alone',
          value: perSecond(pairs.map(({ parsed }) => parsed)),
          ratio: median(pairs.map(({ parsed, judged }) => parsed / judged)),
        },
        budget: { ratioAtLeast: RATIO },
        input: `${lines.length} connections of ${devices} devices from bytes to verdict, ${RULES} rules, state per device`,
        runs: RUNS,
        machine: MACHINE,
      };
    });
  });
}

function memory(count: number): BenchResult[] {
  const engine = behaviour({ key: [1, 2], most: count });
  for (let i = 0; i < count; i += 1) {
    engine.observe(
      {
        class: 'network-activity',
        time: Instant.of(1_793_916_000_000 + i),
        logSource: {},
        record: {},
        offset: 0,
        length: 1,
        flow: {
          src: `10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`,
          srcPort: 1,
          dst: '203.0.113.10',
          dstPort: 8883,
          transport: 'tcp',
          outcome: 'answered',
        },
      },
      'bench',
    );
  }
  // What is allocated: pages that no device has touched yet are counted too.
  const held = engine.memory / 2 ** 20;
  return [
    {
      bench: 'operations',
      figure: 'memory of the state per device',
      value: Math.round(held),
      unit: 'MB',
      budget: { most: 1024 },
      input: `${engine.devices} devices`,
      runs: 1,
      machine: MACHINE,
    },
  ];
}

/** How well: only where the labelled captures are at hand. */
function accuracy(folder: string): BenchResult[] {
  const { infected, benign } = iot23(join(folder, 'iot23'));
  const week = [
    { name: 'blink-cam-01', device: '192.168.1.129', events: eventsOf(join(folder, 'benign-week/blink-cam-01.pcap')) },
    { name: 'lockly-hub-01', device: '192.168.1.128', events: eventsOf(join(folder, 'benign-week/lockly-hub-01.pcap')) },
  ];
  const row = (figure: string, value: number, unit: string, budget: BenchResult['budget'], input: string): BenchResult => ({
    bench: 'operations',
    figure,
    value,
    unit,
    ...(budget === undefined ? {} : { budget }),
    input,
    runs: 1,
    machine: MACHINE,
  });
  const results: BenchResult[] = [];
  for (const capture of infected) {
    const all = found(capture.events);
    for (const stage of capture.stages) {
      const delay = delayOf(stage, capture.device, all);
      results.push(row(`${stage.label}: told after`, delay ?? Number.POSITIVE_INFINITY, 's', { most: 60 }, capture.name));
    }
  }
  const days = [...benign, ...week].map(({ events }) => {
    const times = events.map(({ time }) => time);
    return (
      times.reduce((most, time) => Math.max(most, time), 0) / 86_400_000 -
      times.reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY) / 86_400_000
    );
  });
  const sum = days.reduce((total, one) => total + one, 0);
  results.push(
    row(
      'false incidents',
      [...benign, ...week].reduce((total, { events }) => total + found(events).incidents.length, 0),
      'incidents',
      { most: 1 },
      `${sum.toFixed(1)} device-days of ordinary life`,
    ),
  );
  const delays: number[] = [];
  let early = 0;
  let draw = 1;
  for (const host of week) {
    for (const infection of infected) {
      draw = (Math.imul(draw, 48_271) >>> 0) % 2_147_483_647;
      const { events, onset } = spliced(host, host.device, infection, draw % 140);
      const { incidents } = found(events);
      const naming = incidents.filter(({ devices }) => devices.includes(host.device));
      delays.push(naming.length === 0 ? Number.POSITIVE_INFINITY : (Math.min(...naming.map(({ raised }) => raised)) - onset) / 1000);
      early += incidents.filter(({ first }) => first < onset).length;
    }
  }
  const moved = `${delays.length} infections moved onto other devices`;
  results.push(row('raised', delays.filter(Number.isFinite).length, 'infections', { least: delays.length }, moved));
  results.push(row('told after, median', median(delays), 's', { most: 60 }, moved));
  results.push(row('told before it began', early, 'incidents', { most: 0 }, moved));
  return results;
}

function wave(folder: string, copies: number): BenchResult[] {
  const { infected } = iot23(join(folder, 'iot23'));
  const mirai = infected.find(({ name }) => name.includes('44-1'));
  if (mirai === undefined) return [];
  const engine = behaviour({ key: [1, 2], filterBits: 2 ** 24 });
  const all = folding();
  for (const event of copied(mirai.events, mirai.device, copies, (i) => ((i * 7919) % 60_000) - 30_000))
    for (const detection of engine.observe(event, 'bench')) all.take(detection);
  const incidents = all.incidents();
  return [
    {
      bench: 'operations',
      figure: 'incidents of one wave',
      value: incidents.length,
      unit: 'incidents',
      budget: { most: 1, least: 1 },
      input: `${incidents[0]?.deviceCount ?? 0} devices of ${copies} copied, their clocks half a minute off`,
      runs: 1,
      machine: MACHINE,
    },
  ];
}

export function run({ full = false }: BenchOptions = {}): Promise<BenchResult[]> {
  const folder = resolve(process.env['ASSAY_VECTORS'] ?? '../shared/vectors', 'operations');
  const judged = existsSync(folder) ? [...accuracy(folder), ...wave(folder, full ? 10_000 : 1000)] : [];
  return Promise.resolve([...rate(), ...judged, ...memory(full ? 1_000_000 : 100_000)]);
}
