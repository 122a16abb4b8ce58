import type { Credential } from '../model.ts';
import type { Step } from './model.ts';

/** What stays the same when a new one takes the place of this one. */
export const lineageOf = ({ id, lineage }: Credential): string => lineage ?? id;

/** Since when it is the one that it is. */
export const bornOf = ({ refreshedAt, issuedAt }: Credential): number | undefined => refreshedAt ?? issuedAt;

const ANCHOR = 'authority:root';
const ISSUING = 'authority:issuing';

/** Index into `WAVES`. An authority of which nobody knows whether it is an anchor is taken for one. */
function waveOf(credential: Credential): number {
  switch (credential.kind) {
    case 'ca-key':
      return lineageOf(credential) === ISSUING ? 1 : 0;
    case 'server-certificate':
      return 2;
    case 'device-certificate':
      return 3;
    case 'admin-account':
      return 5;
    default:
      return 4;
  }
}

function howOf(credential: Credential): Step['how'] {
  if (credential.source !== 'fleet') return 'task';
  if (credential.kind === 'device-certificate') return 'devices';
  return [ANCHOR, ISSUING].includes(lineageOf(credential)) ? 'authority' : 'task';
}

/** One step for each lineage, wave by wave. Several of one lineage, such as two certificates of one device, give way together. */
export function planOf(credentials: readonly Credential[]): readonly Step[] {
  const lineages = new Map<string, Credential[]>();
  for (const each of credentials) {
    const known = lineages.get(lineageOf(each));
    if (known === undefined) lineages.set(lineageOf(each), [each]);
    else known.push(each);
  }
  return [...lineages]
    .map(([lineage, all]): Step => {
      const newest = all.reduce((a, b) => ((bornOf(b) ?? 0) >= (bornOf(a) ?? 0) ? b : a));
      const { kind, name, owner, source } = newest;
      const ledger = source === 'fleet' && kind === 'device-certificate' ? 'fleet' : source === 'office' ? 'office' : undefined;
      return {
        lineage,
        ids: all.map(({ id }) => id),
        kind,
        wave: waveOf(newest),
        how: howOf(newest),
        name,
        ...(owner === undefined ? {} : { owner }),
        ...(ledger === undefined ? {} : { ledger }),
      };
    })
    .sort((a, b) => a.wave - b.wave || (a.lineage < b.lineage ? -1 : 1));
}
