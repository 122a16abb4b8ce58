import type { Observation } from './model.ts';
import { type Looked, looked, together } from './problem.ts';

/**
 * What a look comes to at every address that was visited of a host: a name with two machines behind it is as well as the worse of them. Addresses that were left out keep back that all is well. Of
 * a host that was not visited at all, the look says so itself.
 */
export function everyAddress(
  host: string,
  kind: 'http' | 'tls' | 'smtp',
  observations: readonly Observation[],
  look: (observations: readonly Observation[]) => Looked,
): Looked {
  const addresses = [...new Set(observations.flatMap((each) => (each.kind === kind && each.host === host ? [each.address] : [])))];
  if (addresses.length === 0) return look(observations);
  const found = addresses.map((address) => {
    const seen = look(observations.filter((each) => !('address' in each) || each.host !== host || each.address === address));
    return addresses.length === 1 ? seen : { ...seen, undecided: seen.undecided.map((why) => `${why} (at ${address})`) };
  });
  const left = observations.flatMap((each) => (each.kind === 'omitted' && each.host === host && each.left !== undefined ? [each.why] : []));
  const all = together([...found, looked({ undecided: [...new Set(left)] })]);
  return { ...all, problems: [...new Map(all.problems.map((each) => [`${each.id} ${each.title}`, each])).values()], remarks: [...new Set(all.remarks)] };
}
