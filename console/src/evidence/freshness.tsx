import classes from './evidence.module.css';

interface FreshnessProps {
  readonly state: 'fresh' | 'expired';
  /** 1 when just seen, 0 when it has lapsed. */
  readonly left: number;
  readonly wide?: boolean;
}

/** How much of a statement's validity is left, as a bar and in words. Never green: what is fresh may well say that something fails. */
export function Freshness({ state, left, wide = false }: FreshnessProps) {
  const share = Math.round(100 * left);
  const words = state === 'expired' ? 'Lapsed' : `${share < 1 ? 'under 1' : share} % left`;
  return (
    <span className={classes['freshness']} data-wide={wide ? true : undefined}>
      <svg width="100%" height={wide ? 14 : 8} aria-hidden="true" className={classes['gauge']}>
        <rect x="0.5" y="0.5" width="99%" height={wide ? 13 : 7} fill={state === 'expired' ? 'url(#verdict-unproven)' : 'none'} stroke="var(--line)" />
        {state === 'expired' ? null : (
          <rect x="0.5" y="0.5" width={`${Math.max(2, 0.99 * share)}%`} height={wide ? 13 : 7} fill={share <= 20 ? 'var(--verdict-stale)' : 'var(--accent)'} />
        )}
      </svg>
      <span>{words}</span>
    </span>
  );
}

const STRONGEST = 4;

/** How it was seen: the word, and as many filled marks of five as it is strong. */
export function MethodMark({ method, strength }: { readonly method: string; readonly strength: number }) {
  return (
    <span className={classes['method']}>
      <svg width="46" height="8" aria-hidden="true">
        {[0, 1, 2, 3, 4].map((mark) => (
          <rect
            key={mark}
            x={mark * 9 + 0.5}
            y="0.5"
            width="7"
            height="7"
            fill={mark <= strength ? 'currentColor' : 'none'}
            stroke="currentColor"
            strokeWidth="1"
          />
        ))}
      </svg>
      {method}
      <span className="visually-hidden">
        , strength {strength + 1} of {STRONGEST + 1}
      </span>
    </span>
  );
}

export const STRENGTH: Readonly<Record<string, number>> = { drill: 4, runtime: 3, probe: 2, import: 1, attestation: 0 };
