import type { SignatureState, SignatureVerdict } from './model.ts';

export const UNSIGNED: SignatureVerdict = { state: 'none', why: 'there is no signature' };

// One that is broken says more than one that holds beside it: somebody put it there.
const ORDER: readonly SignatureState[] = ['invalid', 'valid', 'not-checkable', 'none'];

/** What several signatures of one object come to: broken where one is, else valid where one is. */
export function overall(verdicts: readonly SignatureVerdict[]): SignatureVerdict {
  return verdicts.toSorted((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state))[0] ?? UNSIGNED;
}
