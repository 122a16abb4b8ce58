import { describe, expect, it } from 'vitest';
import { cautionsOf } from './caution.ts';

describe('cautions', () => {
  const because = (value: 'yes' | 'no' | 'unknown', caution?: true) => [
    { fact: 'No presumption: a password may be unset', value, decidedBy: ['camera'], ...(caution === undefined ? {} : { caution }) },
  ];

  it.each([
    ['yes', true, ['No presumption: a password may be unset.']],
    ['unknown', true, ['No presumption: a password may be unset: whether that is so is not known.']],
    ['no', true, []],
    ['yes', undefined, []],
  ] as const)('%s, caution %s: %j', (value, caution, sentences) => {
    expect(cautionsOf(because(value, caution))).toEqual(sentences);
  });
});
