import type { Instant } from '../../core/index.ts';
import { lawOf } from './laws/index.ts';
import type { Duty, Field, Stage, Track } from './model.ts';

/** What was said for a field of a paper. `none`: that there is nothing to say, with why; it answers only a field that the law asks for where it is available or applicable. */
export type Answer =
  | { readonly kind: 'said'; readonly text: string; readonly from: string }
  | { readonly kind: 'none'; readonly why: string; readonly from: string };

export interface PaperField extends Field {
  readonly answer?: Answer;
  readonly complete: boolean;
  /** Why it is not complete. */
  readonly lacks?: string;
}

/** A draft of what is handed in. Nothing of it was sent. */
export interface Paper {
  readonly track: Track;
  readonly stage: Stage;
  readonly law: string;
  readonly title: string;
  readonly article: string;
  readonly to: string;
  readonly at: Instant;
  readonly fields: readonly PaperField[];
  readonly complete: boolean;
}

/**
 * Drafts one paper from what was said, field by field, and says which the law asks for and are missing. `late`: it will be handed in after it was due.
 * `undefined` where the track has no such stage.
 */
export function draft(track: Track, stage: Stage, answers: ReadonlyMap<string, Answer>, at: Instant, late: boolean): Paper | undefined {
  const law = lawOf(track);
  // A report of progress that is the last one is the final report, with its fields.
  const duty: Duty | undefined = law.duties.find((one) => one.stage === stage);
  if (duty === undefined) return undefined;
  const fields = duty.fields.filter(({ need }) => need !== 'if-late' || late).map((field) => judged(field, answers.get(field.id)));
  return { track, stage, law: law.law, title: duty.title, article: duty.article, to: law.to, at, fields, complete: fields.every(({ complete }) => complete) };
}

function judged(field: Field, answer: Answer | undefined): PaperField {
  const lacks = lackOf(field, answer);
  return { ...field, ...(answer === undefined ? {} : { answer }), complete: lacks === undefined, ...(lacks === undefined ? {} : { lacks }) };
}

function lackOf({ need }: Field, answer: Answer | undefined): string | undefined {
  if (answer === undefined) return need === 'always' || need === 'if-late' ? 'nothing was said' : 'neither said, nor that there is nothing to say';
  if (answer.kind === 'said') return answer.text.trim() === '' ? 'nothing was said' : undefined;
  if (need === 'always' || need === 'if-late') return 'the law asks for it always';
  return answer.why.trim() === '' ? 'without a reason' : undefined;
}
