import type { Plan } from '../../attack/engine/plan.ts';
import { explainPlan, type Telling } from '../../attack/explain/index.ts';
import type { AttackGraph, ControlAt } from '../../attack/model.ts';
import type { ServiceMap } from '../../map/model.ts';
import { CONTROLS } from '../controls/index.ts';
import { elementName } from '../element-name.ts';
import type { Position } from '../position.ts';
import type { AttackStory } from './model.ts';

/** Whose attacks are told: the map has the names. */
export interface Told {
  readonly map: ServiceMap;
  readonly graph: AttackGraph;
  readonly position: Position;
}

const TITLES = new Map(CONTROLS.map((control) => [control.id as string, control.title]));

/** A plan told hop by hop, each closing and noticing control with its verdict. `after`: what one control would leave, where somebody has looked. */
export function tell({ map, graph, position }: Told, plan: Plan, after?: Telling['after']): AttackStory {
  const named = ({ control, subject }: ControlAt): string => `“${TITLES.get(control) ?? control}” at ${elementName(map, subject)}`;
  const { summary, hops } = explainPlan(graph, plan.steps, { named, ...(after === undefined ? {} : { after }) });
  const judged = (controls: readonly ControlAt[]) =>
    controls.map((at) => ({ control: at.control as string, subject: at.subject, verdict: position.stateOf(at).verdict }));
  return {
    summary,
    days: plan.total,
    bound: plan.bound,
    hops: hops.map((hop) => ({
      sentence: hop.sentence,
      layer: hop.layer,
      // A plan of the may graph has no closed step.
      status: hop.status === 'open' ? 'open' : 'undecided',
      days: hop.effort,
      techniques: hop.techniques.map((technique) => technique.id),
      closedBy: judged(hop.closedBy),
      ...(hop.narrowedBy.length === 0 ? {} : { narrowedBy: judged(hop.narrowedBy) }),
      evidence: hop.evidence,
      seenBy: judged(hop.seenBy),
    })),
  };
}

/** Effort in words: the scale is coarse, so the words are. */
export function days(total: number): string {
  if (total < 0.45) return 'an hour or two';
  if (total < 1) return 'half a day';
  const rounded = total < 10 ? Math.round(total * 2) / 2 : Math.round(total);
  return `${rounded} person-${rounded === 1 ? 'day' : 'days'}`;
}
