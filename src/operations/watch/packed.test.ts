import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failed, flow, fresh, login, stranger, times } from '../behaviour/flows.fixture.ts';
import type { Detection } from '../detection/model.ts';
import type { SecurityEvent } from '../event/model.ts';
import { packed, type State, unpackedState } from './packed.ts';
import { watch } from './watch.ts';

const HOUR = 3600;
const camera = (i: number) => `192.168.1.${i + 30}`;
const connect = (seconds: number, src: string): SecurityEvent =>
  flow(seconds, { src, dst: '10.0.0.1', dstPort: 8883 }, { kind: 'mqtt', act: 'connect', clientId: 'cam' });

/** Of every rule that keeps something: groups, hours, peers, ports, log-ins, places, silence. */
const EVENTS: readonly SecurityEvent[] = [
  ...times(8 * 27 * 4, (n) => flow(Math.floor(n / 8) * 900 + (n % 8), { src: camera(n % 8), dst: '203.0.113.10', service: 'ssl', bytesOut: 50_000 })),
  ...times(200, (i) => failed(i * 400, { src: camera(0), dst: stranger(i), dstPort: 81 })),
  ...times(8, (i) => failed(26 * HOUR + i * 5, { src: camera(i), dst: '198.51.100.77', dstPort: 80 })),
  ...times(6, (i) => failed(20 * HOUR + i * 7, { src: camera(1), dst: '198.51.100.9', dstPort: 50 })),
  ...times(12, (i) => login(10 * HOUR + i * 2, false)),
  ...times(8, (i) => connect(5 * HOUR + i * 300, camera(i % 2))),
  ...times(20, (i) => flow(25 * HOUR + i, { src: camera(3), dst: '203.0.113.10', bytesOut: 5e6 })),
  flow(26 * HOUR, { src: camera(2), dst: camera(4), dstPort: 8123 }),
].sort((a, b) => a.time - b.time);

function begun(state?: State) {
  const engine = fresh({ filterBits: 2 ** 14, groupOf: () => 'cameras', ...(state === undefined ? {} : { from: state.behaviour }) });
  const detections: Detection[] = [];
  const watching = watch([{ observe: (event, input) => engine.observe(event, input), end: () => [] }], state?.watch);
  return {
    feed(events: readonly SecurityEvent[]) {
      for (const event of events) detections.push(...watching.take(event, event.flow?.src === camera(7) ? 'north' : 'south').detections);
    },
    detections,
    watching,
    state: (): State => ({ behaviour: engine.saved, watch: watching.saved }),
  };
}

/** As through a file: the arrays copied, the text read again. */
function carried(state: State): State {
  const { text, arrays } = packed(state);
  return unpackedState({ text, arrays: arrays.map((words) => words.slice()) });
}

describe('a watch that is interrupted', () => {
  const whole = begun();
  whole.feed(EVENTS);

  it('has something to tell of most kinds', () => {
    expect(new Set(whole.detections.map(({ rule }) => rule.replace('behaviour/', '')))).toEqual(
      new Set(['horizontal-scan', 'all-at-once', 'dead-call-back', 'brute-force', 'client-id-conflict', 'above-group', 'new-service', 'upload']),
    );
  });

  it('tells the same wherever it is cut, however often', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: EVENTS.length }), { minLength: 1, maxLength: 3 }), (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), EVENTS.length];
        const told: Detection[] = [];
        let state: State | undefined;
        let last = begun();
        for (let i = 1; i < at.length; i += 1) {
          last = begun(state);
          last.feed(EVENTS.slice(at[i - 1], at[i]));
          told.push(...last.detections);
          state = carried(last.state());
        }
        expect(told).toEqual(whole.detections);
        expect(last.watching.incidents()).toEqual(whole.watching.incidents());
        expect(last.watching.detections).toBe(whole.watching.detections);
      }),
      { numRuns: 25 },
    );
  });

  it('refuses a text that names an array which is not there', () => {
    expect(() => unpackedState({ text: '{"a":{"$words":3}}', arrays: [] })).toThrow(SyntaxError);
  });
});
