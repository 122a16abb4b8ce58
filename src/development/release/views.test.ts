import { describe, expect, it } from 'vitest';
import { Digest, Instant, type Json } from '../../core/index.ts';
import { RELEASE_PUBLISHED } from './events.ts';
import { developmentView, isPublished, publishedOf } from './views.ts';

const AT = Instant.parse('2026-11-23T12:00:00Z');
const COMMIT = 'a'.repeat(40);
const POLICY = Digest.of('policy');

function viewOf(...bodies: readonly object[]) {
  const view = developmentView.initial();
  for (const [seq, more] of bodies.entries()) {
    const body = { release: 'v1', at: '2026-11-20T00:00:00Z', policy: POLICY, envelope: Digest.of('x'), about: { commit: COMMIT }, exceptions: [], ...more };
    developmentView.on[RELEASE_PUBLISHED]?.(view, { seq, event: { body: body as unknown as Json } } as never); // The fold looks at the number and the body alone.
  }
  return view;
}

describe('what a later review may begin at', () => {
  it.each<[string, object, boolean]>([
    ['a release whose review passed', { review: 'passed' }, true],
    ['one on whose review two people agreed', { review: 'exception' }, true],
    ['one whose review this policy let pass', { review: 'policy' }, true],
    ['one whose review another policy let pass', { review: 'policy', policy: Digest.of('lax') }, false],
    ['one whose policy asked for no review', {}, false],
    ['one that was let through later', { review: 'passed', at: '2026-11-24T00:00:00Z' }, false],
  ])('%s', (_, more, counts) => {
    expect([...publishedOf(viewOf(more), AT, POLICY)]).toEqual(counts ? [['v1', COMMIT]] : []);
    expect(isPublished(viewOf(more), 'v1', AT)).toBe(!('at' in more));
  });

  it('is the policy’s to say, and without one what a policy let pass does not count', () => {
    expect(publishedOf(viewOf({ review: 'policy' }), AT).size).toBe(0);
    expect(publishedOf(viewOf({ review: 'passed' }), AT).size).toBe(1);
    expect(publishedOf(viewOf({ review: 'whatever' }), AT, POLICY).size).toBe(0);
  });
});
