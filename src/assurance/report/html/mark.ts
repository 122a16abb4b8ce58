import type { Reach } from '../../../attack/model.ts';
import type { Verdict } from '../../model.ts';
import { REACH_WORDS, VERDICT_WORDS } from '../words.ts';
import { type Markup, markup } from './markup.ts';

/** A verdict as a shape with its word. The shape and its texture are CSS; the word is what counts. */
export function mark(verdict: Verdict | 'not-applicable' | 'not-owed'): Markup {
  return markup`<span class="v ${verdict}">${VERDICT_WORDS[verdict].word}</span>`;
}

export function reachMark(reach: Reach): Markup {
  return markup`<span class="v ${reach}">${REACH_WORDS[reach].word}</span>`;
}

export function stepMark(status: 'open' | 'undecided'): Markup {
  return markup`<span class="v ${status === 'open' ? 'open' : 'undecided'}">${status === 'open' ? 'shown to be open' : 'undecided'}</span>`;
}
