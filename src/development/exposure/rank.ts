import type { ComponentExposure, Exposure, Finding } from './model.ts';
import { type OnMap, type PartOnMap, profileOf } from './on-map.ts';

/** An open finding of one component, with what it adds on the map where a part was named. */
export interface Ranked {
  readonly component: ComponentExposure;
  readonly finding: Finding;
  readonly onMap?: OnMap;
}

/**
 * Open findings, the first to mend first: exploited and opening attacks; opening attacks; exploited; making attacks cheaper; then by the chance of exploitation. The score
 * decides between those that are otherwise alike. What is `perhaps` stands in the same order and not below: that it is not settled makes it no less.
 */
export function rankedOf(exposure: Exposure, part: PartOnMap | undefined): readonly Ranked[] {
  const open = exposure.components.flatMap((component) =>
    component.findings
      .filter(({ state }) => state !== 'not-affected')
      .map(
        (finding): Ranked => ({
          component,
          finding,
          ...(part === undefined ? {} : { onMap: part.adds(profileOf(finding.cvss, finding.exploited !== undefined)) }),
        }),
      ),
  );
  return open.toSorted(
    (a, b) =>
      compare(keyOf(b), keyOf(a)) || (a.finding.vulnerability < b.finding.vulnerability ? -1 : a.finding.vulnerability > b.finding.vulnerability ? 1 : 0),
  );
}

function keyOf({ finding, onMap }: Ranked): readonly number[] {
  const exploited = finding.exploited === undefined ? 0 : 1;
  const opens = onMap?.opens ?? 0;
  const saves = onMap?.saves ?? 0;
  const adds = opens > 0 || saves > 0 ? 1 : 0;
  return [exploited * adds, opens, exploited, saves, finding.likely?.score ?? 0, finding.cvss?.score ?? 0, finding.state === 'affected' ? 1 : 0];
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [i, value] of a.entries()) if (value !== b[i]) return value - (b[i] ?? 0);
  return 0;
}
