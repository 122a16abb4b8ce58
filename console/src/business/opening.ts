import type { SystemShown, Systems } from '../../../src/server/business/model.ts';
import { figure, plural } from '../attacks/words.ts';

/** Where there is evidence missing, and nothing shows otherwise. */
export function isUnproven({ posture: { controls } }: SystemShown): boolean {
  return controls.unproven + controls.stale > 0;
}

/** The sentence that answers: how many systems, which is the worst way in, how many are unproven. */
export function opening({ systems }: Systems): string {
  const [worst] = systems;
  if (worst === undefined) return 'The map names no system of the business layer.';
  const { weight } = worst.reach;
  const falls =
    weight.proven + weight.perhaps === 0
      ? 'No critical goal is known to follow from any of them.'
      : `The worst way in is ${worst.name}: ${figure(weight.proven)} of ${figure(weight.of)} of the critical weight is proven to fall with it${weight.perhaps === 0 ? '' : `, and ${figure(weight.perhaps)} more perhaps`}.`;
  const unproven = systems.filter(isUnproven).length;
  return `${plural(systems.length, 'system')} of the business layer. ${falls} ${unproven === 0 ? 'None lacks fresh evidence.' : `At ${figure(unproven)} of them some control lacks fresh evidence.`}`;
}
