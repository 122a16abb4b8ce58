import { Instant, type Layer } from '../../core/index.ts';
import type { Standard } from '../model.ts';
import type { Past } from './past.ts';
import { type Spread, spreadOf } from './quantile.ts';
import { requirementTimelines, type Span, timelinesOf } from './timeline.ts';

/** One stretch of time in which something that was owed was not proven. */
export interface Stretch {
  readonly opened: string;
  /** Absent while it is open. */
  readonly closed?: string;
  /** True where it was open when the history begins, so that it is older than it looks. */
  readonly sinceBefore: boolean;
  /** Milliseconds, up to the end of the history where it is open. */
  readonly lasted: number;
  /** Verdicts on the way, each with when it began and the entries that came or lapsed then. */
  readonly steps: readonly { readonly at: string; readonly verdict: string; readonly entries: readonly number[]; readonly expired: readonly number[] }[];
}

export interface GapHistory {
  readonly standard?: string;
  readonly requirement?: string;
  readonly control?: string;
  readonly subject?: string;
  readonly layer?: Layer;
  readonly title: string;
  readonly stretches: readonly Stretch[];
}

interface Times {
  readonly open: number;
  readonly closed: number;
  /** Milliseconds that those open now have been open, and that those closed took to close. */
  readonly age: Spread | null;
  readonly toClose: Spread | null;
}

export interface History {
  readonly format: 'assay-gap-history/1';
  readonly from: string;
  readonly to: string;
  readonly requirements: readonly GapHistory[];
  readonly controls: readonly GapHistory[];
  readonly times: { readonly requirements: readonly ({ readonly standard: string } & Times)[]; readonly controls: Times };
}

const CLOSED: ReadonlySet<string> = new Set(['proven', 'not-applicable', 'not-owed']);

/** How long each gap stayed open: of every requirement of the standards, and of every control at each element. */
export function historyOf(past: Past, standards: readonly Standard[], from: Instant, to: Instant): History {
  const timelines = timelinesOf(past, from, to);
  const requirements = requirementTimelines(standards, past, timelines).map(
    ({ standard, requirement, spans }): GapHistory => ({ standard, requirement: requirement.id, title: requirement.title, stretches: stretchesOf(spans, to) }),
  );
  const controls = timelines.elements.map(
    ({ control, element, spans }): GapHistory => ({
      control: control.id,
      subject: element,
      layer: control.layer,
      title: control.title,
      stretches: stretchesOf(spans, to),
    }),
  );
  const some = (list: readonly GapHistory[]) => list.filter((one) => one.stretches.length > 0);
  return {
    format: 'assay-gap-history/1',
    from: Instant.format(from),
    to: Instant.format(to),
    requirements: some(requirements),
    controls: some(controls),
    times: {
      requirements: standards.map((standard) => ({ standard: standard.id, ...timesOf(requirements.filter((one) => one.standard === standard.id)) })),
      controls: timesOf(controls),
    },
  };
}

function stretchesOf(spans: readonly Span<string>[], to: Instant): readonly Stretch[] {
  const stretches: { opened: Instant; closed?: Instant; sinceBefore: boolean; steps: Stretch['steps'][number][] }[] = [];
  let open: (typeof stretches)[number] | undefined;
  spans.forEach(({ from, verdict, entries, expired }, i) => {
    if (CLOSED.has(verdict)) {
      if (open !== undefined) open.closed = from;
      open = undefined;
      return;
    }
    if (open === undefined) {
      open = { opened: from, sinceBefore: i === 0, steps: [] };
      stretches.push(open);
    }
    open.steps.push({ at: Instant.format(from), verdict, entries, expired });
  });
  return stretches.map(({ opened, closed, sinceBefore, steps }) => ({
    opened: Instant.format(opened),
    ...(closed === undefined ? {} : { closed: Instant.format(closed) }),
    sinceBefore,
    lasted: (closed ?? to) - opened,
    steps,
  }));
}

function timesOf(list: readonly GapHistory[]): Times {
  const stretches = list.flatMap((one) => one.stretches);
  const open = stretches.filter((one) => one.closed === undefined).map((one) => one.lasted);
  const closed = stretches.filter((one) => one.closed !== undefined).map((one) => one.lasted);
  return { open: open.length, closed: closed.length, age: spreadOf(open), toClose: spreadOf(closed) };
}
