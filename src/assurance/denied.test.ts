import { describe, expect, it } from 'vitest';
import { serviceMapSchema } from '../map/model.ts';
import { deniedOn } from './denied.ts';

const on = (...parts: readonly object[]) =>
  deniedOn(
    serviceMapSchema.parse({ assay: 'service/1', service: { id: 's', name: 'S' }, parts: parts.map((part, i) => ({ id: `p${i}`, name: 'P', ...part })) }),
  );

describe('what the map denies', () => {
  it.each([
    ['every network of it', [{ kind: 'network', facts: { wireless: false } }], true],
    ['some of it', [{ kind: 'network', facts: { wireless: false } }, { kind: 'network' }], false],
    ['nothing, where it says nothing', [{ kind: 'network' }], false],
    ['nothing, where it draws none', [{ kind: 'server' }], false],
    ['nothing, by what is out of scope', [{ kind: 'server' }, { kind: 'network', inScope: false, facts: { wireless: false } }], false],
  ])('%s', (_, parts, denied) => {
    expect(on(...parts).has('wireless-protected')).toBe(denied);
  });

  it('is never what a control without a fact is about', () => {
    expect(on({ kind: 'server' }).has('device-log')).toBe(false);
  });
});
