import { readFileSync } from 'node:fs';
import { LivePosition } from '../src/assurance/live/index.ts';
import type { RecordedEvidence } from '../src/evidence/model.ts';
import { readMap } from '../src/map/index.ts';
import { type ServiceMap, serviceMapSchema } from '../src/map/model.ts';
import { AT, flips } from '../test/live/follow.ts';
import { fromScratch } from '../test/live/scratch.ts';
import { seeded } from '../test/random-problem.ts';
import { type BenchOptions, type BenchResult, MACHINE, measured, median } from './result.ts';
import { FLEET_AT, grownService, stream } from './service-fleet.ts';

/** What one more piece of evidence costs, and that it leaves what a position made from scratch would be. */
export async function run(options: BenchOptions = {}): Promise<BenchResult[]> {
  return [...onFleet(12), ...(options.full === true ? onFleet(40) : []), ...onListed(2000), ...onFlips(40_000)];
}

const KNOWN = 60_000;
const TAKEN = 2_000;

function onFleet(versions: number): BenchResult[] {
  const devices = 1_000_000;
  const members = 10_000;
  const map = grownService(devices, versions);
  const first = stream({ map, random: seeded(1), members, single: 0.7, versions });
  const known = Array.from({ length: KNOWN }, (_, seq) => first.next(seq));
  const named = new Set(known.flatMap(({ subject }) => (subject.includes('#') ? [subject] : []))).size;
  // One statement in twenty about a camera is about one that nobody named before.
  const next = stream({ map, random: seeded(2), members: members * 1.05, single: 0.7, versions });
  const input = `camera service with ${devices.toLocaleString('en')} cameras in ${versions} versions, ${named.toLocaleString('en')} of them named, ${KNOWN.toLocaleString('en')} pieces of evidence`;
  const built = measured(1, () => new LivePosition({ map, evidence: known, exclusions: new Map(), at: FLEET_AT }));
  const live = built.result;
  const times: number[] = [];
  const taken: RecordedEvidence[] = [];
  let rebuilt = 0;
  let worst: { readonly ms: number; readonly subject: string } = { ms: 0, subject: '' };
  for (let i = 0; i < TAKEN; i += 1) {
    const evidence = next.next(KNOWN + i);
    const { ms, result } = measured(1, () => live.take(evidence));
    taken.push(evidence);
    times.push(ms);
    if (result.rebuilt) rebuilt += 1;
    if (ms > worst.ms) worst = { ms, subject: evidence.subject };
  }
  const scratch = measured(1, () => fromScratch({ map, evidence: [...known, ...taken], exclusions: new Map(), at: FLEET_AT }));
  const p50 = median(times);
  const times99 = [...times].sort((a, b) => a - b)[Math.ceil(TAKEN * 0.99) - 1] as number;
  const beside = (value: number) => ({ what: 'everything made from scratch', value: scratch.ms, ratio: scratch.ms / value });
  return [
    figure(`start: all verdicts, requirements and ${live.steps.toLocaleString('en')} attack steps`, built.ms, 'ms', input, 1),
    { ...figure('one new piece of evidence to the new position, median', p50, 'ms', input, TAKEN), against: beside(p50) },
    { ...figure('the same, 99th percentile', times99, 'ms', input, TAKEN), against: beside(times99), budget: { most: 100 } },
    figure(`the same, worst (about ${worst.subject}; the graph was made anew ${rebuilt} times)`, worst.ms, 'ms', input, TAKEN),
    figure('memory of the process', process.memoryUsage().rss / 2 ** 20, 'MB', input, 1),
  ];
}

/** A fleet that the map lists camera by camera: which of them are alike is asked again whenever the verdict of one has moved. */
function onListed(cameras: number): BenchResult[] {
  const map: ServiceMap = serviceMapSchema.parse({
    assay: 'service/1',
    service: { id: 'listed', name: 'Listed' },
    parts: [
      { id: 'internet', kind: 'network', name: 'Internet' },
      { id: 'api', kind: 'server', name: 'API', interfaces: [{ id: 'rest', protocol: 'https', purpose: 'user-api', on: ['internet'] }] },
      ...Array.from({ length: cameras }, (_, i) => ({
        id: `camera-${i}`,
        kind: 'device',
        name: 'Camera',
        interfaces: [{ id: 'telnet', protocol: 'telnet', purpose: 'remote-shell', on: ['internet'], authentication: 'default-credential' }],
      })),
    ],
    assets: [
      { id: 'video', name: 'Video', kind: 'information', needs: { privacy: 4 }, at: Array.from({ length: cameras }, (_, i) => ({ part: `camera-${i}` })) },
    ],
  });
  const live = new LivePosition({ map, evidence: [], exclusions: new Map(), at: FLEET_AT });
  const random = seeded(6);
  const template = stream({ map: grownService(10, 2), random, members: 1, single: 1, versions: 2 }).next(0);
  const times = Array.from({ length: 40 }, (_, seq) => {
    const subject = `camera-${Math.floor(random() * cameras)}`;
    return measured(1, () => live.take({ ...template, seq, subject, claim: 'device.no-remote-shell', value: random() < 0.5 })).ms;
  });
  return [
    figure(
      'one new piece of evidence about one of them, median',
      median(times),
      'ms',
      `a map that lists ${cameras.toLocaleString('en')} cameras one by one`,
      times.length,
    ),
  ];
}

function onFlips(count: number): BenchResult[] {
  const file = new URL('../examples/camera-service/service.yaml', import.meta.url);
  const map = readMap(readFileSync(file, 'utf8'), 'service.yaml');
  const { ms, result } = measured(1, () => flips({ map, steps: count, seed: 11, passing: 0.95, named: 0.2, members: 12, begun: true }, 200, AT));
  const input = `camera service, ${count.toLocaleString('en')} random flips of evidence`;
  return [
    // A difference throws, and no figure is printed.
    { ...figure('answers that differ from those made from scratch', 0, 'of them', input, 1), budget: { most: 0 } },
    figure('flips after which the verdicts at the element were made from scratch and compared', result.flips, 'flips', input, 1),
    figure('flips after which everything was, because a goal had moved', result.graphs, 'flips', input, 1),
    figure('flips after which everything was, each two-hundredth', result.whole, 'flips', input, 1),
    figure('flips that moved the verdict of a control at an element', result.moved, 'flips', input, 1),
    figure('goals that moved', result.goals, 'goals', input, 1),
    figure('time of all, comparisons included', ms / 1000, 's', input, 1),
  ];
}

function figure(name: string, value: number, unit: string, input: string, runs: number): BenchResult {
  return { bench: 'incremental', figure: name, value, unit, input, runs, machine: MACHINE };
}
