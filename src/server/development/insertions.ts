import { CONTROLS } from '../../assurance/controls/index.ts';
import type { AttackStep, ControlAt } from '../../attack/model.ts';
import { nameOf } from '../business/names.ts';
import type { Seen } from '../judge/desk.ts';
import type { Insertions } from './model.ts';

const TITLES = new Map(CONTROLS.map((control) => [control.id as string, control.title]));
const ORDER = { open: 0, undecided: 1, closed: 2 } as const;
/** `firmware-code@firmware-source:change`: an asset, where it is, and what is done to it. */
const CHANGED = /^([^@:]+)@([^:]+):change(?::(?:some|every))?$/;

/** Who may put something into code, and where: the steps of the attack graph that change an asset of the kind "code" on its way from source to release. */
export function insertionsIn({ map, graph, position }: Seen): Omit<Insertions, 'at' | 'head'> {
  const code = new Set(map.assets.filter(({ kind }) => kind === 'code').map(({ id }) => id));
  const named = (controls: readonly ControlAt[]) =>
    controls.map(({ control, subject }) => ({
      control,
      title: TITLES.get(control) ?? control,
      at: nameOf(map, subject),
      verdict: position.stateOf({ control, subject }).verdict,
    }));
  const found = graph.steps.flatMap((step: AttackStep) => {
    const [, asset = '', place = ''] = CHANGED.exec(step.to) ?? [];
    if (!code.has(asset) || step.layer !== 'development' || step.sentence === '') return [];
    return [{ step, asset: nameOf(map, asset), place: nameOf(map, place) }];
  });
  const steps = found
    .map(({ step, asset, place }) => ({
      step: step.template,
      sentence: step.sentence,
      place,
      asset,
      status: step.status,
      closedBy: named(step.closedBy),
      seenBy: named(step.seenBy ?? []),
    }))
    .sort((a, b) => ORDER[a.status] - ORDER[b.status] || (a.place < b.place ? -1 : a.place > b.place ? 1 : 0));
  const of = (status: AttackStep['status']) => steps.filter((one) => one.status === status).length;
  const titles = new Map(graph.states.map(({ id, title }) => [id, title]));
  return {
    steps,
    counts: { open: of('open'), undecided: of('undecided'), closed: of('closed') },
    goals: graph.goals.flatMap(({ state, asset, effect }) =>
      effect === 'change' && code.has(asset) && !state.endsWith(':some') ? [{ goal: state, title: titles.get(state) ?? state }] : [],
    ),
  };
}
