/**
 * The textures of the verdicts, drawn once for the whole document: proven is solid, failing crossed, stale waved, unproven hatched, excluded empty. They say in
 * grey print, and to whoever does not tell the colours apart, what the colours say.
 */
export function VerdictPatterns() {
  return (
    <svg width="0" height="0" aria-hidden="true" style={{ position: 'absolute' }}>
      <defs>
        <pattern id="verdict-failing" width="10" height="10" patternUnits="userSpaceOnUse">
          <rect width="10" height="10" fill="var(--verdict-failing)" />
          <path d="M2.5 2.5l5 5m0-5l-5 5" stroke="var(--verdict-ground)" strokeWidth="1.6" fill="none" />
        </pattern>
        <pattern id="verdict-stale" width="14" height="8" patternUnits="userSpaceOnUse">
          <rect width="14" height="8" fill="var(--verdict-ground)" />
          <path d="M0 4q3.5-4 7 0t7 0" stroke="var(--verdict-stale)" strokeWidth="2" fill="none" />
        </pattern>
        <pattern id="verdict-unproven" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="6" height="6" fill="var(--verdict-ground)" />
          <path d="M0 0v6" stroke="var(--verdict-unproven)" strokeWidth="2" />
        </pattern>
      </defs>
    </svg>
  );
}

/** What to fill a shape of this verdict with, and the colour of its edge. */
export const fillOf = (verdict: 'proven' | 'failing' | 'stale' | 'unproven' | 'excluded'): string =>
  verdict === 'proven' ? 'var(--verdict-proven)' : verdict === 'excluded' ? 'var(--verdict-ground)' : `url(#verdict-${verdict})`;
export const edgeOf = (verdict: 'proven' | 'failing' | 'stale' | 'unproven' | 'excluded'): string => `var(--verdict-${verdict})`;
