import { readFileSync } from 'node:fs';
import { CONTROLS } from '../src/assurance/controls/index.ts';
import type { Check } from '../src/assurance/model.ts';
import { indexMap, owedAt } from '../src/assurance/subjects.ts';
import { Digest, Instant } from '../src/core/index.ts';
import { METHODS, type RecordedEvidence } from '../src/evidence/model.ts';
import { readMap, type ServiceMap } from '../src/map/index.ts';

const RAW = { digest: Digest.of('made up'), mediaType: 'application/json' };
export const FLEET_AT = Instant.parse('2026-11-01T00:00:00Z');

/** The camera service of the examples, grown: `devices` cameras in `versions` versions of their firmware, the newer ones the more of them. */
export function grownService(devices: number, versions: number): ServiceMap {
  const file = new URL('../examples/camera-service/service.yaml', import.meta.url);
  const map = readMap(readFileSync(file, 'utf8'), 'service.yaml');
  const share = (v: number) => Math.floor((devices * 2 * (v + 1)) / (versions * (versions + 1)));
  const populations = Array.from({ length: versions }, (_, v) => share(v));
  populations[versions - 1] = (populations[versions - 1] ?? 0) + devices - populations.reduce((sum, one) => sum + one, 0);
  return {
    ...map,
    parts: map.parts.map((part) =>
      part.id === 'camera' ? { ...part, population: devices, variants: populations.map((population, v) => ({ id: `fw-${v + 1}`, population })) } : part,
    ),
  };
}

export interface Stream {
  /** The next statement, recorded as `seq`. */
  next(seq: number): RecordedEvidence;
}

export interface StreamOptions {
  readonly map: ServiceMap;
  readonly random: () => number;
  /** How many single cameras evidence names in the end. */
  readonly members: number;
  /** Share of statements about a single camera, and of those about a camera that was not named before. */
  readonly single: number;
  readonly versions: number;
}

/**
 * Made-up evidence for a grown service, as its processes would give it: most of it about single cameras (one fails a check in fifty), the rest about
 * a version, the whole fleet, or whatever else of the map owes a control.
 */
export function stream({ map, random, members, single, versions }: StreamOptions): Stream {
  const pick = (n: number) => Math.floor(random() * n);
  const index = indexMap(map);
  const all: { readonly subject: string; readonly check: Check }[] = [];
  const ofCameras: Check[] = [];
  for (const control of CONTROLS) {
    for (const { subject } of owedAt(control, index))
      for (const check of control.checks) {
        all.push({ subject, check });
        if (subject === 'camera') ofCameras.push(check);
      }
  }
  const serial = (n: number) => `camera/fw-${versions - Math.floor(Math.sqrt((n * 7919) % (versions * versions)))}#SN${String(100_000 + n)}`;
  const value = ({ passes }: Check, good: boolean): RecordedEvidence['value'] => {
    if (passes === undefined) return good;
    if ('oneOf' in passes) return good ? (passes.oneOf[0] ?? '') : 'none of them';
    if ('atLeast' in passes) return good ? 1 : passes.atLeast - 1;
    return good ? passes.atMost : passes.atMost + 1;
  };
  return {
    next(seq) {
      const ofOne = random() < single;
      const { subject, check } = ofOne
        ? { subject: serial(pick(members)), check: ofCameras[pick(Math.min(12, ofCameras.length))] as Check }
        : (all[pick(all.length)] as (typeof all)[number]);
      const narrowed = subject === 'camera' && random() < 0.8 ? `camera/fw-${1 + pick(versions)}` : subject;
      const good = random() < 0.98;
      return {
        seq,
        subject: narrowed,
        claim: check.claim,
        value: value(check, good),
        observedAt: Instant.format(Instant.of(FLEET_AT - pick(6 * 86_400) * 1000)),
        validFor: 'P30D',
        source: 'fleet inventory',
        method: ofOne ? 'runtime' : (METHODS[pick(3)] ?? 'drill'),
        raw: RAW,
      };
    },
  };
}
