import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, Refused } from '../../core/index.ts';
import type { DeviceId } from '../fleet/model.ts';
import { misfit, readWipe } from './wipe.ts';

const ORDER = `wo_${'a'.repeat(20)}`;
const sound = { format: 'assay-wipe/1', device: 'cam-17', order: ORDER, erased: ['network-key', 'recordings'] };
const codeOf = (text: string) => {
  try {
    readWipe(text);
    return undefined;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return error.faults[0]?.code;
  }
};

describe('a receipt of a wipe', () => {
  it('is read in its canonical form', () => {
    expect(readWipe(canonicalJson(sound))).toEqual(sound);
    expect(canonicalJson(sound)).toBe(`{"device":"cam-17","erased":["network-key","recordings"],"format":"assay-wipe/1","order":"${ORDER}"}`);
  });

  it.each([
    ['another spelling', JSON.stringify(sound)],
    ['white space', `${canonicalJson(sound)} `],
    ['another format', canonicalJson({ ...sound, format: 'assay-wipe/2' })],
    ['a member more', canonicalJson({ ...sound, at: 'now' })],
    ['a name with a wildcard', canonicalJson({ ...sound, device: '+' })],
    ['an order of another shape', canonicalJson({ ...sound, order: 'wo_1' })],
    ['sentences', canonicalJson({ ...sound, erased: ['all of it, promised'] })],
    ['nothing named', canonicalJson({ ...sound, erased: [] })],
    ['one thing named twice', canonicalJson({ ...sound, erased: ['recordings', 'recordings'] })],
    ['no order', canonicalJson({ format: sound.format, device: sound.device, erased: sound.erased })],
    ['too much', canonicalJson({ ...sound, erased: Array.from({ length: 21 }, () => 'a') })],
    ['too long a text', 'x'.repeat(5000)],
    ['a key twice', `{"device":"cam-17","device":"cam-18"}`],
  ])('with %s is none', (_, text) => expect(codeOf(text)).toBe('ASSAY-RETIREMENT-002'));

  it('of any text is read or refused', () => {
    const text = canonicalJson(sound);
    const mutated = fc.tuple(fc.nat(text.length - 1), fc.string({ maxLength: 2 })).map(([at, put]) => text.slice(0, at) + put + text.slice(at + 1));
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), mutated), (any) => {
        expect(['ASSAY-RETIREMENT-002', undefined]).toContain(codeOf(any));
      }),
    );
  });

  it.each([
    ['of the order that is open', 'cam-17', { order: ORDER, confirmed: false }, undefined],
    ['of another device', 'cam-18', { order: ORDER, confirmed: false }, 'ASSAY-RETIREMENT-003'],
    ['of an older order', 'cam-17', { order: `wo_${'b'.repeat(20)}`, confirmed: false }, 'ASSAY-RETIREMENT-003'],
    ['of a device that was told nothing', 'cam-17', undefined, 'ASSAY-RETIREMENT-003'],
    ['handed in again', 'cam-17', { order: ORDER, confirmed: true }, 'ASSAY-RETIREMENT-005'],
  ])('%s', (_, device, asked, code) => expect(misfit(readWipe(canonicalJson(sound)), device as DeviceId, asked)?.code).toBe(code));
});
