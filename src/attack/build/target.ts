import { nearest, Refused } from '../../core/index.ts';
import { attackFaults } from '../faults.ts';
import type { AttackGraph } from '../model.ts';

/**
 * The states that a person means by what they typed: a state id (`camera:code:every`), one without its scope (`video:read`: every, then some),
 * an asset or part alone (`video`: what its goals are), a merged member (`camera-0017:code`). Throws `Refused` (ASSAY-ATTACK-001) with what is near.
 */
export function resolveTarget(graph: AttackGraph, text: string): readonly string[] {
  const asked = text.trim();
  const ids = new Set(graph.states.map((state) => state.id));
  const speaker = merged(graph, asked);
  for (const name of [asked, speaker]) {
    // One member of a class is *some* of it: what is said of all of them is not said of it alone.
    const one = name !== asked;
    const member = name.replace(/:every$/, ':some');
    if (one && ids.has(member)) return [member];
    if (ids.has(name)) return [name];
    const scoped = [...(one ? [] : [`${name}:every`]), `${name}:some`].filter((id) => ids.has(id));
    if (scoped.length > 0) return scoped;
    const goals = graph.goals.filter((goal) => goal.asset === name && !(one && goal.state.endsWith(':every'))).map((goal) => goal.state);
    if (goals.length > 0) return goals;
    const access = ['code', 'admin', 'user', 'reach']
      .flatMap((each) => [`${name}:${each}`, `${name}:${each}:${one ? 'some' : 'every'}`])
      .find((id) => ids.has(id));
    if (access !== undefined && !name.includes(':')) return [access];
  }
  const near = nearest(asked, ids, 1)[0] ?? [...ids].find((id) => id.startsWith(`${asked.split(':')[0] ?? ''}:`));
  throw new Refused(
    attackFaults.fault('001', {
      message: `the attack graph has no state "${asked}"`,
      found: asked,
      expected: 'a state such as video:read or camera:code:every',
      remedy: near === undefined ? 'Name an asset with read, change or deny, or a part with reach, user, admin, code or physical.' : `Did you mean "${near}"?`,
    }),
  );
}

function merged(graph: AttackGraph, asked: string): string {
  const [head = '', ...rest] = asked.split(':');
  const into = graph.mergedInto;
  const of = (id: string): string => (into !== undefined && Object.hasOwn(into, id) ? (into[id] ?? id) : id);
  return [head.split('@').map(of).join('@'), ...rest].join(':');
}
