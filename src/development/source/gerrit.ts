import type { ChangeFacts, Named } from '../change/facts.ts';
import { namedBy } from '../git/identity.ts';
import type { ObjectId } from '../git/object.ts';
import { textOf } from '../git/text.ts';
import type { GerritFact, ReviewSource } from '../review/source.ts';
import { SOURCE_LIMITS } from './limits.ts';

/** The ref under which Gerrit writes, once a change is submitted, what was said of it. */
export const GERRIT_REF = 'refs/notes/review';

/** One note: the labels of the patch set that was submitted. It is the word of whoever may write the ref. */
export interface GerritNote {
  readonly labels: readonly { readonly label: string; readonly value: number; readonly who: Named }[];
  readonly submitter?: Named;
  readonly submittedAt?: string;
  readonly reviewedOn?: string;
}

const LABEL = /^([A-Za-z][A-Za-z0-9-]{0,60})([+-]\d{1,2}): (.{1,1000})$/;
const FIELD = /^(Submitted-by|Submitted-at|Reviewed-on): (.{1,1000})$/;

/** Reads a note; nothing where it has neither a label nor a field of Gerrit's, since people write notes too. A commit of several changes has one note, with a part of each. */
export function readNote(bytes: Uint8Array): GerritNote | undefined {
  if (bytes.length > SOURCE_LIMITS.note) return undefined;
  const labels: { label: string; value: number; who: Named }[] = [];
  const found: Partial<Record<'Submitted-by' | 'Submitted-at' | 'Reviewed-on', string>> = {};
  for (const line of textOf(bytes).split('\n')) {
    const [, label, value, who] = LABEL.exec(line) ?? [];
    if (label !== undefined && who !== undefined && labels.length < SOURCE_LIMITS.labels) labels.push({ label, value: Number(value), who: namedBy(who) });
    const [, field, text] = FIELD.exec(line) ?? [];
    if (field !== undefined && text !== undefined) found[field as keyof typeof found] ??= text.trim();
  }
  const { 'Submitted-by': by, 'Submitted-at': at, 'Reviewed-on': on } = found;
  if (by === undefined && on === undefined) return undefined;
  return {
    labels,
    ...(by === undefined ? {} : { submitter: namedBy(by) }),
    ...(at === undefined ? {} : { submittedAt: at }),
    ...(on === undefined ? {} : { reviewedOn: on }),
  };
}

/** Notes as a source. A +2 of the label Code-Review is an approval; where somebody gave -2, none is. `vouched`: whether the operator named their ref. */
export function gerritSource(notes: ReadonlyMap<ObjectId, GerritNote>, vouched: boolean): ReviewSource {
  return {
    facts: ({ id }: ChangeFacts): readonly GerritFact[] => {
      const note = notes.get(id);
      if (note === undefined) return [];
      const votes = note.labels.filter(({ label }) => label === 'Code-Review');
      const refused = votes.some(({ value }) => value <= -2);
      return [
        {
          source: 'gerrit-note',
          vouched,
          approvals: refused ? [] : votes.filter(({ value }) => value >= 2).map(({ who }) => who),
          ...(note.submitter === undefined ? {} : { submitter: note.submitter }),
          ...(note.reviewedOn === undefined ? {} : { reviewedOn: note.reviewedOn }),
        },
      ];
    },
  };
}
