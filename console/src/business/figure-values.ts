import type { TaskShown } from '../../../src/server/business/review-model.ts';

type FigureKind = TaskShown['figures'][string];
export type Figure = number | string | boolean | readonly string[];

/** How a figure is typed in. */
export const HINTS: Readonly<Record<string, string>> = {
  count: 'A whole number',
  moment: 'UTC, such as 2026-10-30 09:30',
  target: 'UTC, such as 2026-12-31 00:00',
  duration: 'Such as P14D for 14 days',
  durations: 'Such as P3D, P9D; with commas between',
  digest: 'sha256: and 64 hex digits',
  share: 'From 0 to 1, such as 0.9',
};

/** What was typed as the value of its kind; `undefined` where it is none. What it has to be besides, the server says. */
export function figureOf(kind: FigureKind | string, text: string): Figure | undefined {
  const typed = text.trim();
  switch (kind) {
    case 'count':
      return /^\d{1,10}$/.test(typed) ? Number(typed) : undefined;
    case 'share':
      return /^(?:0|1|0?\.\d+|1\.0+|0\.\d+)$/.test(typed) ? Number(typed) : undefined;
    case 'yes-or-no':
      return typed === 'yes' ? true : typed === 'no' ? false : undefined;
    case 'moment':
    case 'target':
      return momentOf(typed);
    case 'durations':
      return typed === '' ? [] : typed.split(/[,;\s]+/).filter(Boolean);
    default:
      return typed === '' ? undefined : typed;
  }
}

/** "2026-10-30", "2026-10-30 09:30", or RFC 3339 as it stands: always UTC. */
export function momentOf(typed: string): string | undefined {
  const [, day, time = '00:00', seconds = '00'] = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(?::(\d\d))?)?(?:Z| UTC)?$/.exec(typed) ?? [];
  const moment = `${day}T${time}:${seconds}Z`;
  return day === undefined || Number.isNaN(Date.parse(moment)) ? undefined : moment;
}
