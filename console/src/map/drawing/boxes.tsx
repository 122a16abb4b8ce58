import { memo } from 'react';
import { countsInWords, VERDICT_ORDER, type VerdictCounts } from '../../kit/verdict.ts';
import { edgeOf, fillOf } from '../../kit/verdict-patterns.tsx';
import { LAYER_WORDS } from '../words.ts';
import classes from './drawing.module.css';
import { type Marks, useMark } from './marks.ts';
import type { Place } from './pack.ts';
import type { Box, Scene } from './scene.ts';

interface BoxesProps {
  readonly scene: Scene;
  readonly places: Readonly<Record<string, Place>>;
  /** By box. */
  readonly standing: ReadonlyMap<string, VerdictCounts>;
  readonly joined: ReadonlyMap<string, ReadonlySet<string>>;
  readonly marks: Marks;
}

/** Every box of the drawing. They are plain elements, and none of the library's nodes: those each listen to every movement of the map. */
export const Boxes = memo(function Boxes({ scene, places, standing, joined, marks }: BoxesProps) {
  return scene.boxes.map((box) => {
    const place = places[box.id];
    return place === undefined ? null : (
      <OneBox key={box.id} box={box} x={place.x} y={place.y} standing={standing.get(box.id)} joined={joined.get(box.id)?.size ?? 0} marks={marks} />
    );
  });
});

interface OneBoxProps {
  readonly box: Box;
  readonly x: number;
  readonly y: number;
  readonly standing: VerdictCounts | undefined;
  readonly joined: number;
  readonly marks: Marks;
}

/** One part, or a fold of many, as a button. */
const OneBox = memo(function OneBox({ box, x, y, standing, joined, marks }: OneBoxProps) {
  const { dim, why, chosen, reachable } = useMark(marks, box.id);
  const fold = box.part === undefined;
  const controls = standing === undefined ? 'no control is owed here' : `controls: ${countsInWords(standing)}`;
  return (
    <button
      type="button"
      className={classes['box']}
      style={{ left: x, top: y }}
      data-box={box.id}
      data-fold={fold}
      data-dim={dim}
      data-lit={why !== undefined}
      data-chosen={chosen}
      data-out={box.part?.inScope === false}
      tabIndex={reachable ? 0 : -1}
      title={`${box.title}\n${box.says}${why === undefined ? '' : `\n${why}`}\n${controls}`}
    >
      <span className={classes['title']}>{box.title}</span>
      <span className={classes['says']}>{why ?? box.says}</span>
      <span className="visually-hidden">{`; ${LAYER_WORDS[box.layer]} layer; ${controls}; joined to ${joined}${fold ? '; opens into its parts' : ''}`}</span>
      <Standing counts={standing} />
    </button>
  );
});

/** How many controls stand where, as a band of the verdicts' textures along the foot of the box. */
const Standing = memo(function Standing({ counts }: { readonly counts: VerdictCounts | undefined }) {
  const total = VERDICT_ORDER.reduce((sum, verdict) => sum + (counts?.[verdict] ?? 0), 0);
  if (counts === undefined || total === 0) return <span className={classes['standing']} />;
  let from = 0;
  return (
    <svg className={classes['standing']} viewBox="0 0 164 8" preserveAspectRatio="none" aria-hidden="true">
      {VERDICT_ORDER.map((verdict) => {
        const width = (164 * (counts[verdict] ?? 0)) / total;
        const x = from;
        from += width;
        return width === 0 ? null : (
          <rect key={verdict} x={x + 0.5} y="0.5" width={Math.max(1, width - 1)} height="7" fill={fillOf(verdict)} stroke={edgeOf(verdict)} strokeWidth="1" />
        );
      })}
    </svg>
  );
});
