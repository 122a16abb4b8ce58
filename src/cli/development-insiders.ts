import { insidersOf } from '../development/insider/insiders.ts';
import type { Insider, Means, Way } from '../development/insider/model.ts';
import type { Register } from '../development/person/register.ts';
import type { Reviewed } from '../development/review/edge/review.ts';
import { counted, wholeTable } from './table.ts';

/** Who could have put something into this release that nobody else saw. */
export function insidersFor({ review, release, signatures, signals }: Reviewed, register: Register): readonly Insider[] {
  return insidersOf(
    {
      changes: review.changes,
      signatures: new Map([...(signatures?.commits ?? [])].map(([id, { verdict }]) => [id, verdict])),
      tags: release.tags.map(({ id, tag }) => ({
        ...(tag.tagger === undefined ? {} : { tagger: tag.tagger }),
        signatures: signatures?.tags.find((one) => one.id === id)?.signatures ?? [],
      })),
      ...(signals === undefined ? {} : { signals }),
    },
    register,
  );
}

const HOW: Readonly<Record<Way, string>> = {
  'own-change': 'own change, seen by no other',
  'applied-alone': 'applied another’s change, alone',
  'own-word': 'could have made up its review',
  'system-word': 'alone says that it was approved',
  'approval-alone': 'approved it, alone',
  'release-alone': 'makes the release’s tag, alone',
};
const SHOWN = 8;

/** The short table: one row a way. A single approval is no way to put in what nobody saw, and is counted below it. */
export function insiderLines(insiders: readonly Insider[]): readonly string[] {
  const rowsOf = (wanted: (way: Way) => boolean) =>
    insiders.flatMap(({ who, kind, means }) =>
      means.filter(({ way }) => wanted(way)).map((one) => [cut(who, 24), SAID[kind], amount(one), HOW[one.way], by(one)]),
    );
  // Whoever makes the release by themselves has all of it in hand, and is not left out of a long list.
  const [rows, whole] = [rowsOf((way) => way !== 'approval-alone' && way !== 'release-alone'), rowsOf((way) => way === 'release-alone')];
  const shown = [...rows.slice(0, SHOWN - whole.length), ...whole];
  const more = rows.length + whole.length - shown.length;
  if (shown.length === 0) return [];
  const single = insiders.filter(({ means }) => means.some(({ way }) => way === 'approval-alone')).length;
  return [
    'Who could insert code unseen',
    wholeTable(['who', 'kind', 'commits', 'how', 'noticed by'], shown),
    ...(more > 0 ? [`and ${counted(more, 'further row')}, with --json`] : []),
    ...(single === 0 ? [] : [`${counted(single, 'approver was', 'approvers were')} the only one of a change; --json names them.`]),
    '',
  ];
}

const SAID: Readonly<Record<Insider['kind'], string>> = {
  person: 'person',
  forge: 'forge',
  bot: 'program',
  model: 'model',
  key: 'key',
  record: 'record',
  'not-known': 'not known',
};

function amount({ way, commits, perhaps }: Means): string {
  if (way === 'release-alone') return 'all';
  return perhaps === 0 ? `${commits.length}` : perhaps === commits.length ? `${perhaps}?` : `${commits.length}, ${perhaps}?`;
}

function by({ noticedBy }: Means): string {
  return [...new Set(noticedBy.map((one) => one.by))].join(', ');
}

function cut(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text;
}
