import type { Signal } from '../signal/model.ts';
import type { Notice, Way } from './model.ts';

/** What would tell of each way. A signal tells only where it did: what it looks for, somebody who knows it avoids. */
export function noticedBy(way: Way, signals: readonly Signal[]): readonly Notice[] {
  const told = [...new Set(signals.map(({ kind }) => kind))].map((kind): Notice => ({ by: 'signal', state: 'did', what: `the signal ${kind}` }));
  return [...told, ...ALWAYS[way]];
}

// A change that nobody reviewed is in the source, in what is built from it, and in every log of it: comparing them finds nothing.
const ALWAYS: Readonly<Record<Way, readonly Notice[]>> = {
  'own-change': [{ by: 'review', state: 'did', what: 'this review, once it is too late for the commit; the gate, before the release' }],
  'applied-alone': [
    { by: 'review', state: 'did', what: 'this review' },
    { by: 'signature', state: 'would', what: 'a signature of the author, which no longer holds once somebody else changes the commit' },
  ],
  'own-word': [{ by: 'signature', state: 'would', what: 'a signature of the reviewer, or a signed statement of the review, which nobody else can write' }],
  'system-word': [{ by: 'log', state: 'would', what: 'signed statements of reviewers on the code log: a review that the system made up has none' }],
  'approval-alone': [{ by: 'review', state: 'would', what: 'a second reviewer' }],
  'release-alone': [
    { by: 'artifact', state: 'would', what: 'the comparison of what ships with the tag’s tree' },
    { by: 'log', state: 'would', what: 'the code log, which has where the tag pointed' },
  ],
};
