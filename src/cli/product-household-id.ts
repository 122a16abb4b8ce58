import { Refused } from '../core/index.ts';
import { cliFaults } from './faults.ts';
import type { Ask } from './product-device-fleet.ts';

/** An id as it is; else the one id of that name. Throws `Refused` (ASSAY-CLI-005) where nobody, or more than one, is called so: whose door opens is no matter for a guess. */
export async function idOf(ask: Ask, said: string, prefix: 'h_' | 'u_'): Promise<string> {
  if (new RegExp(`^${prefix}[a-z0-9]{20}$`).test(said)) return said;
  const { ids } = (await ask('household.called', { name: said.slice(0, 400) })) as { readonly ids: readonly string[] };
  const fit = ids.filter((id) => id.startsWith(prefix));
  const [one] = fit;
  if (one !== undefined && fit.length === 1) return one;
  const what = prefix === 'h_' ? 'household' : 'member';
  throw new Refused(
    cliFaults.fault('005', {
      message: fit.length === 0 ? `no ${what} is called "${said.slice(0, 100)}"` : `${fit.length} are called "${said.slice(0, 100)}"`,
      expected: `the id or the name of one ${what}`,
      found: fit.length === 0 ? said.slice(0, 100) : fit.join(', '),
      remedy: `Name the ${what} by id.`,
    }),
  );
}
