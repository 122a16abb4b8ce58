import { countsInWords, VERDICT_ORDER, VERDICT_WORDS, type VerdictCounts } from './verdict.ts';
import classes from './verdict-bar.module.css';
import { VerdictMark } from './verdict-mark.tsx';
import { edgeOf, fillOf } from './verdict-patterns.tsx';

interface VerdictBarProps {
  readonly counts: VerdictCounts;
  /** What is counted, for who cannot see the band: "Controls of the product layer". */
  readonly label: string;
  /** In pixels; 20 when absent. */
  readonly height?: number;
  /** The counts in words beside their marks, under the band. */
  readonly legend?: boolean;
}

/** Never so narrow that it cannot be seen, in per cent of the band. */
const LEAST = 1.5;

/** How much is proven, failing, stale, unproven and excluded, as one textured band. */
export function VerdictBar({ counts, label, height = 20, legend = false }: VerdictBarProps) {
  const present = VERDICT_ORDER.map((verdict) => ({ verdict, count: counts[verdict] ?? 0 })).filter(({ count }) => count > 0);
  const total = present.reduce((sum, { count }) => sum + count, 0);
  const raised = present.map((one) => ({ ...one, share: Math.max(LEAST, (100 * one.count) / total) }));
  const whole = raised.reduce((sum, { share }) => sum + share, 0);
  let from = 0;
  const pieces = raised.map((one) => {
    const width = (100 * one.share) / whole;
    const piece = { ...one, x: from, width };
    from += width;
    return piece;
  });
  return (
    <div className={classes['bar']}>
      <svg width="100%" height={height} role="img" aria-label={`${label}: ${countsInWords(counts)}`} className={classes['band']}>
        {total === 0 ? <rect x="0.5" y="0.5" width="99.5%" height={height - 1} fill="none" stroke="var(--line)" strokeDasharray="3 3" /> : null}
        {pieces.map(({ verdict, count, x, width }) => (
          <g key={verdict}>
            <title>{`${count} ${VERDICT_WORDS[verdict].word.toLowerCase()}`}</title>
            <rect x={`${x}%`} y="0.5" width={`${width}%`} height={height - 1} fill={fillOf(verdict)} stroke={edgeOf(verdict)} strokeWidth="1" />
          </g>
        ))}
      </svg>
      {legend ? (
        <ul className={classes['legend']} aria-hidden="true">
          {present.map(({ verdict, count }) => (
            <li key={verdict}>
              <span className={classes['count']}>{count}</span> <VerdictMark verdict={verdict} />
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
