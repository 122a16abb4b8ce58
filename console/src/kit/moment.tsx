import { inLocal, inUtc, relativeTo } from './moment-words.ts';

interface MomentProps {
  /** RFC 3339 in UTC. */
  readonly at: string;
  /** Both when absent; `day` shows the date alone, with the full moment on hover. */
  readonly show?: 'both' | 'absolute' | 'relative' | 'day';
  /** What "ago" counts from, where a page shows a past moment. */
  readonly from?: string | undefined;
}

/** A moment: absolute with its zone, relative beside it, the reader's own clock on hover. */
export function Moment({ at, show = 'both', from }: MomentProps) {
  if (Number.isNaN(Date.parse(at))) return <>{at}</>;
  const since = relativeTo(at, from === undefined ? Date.now() : Date.parse(from));
  const absolute = show === 'day' ? inUtc(at).slice(0, 10) : inUtc(at);
  const text = show === 'relative' ? since : show === 'both' ? `${absolute} (${since})` : absolute;
  return (
    <time dateTime={at} title={`${inUtc(at, true)}, ${since}\n${inLocal(at)} on your clock`} style={{ fontVariantNumeric: 'tabular-nums' }}>
      {text}
    </time>
  );
}
