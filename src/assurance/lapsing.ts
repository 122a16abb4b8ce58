import { Instant } from '../core/index.ts';
import { expiresAt, freshness } from '../evidence/freshness.ts';
import type { ControlId, RecordedEvidence } from '../evidence/model.ts';
import { CONTROLS } from './controls/index.ts';
import { type LiveInput, LivePosition } from './live/index.ts';
import type { RequirementMoved } from './live/model.ts';
import type { Verdict } from './model.ts';

/** What happens at one moment if nobody looks again: statements that lapse then, and what they take with them. */
export interface Lapse {
  /** RFC 3339. */
  readonly at: string;
  readonly statements: readonly RecordedEvidence[];
  /** Controls at elements whose verdict changes then, with who usually renews what they ask for. */
  readonly verdicts: readonly {
    readonly control: ControlId;
    readonly title: string;
    readonly who: string;
    readonly subject: string;
    readonly from: Verdict;
    readonly to: Verdict;
  }[];
  readonly requirements: readonly RequirementMoved[];
  /** Attack goals that become reachable, or no longer provably closed. */
  readonly goals: number;
}

/**
 * What will go stale after `input.at` up to `until`, moment by moment, if nothing more is seen: the position is followed forwards, so a statement that
 * another outlasts is listed as lapsing and takes nothing with it.
 */
export function lapsing(input: LiveInput, until: Instant): readonly Lapse[] {
  const lapses = new Map<Instant, RecordedEvidence[]>();
  for (const one of input.evidence) {
    if (freshness(one, input.at) !== 'fresh') continue;
    const end = expiresAt(one);
    if (end > until) continue;
    const same = lapses.get(end);
    if (same === undefined) lapses.set(end, [one]);
    else same.push(one);
  }
  const live = new LivePosition(input);
  const moments = [...lapses.keys()].sort((a, b) => a - b);
  const found: Lapse[] = [];
  for (const moment of moments) {
    const change = live.advance(moment);
    found.push({
      at: Instant.format(moment),
      statements: lapses.get(moment) ?? [],
      verdicts: change.subjects.flatMap(({ control, subject, from, to }) => {
        const declared = BY_ID.get(control);
        if (declared === undefined || from === undefined || to === undefined || from === to) return [];
        return [{ control, title: declared.title, who: declared.who, subject, from, to }];
      }),
      requirements: change.requirements,
      goals: change.goals.length,
    });
  }
  return found;
}

const BY_ID = new Map(CONTROLS.map((control) => [control.id, control]));
