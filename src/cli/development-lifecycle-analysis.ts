import { Instant } from '../core/index.ts';
import { contentDigest, differencesSince } from '../development/lifecycle/analysis.ts';
import type { JudgedRelease } from '../development/lifecycle/model.ts';
import { analysesOf } from '../development/release/views.ts';
import { readKept } from '../map/edge/kept.ts';
import type { ReleaseWork } from './development-release-ledger.ts';

/** How the newest risk analysis of a release stands against the map of now. */
export function analysisNow(release: string, { view, dataDir, map, at }: Pick<ReleaseWork, 'view' | 'dataDir' | 'map' | 'at'>): JudgedRelease['analysis'] {
  const last = analysesOf(view).findLast((one) => one.release === release && Instant.parse(one.at) <= at);
  if (last === undefined) return { state: 'none', differences: [] };
  if (last.content === contentDigest(map)) return { state: 'current', at: last.at, differences: [] };
  const kept = readKept(dataDir, last.map);
  const differences = 'map' in kept ? differencesSince(kept.map, map) : [`The map that was analysed is not in the data folder: ${kept.found}.`];
  return { state: 'changed', at: last.at, differences };
}
