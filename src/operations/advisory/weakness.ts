import { CWE_EDITIONS, WEAKNESSES } from './data/weaknesses.ts';

const editions = CWE_EDITIONS.split(' ');

interface Named {
  readonly from: number;
  readonly to: number;
  readonly name: string;
}

let read: ReadonlyMap<string, readonly Named[]> | undefined;

function all(): ReadonlyMap<string, readonly Named[]> {
  if (read !== undefined) return read;
  const map = new Map<string, Named[]>();
  for (const line of WEAKNESSES.split('\n')) {
    const [id, from, to, ...name] = line.split(' ') as [string, string, string, ...string[]];
    const named = { from: Number(from), to: Number(to), name: name.join(' ') };
    const before = map.get(id);
    if (before === undefined) map.set(id, [named]);
    else before.push(named);
  }
  read = map;
  return map;
}

/**
 * Why this is no weakness of that name, in the words of a message; undefined where it is one. `edition` as `4.13`; without one, any edition counts.
 */
export function faultOfWeakness(id: string, name: string, edition?: string): string | undefined {
  const names = id.startsWith('CWE-') ? all().get(id.slice(4)) : undefined;
  if (names === undefined) return `${id} is no weakness of the enumeration`;
  if (edition === undefined) return names.some((one) => one.name === name) ? undefined : `${id} is called "${names.at(-1)?.name}"`;
  const at = editions.indexOf(edition);
  if (at < 0) return `there is no edition ${edition} of the enumeration among those known here, up to ${editions.at(-1)}`;
  const then = names.find(({ from, to }) => from <= at && at <= to);
  if (then === undefined) return `${id} is no weakness in edition ${edition}`;
  return then.name === name ? undefined : `${id} is called "${then.name}" in edition ${edition}`;
}
