import type { Node, NodeProps } from '@xyflow/react';
import { memo } from 'react';
import { countsInWords, VERDICT_ORDER, type VerdictCounts } from '../../kit/verdict.ts';
import { edgeOf, fillOf } from '../../kit/verdict-patterns.tsx';
import { LAYER_WORDS } from '../words.ts';
import classes from './drawing.module.css';
import type { Box } from './scene.ts';

export type BoxNodeType = Node<
  {
    readonly box: Box;
    readonly standing: VerdictCounts | undefined;
    readonly dim: boolean;
    readonly why?: string;
    readonly chosen: boolean;
    /** The one that Tab comes to; the arrows go on from there. */
    readonly reachable: boolean;
    readonly joined: number;
  },
  'box'
>;

/** One part, or a fold of many, as a button. */
export const BoxNode = memo(function BoxNode({ data }: NodeProps<BoxNodeType>) {
  const { box, standing, dim, why, chosen, reachable, joined } = data;
  const fold = box.part === undefined;
  const controls = standing === undefined ? 'no control is owed here' : `controls: ${countsInWords(standing)}`;
  return (
    <button
      type="button"
      className={classes['box']}
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
function Standing({ counts }: { readonly counts: VerdictCounts | undefined }) {
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
}
