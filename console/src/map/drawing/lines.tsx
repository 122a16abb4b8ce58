import { memo, useMemo } from 'react';
import classes from './drawing.module.css';
import { type Marks, useOver } from './marks.ts';
import type { Place } from './pack.ts';
import type { Joint } from './scene.ts';
import { type Curve, curveOf, distanceTo, headOf, type Point, pathOf, turned } from './ways.ts';

export interface Way {
  readonly joint: Joint;
  readonly curve: Curve;
}

export function waysOf(joints: readonly Joint[], places: Readonly<Record<string, Place>>): readonly Way[] {
  return joints.flatMap((joint) => {
    const [a, b] = [places[joint.a], places[joint.b]];
    return a === undefined || b === undefined ? [] : [{ joint, curve: curveOf(a, b) }];
  });
}

/** The line that is nearest to a point, and no further from it than `reach`. */
export function wayAt(ways: readonly Way[], point: Point, reach: number): Way | undefined {
  let best: { readonly way: Way; readonly far: number } | undefined;
  for (const way of ways) {
    const far = distanceTo(way.curve, point, Math.min(reach, best?.far ?? reach));
    if (far !== undefined) best = { way, far };
  }
  return best?.way;
}

const KINDS = ['network', 'link', 'flow'] as const;

interface LinesProps {
  readonly ways: readonly Way[];
  /** These stand out. */
  readonly lit?: boolean;
}

/**
 * One element for each line, and one for its arrows. All lines as one would be quick to make and slow to draw: a browser without a graphics processor goes through
 * the whole of an element for each tile that it touches.
 */
export const Lines = memo(function Lines({ ways, lit = false }: LinesProps) {
  return KINDS.map((kind) => {
    const own = ways.filter(({ joint }) => joint.kind === kind);
    return own.length === 0 ? null : (
      <g key={kind} className={classes['lines']} data-kind={kind} data-lit={lit}>
        {own.map((way) => (
          <path key={way.joint.id} d={pathOf(way.curve)} className={classes['stroke']} />
        ))}
        {kind === 'network' ? null : own.map((way) => <path key={way.joint.id} d={headsOf(way)} className={classes['head']} />)}
      </g>
    );
  });
});

const headsOf = ({ joint, curve }: Way): string => `${joint.forth.length > 0 ? headOf(curve) : ''}${joint.back.length > 0 ? headOf(turned(curve)) : ''}`;

/** Those that a filter picks out. */
export const LitLines = memo(function LitLines({ ways, joints }: { readonly ways: readonly Way[]; readonly joints: ReadonlySet<string> | undefined }) {
  const picked = useMemo(
    () => (joints === undefined ? [] : ways.filter(({ joint: { forth, back } }) => forth.some((id) => joints.has(id)) || back.some((id) => joints.has(id)))),
    [ways, joints],
  );
  return <Lines ways={picked} lit />;
});

/** Those of the box that the pointer is over, else of the one that is chosen. */
export const LinesAtHand = memo(function LinesAtHand({
  ways,
  marks,
  chosen,
}: {
  readonly ways: readonly Way[];
  readonly marks: Marks;
  readonly chosen: string | undefined;
}) {
  const at = useOver(marks) ?? chosen;
  const own = useMemo(() => (at === undefined ? [] : ways.filter(({ joint }) => joint.a === at || joint.b === at)), [ways, at]);
  return <Lines ways={own} lit />;
});
