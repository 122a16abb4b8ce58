import type { Insider } from '../development/insider/model.ts';
import type { AlikePair } from '../development/person/alike.ts';
import type { Reviewed } from '../development/review/edge/review.ts';
import type { ReviewReason, ReviewState } from '../development/review/model.ts';
import type { ReviewedChange } from '../development/review/release.ts';
import { insiderLines } from './development-insiders.ts';
import { signalLines } from './development-signals.ts';
import type { Sources } from './development-sources.ts';
import { wrap } from './help.ts';
import { counted, wholeTable } from './table.ts';

/** What the command found, and what it was asked on. */
export interface Judged {
  readonly reviewed: Reviewed;
  /** As it was named. */
  readonly repository: string;
  readonly shallow: boolean;
  readonly partial: boolean;
  readonly borrows: readonly string[];
  readonly people: string | undefined;
  readonly entries: number;
  readonly alike: readonly AlikePair[];
  readonly weakIsEnough: boolean;
  readonly besides: Sources;
  readonly insiders: readonly Insider[];
  readonly signatures: { readonly notes: readonly string[]; readonly json: object };
}

const SAID: Readonly<Record<ReviewState, string>> = { reviewed: 'reviewed', 'not-reviewed': 'not reviewed', 'cannot-be-known': 'cannot be known' };
const ORDER: readonly ReviewState[] = ['not-reviewed', 'cannot-be-known', 'reviewed'];
const SHOWN = 20;

export function reviewText(judged: Judged): string {
  const { reviewed, repository } = judged;
  const { review, release, since } = reviewed;
  const { counts, changes } = review;
  const width = Math.max(...Object.values(counts).map((count) => String(count).length));
  const line = (state: ReviewState, more: string) => `  ${String(counts[state]).padStart(width)}  ${SAID[state]}${more}`;
  const weak = review.weak === 0 ? '' : `, ${counted(review.weak, 'of them by', 'of them by')} a weak binding`;
  const range = since === undefined ? 'from the first commit' : `since ${since.name}`;
  const verdict =
    review.state === 'reviewed' && (review.weak === 0 || judged.weakIsEnough)
      ? 'The release is reviewed.'
      : review.state === 'reviewed'
        ? 'The release is reviewed by weak bindings, which count with --weak-is-enough alone.'
        : review.state === 'not-reviewed'
          ? 'The release is not wholly reviewed.'
          : 'Whether the release is reviewed cannot be known.';
  return [
    `${repository} at ${release.name} (${release.commit.slice(0, 12)}), ${range}: ${counted(changes.length, 'commit')}`,
    '',
    line('reviewed', weak),
    line('not-reviewed', ''),
    line('cannot-be-known', ''),
    '',
    ...reasons(changes),
    '',
    ...listed(changes),
    ...(reviewed.signals === undefined ? [] : signalLines(reviewed.signals)),
    ...insiderLines(judged.insiders),
    ...wrap(verdict, 100),
    ...notes(judged).flatMap((note) => wrap(note, 100)),
  ].join('\n');
}

function reasons(changes: readonly ReviewedChange[]): readonly string[] {
  const counts = new Map<ReviewReason, { readonly state: ReviewState; readonly why: string; count: number }>();
  for (const { verdict } of changes) {
    const seen = counts.get(verdict.reason);
    if (seen === undefined) counts.set(verdict.reason, { state: verdict.state, why: verdict.why, count: 1 });
    else seen.count += 1;
  }
  const rows = [...counts.values()].toSorted((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || b.count - a.count);
  return rows.length === 0
    ? []
    : [
        wholeTable(
          ['state', 'commits', 'because'],
          rows.map(({ state, count, why }) => [SAID[state], count, why]),
        ),
      ];
}

function listed(changes: readonly ReviewedChange[]): readonly string[] {
  const open = ORDER.flatMap((state) => changes.filter(({ verdict }) => verdict.state === state));
  const rows = open
    .slice(0, SHOWN)
    .map(({ change, verdict }) => [change.id.slice(0, 12), SAID[verdict.state], change.author.name, verdict.by.join(', ') || '-', change.subject]);
  if (rows.length === 0) return [];
  const short = rows.map((row) => row.map((cell, at) => (at === 2 || at === 3 ? cut(cell, 18) : cell)));
  const more = open.length - rows.length;
  return [
    wholeTable(['commit', 'state', 'author', 'by', 'subject'], short),
    ...(more > 0 ? [`and ${counted(more, 'further commit')}, all of them with --json`] : []),
    '',
  ];
}

function cut(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text;
}

function notes({ reviewed, shallow, partial, borrows, people, entries, alike, besides, signatures }: Judged): readonly string[] {
  const { review, proposals, linear, release } = reviewed;
  const tag = release.tags[0]?.tag.name;
  return [
    ...(review.unread.length === 0
      ? []
      : [
          `This copy lacks ${counted(review.unread.length, 'commit')} that the release stands on${shallow ? ': it is shallow' : ''}. What is behind them was not judged.`,
        ]),
    ...(review.unread.length === 0 && shallow ? ['This copy is shallow; what it lacks is older than the release before.'] : []),
    ...(partial ? ['This copy left objects out, to be fetched when needed. Nothing was fetched.'] : []),
    ...(borrows.length === 0 ? [] : [`This copy borrows objects from ${borrows.join(', ')}; they were not read.`]),
    ...(linear ? [] : ['The earlier release is not in the later one’s history: what the later one took back is not shown.']),
    ...(tag === undefined || tag === release.name ? [] : [`The tag was made as "${tag}" and stands here as "${release.name}".`]),
    people === undefined
      ? 'There is no register of people, so no two names are known to be two people. See docs/development-review.md.'
      : `${people} has ${counted(entries, 'entry', 'entries')}.`,
    ...besides.notes,
    ...signatures.notes,
    ...alike.slice(0, 10).map(({ one, other, why }) => `${one} and ${other} may be one person: ${why}.`),
    ...(alike.length > 10 ? [`${counted(alike.length - 10, 'further pair')} of entries with alike names, with --json.`] : []),
    ...(proposals.length === 0
      ? []
      : [`.mailmap proposes ${counted(proposals.length, 'join')} that the register does not have. None was taken over; --json lists them.`]),
  ];
}

export function reviewJson(judged: Judged): object {
  const { reviewed, repository, shallow, partial, borrows, people, alike, besides } = judged;
  const { review, release, since, linear, proposals } = reviewed;
  return {
    repository,
    release: { name: release.name, ref: release.ref, commit: release.commit, tags: release.tags.map(({ id, tag }) => ({ id, name: tag.name })) },
    ...(since === undefined ? {} : { since: { name: since.name, commit: since.commit } }),
    state: review.state,
    counts: review.counts,
    weak: review.weak,
    commits: review.changes.length,
    unread: review.unread,
    copy: { shallow, partial, borrows, linear },
    ...(people === undefined ? {} : { people }),
    ...(Object.keys(besides.json).length === 0 ? {} : { sources: besides.json }),
    ...judged.signatures.json,
    ...(reviewed.signals === undefined ? {} : { signals: reviewed.signals }),
    insiders: judged.insiders,
    alike,
    proposals,
    changes: review.changes.map(({ change, class: kind, facts, verdict, merge }) => ({
      commit: change.id,
      tree: change.tree,
      parents: change.parents,
      author: change.author,
      committer: change.committer,
      ...(change.seconds === undefined ? {} : { seconds: change.seconds }),
      subject: change.subject,
      ...(change.signature === undefined ? {} : { signature: { ...change.signature, ...reviewed.signatures?.commits.get(change.id)?.verdict } }),
      ...(change.flaws.length === 0 ? {} : { flaws: change.flaws }),
      bot: change.bot,
      class: kind,
      facts,
      verdict,
      ...(merge === undefined ? {} : { merge }),
    })),
  };
}
