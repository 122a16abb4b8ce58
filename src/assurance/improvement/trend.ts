import { Instant, LAYERS, type Layer } from '../../core/index.ts';
import { CONTROLS } from '../controls/index.ts';
import { OUTCOMES, type Outcome, type Standard } from '../model.ts';
import type { Tally } from '../report/model.ts';
import { tallyOf } from '../report/requirements.ts';
import type { Past } from './past.ts';
import { at, requirementTimelines, timelinesOf } from './timeline.ts';

/** Tallies at one moment. `owed` is what they add up to; `partly`: of a standard's unproven, those of which all that can be checked is proven. */
interface Point {
  readonly at: string;
  readonly layers: readonly { readonly layer: Layer; readonly controls: Tally; readonly owed: number }[];
  readonly outcomes: readonly { readonly outcome: Outcome; readonly controls: Tally; readonly owed: number }[];
  readonly standards: readonly { readonly standard: string; readonly requirements: Tally; readonly partly: number; readonly owed: number }[];
}

export interface Trend {
  readonly format: 'assay-trend/1';
  readonly from: string;
  readonly to: string;
  readonly points: readonly Point[];
}

/** The moments of a series: from the first on, one every so often, and the last. */
export function seriesOf(from: Instant, to: Instant, every: number): readonly Instant[] {
  const moments: Instant[] = [];
  for (let moment: number = from; moment < to; moment += every) moments.push(Instant.of(moment));
  return [...moments, to];
}

/** The position at each moment of a series, along layers, outcomes and standards. One walk of the past serves them all. */
export function trendOf(past: Past, standards: readonly Standard[], moments: readonly Instant[]): Trend {
  const [from, to] = [moments[0] ?? Instant.of(0), moments.at(-1) ?? Instant.of(0)];
  const timelines = timelinesOf(past, from, to);
  const requirements = requirementTimelines(standards, past, timelines);
  const points = moments.map((moment): Point => {
    const verdicts = new Map(CONTROLS.map((control) => [control, at(timelines.controls.get(control.id) ?? [], moment) ?? 'not-owed']));
    const tally = (own: readonly (typeof CONTROLS)[number][]) => {
      const of = own.map((control) => verdicts.get(control) ?? 'not-owed');
      return { controls: tallyOf(of), owed: of.filter((verdict) => verdict !== 'not-owed').length };
    };
    return {
      at: Instant.format(moment),
      layers: LAYERS.map((layer) => ({ layer, ...tally(CONTROLS.filter((control) => control.layer === layer)) })),
      outcomes: OUTCOMES.map((outcome) => ({ outcome, ...tally(CONTROLS.filter((control) => control.outcomes.includes(outcome))) })),
      standards: standards.map((standard) => {
        const of = requirements.filter((one) => one.standard === standard.id).map((one) => at(one.spans, moment) ?? 'not-applicable');
        return {
          standard: standard.id,
          requirements: tallyOf(of.map((verdict) => (verdict === 'partly' ? 'unproven' : verdict))),
          partly: of.filter((verdict) => verdict === 'partly').length,
          owed: of.filter((verdict) => verdict !== 'not-applicable').length,
        };
      }),
    };
  });
  return { format: 'assay-trend/1', from: Instant.format(from), to: Instant.format(to), points };
}
