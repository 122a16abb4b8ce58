import { describe, expect, it } from 'vitest';
import { Refused } from '../../core/index.ts';
import { LIBRARY } from '../library/index.ts';
import type { Template } from '../library/template.ts';
import { emit, type Making } from './emit.ts';
import { States } from './states.ts';
import { terrainOf } from './terrain.ts';
import { WORLD } from './world.fixture.ts';

const making = (): Making => ({
  terrain: terrainOf(WORLD, {}),
  states: new States({ assetLayer: () => 'product', anywhereScoped: () => false, codeAt: () => [] }),
  verdicts: () => ({ verdict: 'unproven', evidence: [] }),
  steps: new Map(),
  homes: new Map(),
  touched: new Set(),
  closings: new Map(),
  watchers: new Map(),
});

function codesOf(change: Partial<Template>): readonly string[] {
  const template = { ...(LIBRARY[0] as Template), over: 'part', ...change } as Template;
  try {
    emit(making(), template, { places: {}, key: ['nothing'] });
    return [];
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return error.faults.map((fault) => `${fault.code} ${fault.whose}`);
  }
}

describe('a template that names what its range does not bind', () => {
  it('is our mistake, and says so instead of making a step', () => {
    expect(codesOf({ needs: ['signer:user'], gives: 'part:code' })).toEqual(['ASSAY-ATTACK-003 us']);
    expect(codesOf({ needs: ['interface:reach'], gives: 'part:code' })).toEqual(['ASSAY-ATTACK-003 us']);
  });
});
