import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { vectors } from '../vectors.ts';
import { type Capture, copied, delayOf, eventsOf, found, iot23, spliced } from './captures.ts';

const folder = vectors('operations');

/** Plain stages within a minute, slow beacons by behaviour alone within five (background/operations.md, section 4). */
const LOUD = 60;

describe.runIf(folder !== undefined)('behaviour on labelled captures', () => {
  const root = folder ?? '';
  const { infected, benign } = iot23(join(root, 'iot23'));
  const week: readonly (Capture & { readonly device: string })[] = [
    { name: 'blink-cam-01', device: '192.168.1.129', events: eventsOf(join(root, 'benign-week/blink-cam-01.pcap')) },
    { name: 'lockly-hub-01', device: '192.168.1.128', events: eventsOf(join(root, 'benign-week/lockly-hub-01.pcap')) },
  ];

  it('has captures of both kinds, with their stages', () => {
    expect(infected.length).toBeGreaterThanOrEqual(3);
    expect(benign.length).toBeGreaterThanOrEqual(2);
    for (const { stages, device } of infected) {
      expect(stages.length).toBeGreaterThan(0);
      expect(device).toMatch(/^192\.168\./);
    }
  });

  it.each(infected.flatMap((capture) => capture.stages.map((stage) => [capture.name, stage.label, capture, stage] as const)))(
    '%s: %s is told within a minute',
    (_, __, capture, stage) => {
      const delay = delayOf(stage, capture.device, found(capture.events));
      expect(delay).toBeDefined();
      expect(delay).toBeLessThanOrEqual(LOUD);
    },
  );

  it.each(infected.map((capture) => [capture.name, capture] as const))('%s: names no other device', (_, capture) => {
    expect(new Set(found(capture.events).incidents.flatMap(({ devices }) => devices))).toEqual(new Set([capture.device]));
  });

  it.each([...benign, ...week].map((capture) => [capture.name, capture] as const))('%s: nothing is told of ordinary life', (_, capture) => {
    expect(found(capture.events).incidents).toEqual([]);
  });

  it.each(week.flatMap((host) => infected.map((infection, i) => [infection.name, host.name, infection, host, 20 + i * 31] as const)))(
    '%s on %s: told after it began, within a minute',
    (_, __, infection, host, hours) => {
      const { events, onset } = spliced(host, host.device, infection, hours);
      const { incidents } = found(events);
      expect(incidents.flatMap(({ devices }) => devices)).toContain(host.device);
      for (const { first } of incidents) expect(first).toBeGreaterThanOrEqual(onset);
      expect((Math.min(...incidents.map(({ raised }) => raised)) - onset) / 1000).toBeLessThanOrEqual(LOUD);
    },
  );

  it('of one wave on many copied devices is one incident', () => {
    const wave = infected.find(({ name }) => name.includes('44-1'));
    expect(wave).toBeDefined();
    if (wave === undefined) return;
    const events = [...copied(wave.events, wave.device, 300, (i) => ((i * 7919) % 60_000) - 30_000)].sort((a, b) => a.time - b.time);
    const { incidents } = found(events);
    expect(incidents.map(({ deviceCount }) => deviceCount)).toEqual([300]);
  });
});
