import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { flow, fresh, times } from '../../behaviour/flows.fixture.ts';
import type { State } from '../packed.ts';
import { watch } from '../watch.ts';
import { readState, writeState } from './state.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-state-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function made(): State {
  const engine = fresh({ filterBits: 2 ** 12 });
  const watching = watch([{ observe: (event, input) => engine.observe(event, input), end: () => [] }]);
  for (const event of times(50, (i) => flow(i * 60, { src: `192.168.1.${i + 10}`, dstPort: i === 7 ? 23 : 443 }))) watching.take(event, 'input');
  return { behaviour: engine.saved, watch: watching.saved };
}

describe('the file of a state', () => {
  it('is read as it was written', () => {
    const path = join(folder, 'whole');
    const state = made();
    writeState(path, state);
    expect(readState(path)).toEqual({ state });
    expect(state.watch.incidents.open).toHaveLength(1);
  });

  it('that is not there is no state and no fault', () => {
    expect(readState(join(folder, 'none'))).toEqual({});
  });

  it('that is damaged anywhere, or cut, is put aside and told of', () => {
    const path = join(folder, 'damaged');
    writeState(path, made());
    const bytes = readFileSync(path);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 }), fc.boolean(), (at, flip, cut) => {
        const damaged = Buffer.from(cut ? bytes.subarray(0, at) : bytes);
        if (!cut) damaged[at] = (damaged[at] ?? 0) ^ flip;
        writeFileSync(path, damaged);
        const { state, fault } = readState(path);
        expect([state, fault?.code]).toEqual([undefined, 'ASSAY-WATCH-001']);
        expect(existsSync(path)).toBe(false);
        expect(readFileSync(`${path}.damaged`).equals(damaged)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('that cannot be written is refused', () => {
    expect(() => writeState(join(folder, 'no', 'such', 'folder'), made())).toThrow('ASSAY-WATCH-002');
  });
});
