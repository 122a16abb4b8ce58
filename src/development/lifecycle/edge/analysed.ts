import { Instant } from '../../../core/index.ts';
import { readKept } from '../../../map/edge/kept.ts';
import type { ServiceMap } from '../../../map/model.ts';
import { analysesOf, type DevelopmentView } from '../../release/views.ts';
import { contentDigest, differencesSince } from '../analysis.ts';
import type { JudgedRelease } from '../model.ts';

interface Asked {
  readonly view: DevelopmentView;
  readonly dataDir: string;
  readonly map: ServiceMap;
  readonly at: Instant;
}

/** How the newest risk analysis of a release stands against the map. */
export function analysisNow(release: string, { view, dataDir, map, at }: Asked): JudgedRelease['analysis'] {
  const last = analysesOf(view).findLast((one) => one.release === release && Instant.parse(one.at) <= at);
  if (last === undefined) return { state: 'none', differences: [] };
  if (last.content === contentDigest(map)) return { state: 'current', at: last.at, differences: [] };
  const kept = readKept(dataDir, last.map);
  const differences = 'map' in kept ? differencesSince(kept.map, map) : [`The map that was analysed is not in the data folder: ${kept.found}.`];
  // Never none: whoever asks whether the map changed goes by them.
  return { state: 'changed', at: last.at, differences: differences.length > 0 ? differences : ['Something of it changed that has no name of its own.'] };
}
