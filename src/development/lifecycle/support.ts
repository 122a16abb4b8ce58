import { type Duty, dutiesOf } from '../../assurance/duties/index.ts';
import type { Position } from '../../assurance/position.ts';
import type { Instant } from '../../core/index.ts';
import type { ServiceMap } from '../../map/model.ts';
import { endOf } from '../release/gate.ts';
import type { Lifecycle } from './model.ts';

export interface VersionSupport {
  /** `camera/fw-2.3`, or the product where it has no versions. */
  readonly product: string;
  /** Releases of the lifecycle that are this version. */
  readonly releases: readonly string[];
  /** How many the map says are in the field; absent where it does not say. */
  readonly inField?: number;
  readonly supportedUntil?: string;
  readonly daysLeft?: number;
  /** `over` and still in the field is what nobody mends any more. */
  readonly state: 'supported' | 'ends-soon' | 'over' | 'unknown';
  /** Duties of the Cyber Resilience Act that last: those that begin or end soon, fall short, or cannot be told. */
  readonly due: readonly Pick<Duty, 'id' | 'title' | 'until' | 'state' | 'because' | 'verdict'>[];
  /** When the last of them ends. */
  readonly owedUntil?: string;
}

const SOON_DAYS = 366;
const DAY_MS = 24 * 60 * 60 * 1000;
const CALM: ReadonlySet<Duty['state']> = new Set(['not-owed', 'running', 'over']);

/** Support period and duties of each version of the product to the end of its life. Days are of the lifecycle, else of the map; they are declarations, and prove nothing. */
export function supportOf(lifecycle: Lifecycle, map: ServiceMap, position: Position, at: Instant): readonly VersionSupport[] {
  const part = map.parts.find(({ id }) => id === lifecycle.product);
  return dutiesOf(map, position, at)
    .filter(({ product }) => product === lifecycle.product || product.startsWith(`${lifecycle.product}/`))
    .map(({ product, supportedUntil: stated, duties }): VersionSupport => {
      const version = product.includes('/') ? product.slice(product.indexOf('/') + 1) : undefined;
      const releases = lifecycle.releases.filter((release) => release.version === version);
      const own = releases
        .flatMap((release) => release.supportedUntil ?? [])
        .toSorted()
        .at(-1);
      const until = own ?? stated;
      const inField = version === undefined ? part?.population : part?.variants?.find(({ id }) => id === version)?.population;
      const daysLeft = until === undefined ? undefined : Math.floor((endOf(until) - at) / DAY_MS);
      const ends = duties.flatMap((duty) => (duty.until === undefined || duty.state === 'not-owed' ? [] : [duty.until])).toSorted();
      const owedUntil = ends.at(-1);
      return {
        product,
        releases: releases.map(({ name }) => name),
        ...(inField === undefined ? {} : { inField }),
        ...(until === undefined ? {} : { supportedUntil: until }),
        ...(daysLeft === undefined ? {} : { daysLeft }),
        state: daysLeft === undefined ? 'unknown' : daysLeft < 0 ? 'over' : daysLeft <= SOON_DAYS ? 'ends-soon' : 'supported',
        due: duties
          .filter(({ state }) => !CALM.has(state))
          .map(({ id, title, until: end, state, because, verdict }) => ({ id, title, ...(end === undefined ? {} : { until: end }), state, because, verdict })),
        ...(owedUntil === undefined ? {} : { owedUntil }),
      };
    });
}
