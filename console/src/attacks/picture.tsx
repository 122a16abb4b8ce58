import { memo, useId } from 'react';
import type { Way } from '../../../src/server/attacks/model.ts';
import { LAYER_WORDS } from '../help/layers.ts';
import { ScrollFrame } from '../kit/scroll-frame.tsx';
import classes from './attacks.module.css';
import { CARD, layoutOf } from './layout.ts';
import { figure, statusWords } from './words.ts';

interface PictureProps {
  readonly way: Way;
  /** What the attacker holds at the end. */
  readonly goal: string;
  /** Marks everything as supposed. */
  readonly supposed?: boolean;
  /** The hop that is pointed at, from 1. */
  readonly lit: number | undefined;
  readonly onPoint: (hop: number | undefined) => void;
}

const LETTERS = 22;
const cut = (name: string): string => (name.length > LETTERS ? `${name.slice(0, LETTERS - 1)}…` : name);
const LAYER_WORD = new Map(LAYER_WORDS.map(({ id, word }) => [id, word]));

/** A way as a route over the five bands. It is one picture for who cannot see it: the list of steps beside it says the same. */
export const Picture = memo(function Picture({ way, goal, supposed = false, lit, onPoint }: PictureProps) {
  const { story, course } = way;
  const layout = layoutOf(course);
  const spots = new Map(course.spots.map((spot) => [spot.id, spot]));
  const begins = new Set(course.starts.map(({ spot }) => spot));
  const ends = course.hops.at(-1)?.spot;
  const hatch = useId();
  const arrow = useId();
  const statusOf = (n: number) => story.hops[n - 1]?.status ?? 'undecided';
  const worst = (hops: readonly number[]) => (hops.some((n) => statusOf(n) === 'undecided') ? 'undecided' : 'open');
  return (
    <ScrollFrame
      label={supposed ? 'Drawing of the supposed way' : 'Drawing of the way'}
      className={classes['scroll']}
      hint="Wider than the screen: move it sideways"
    >
      <svg
        height={layout.height}
        style={{ width: `max(100%, ${layout.width}px)` }}
        data-width={layout.width}
        role="img"
        aria-label={`The way drawn over the five layers, in ${story.hops.length} steps. The list of steps says the same.`}
        className={classes['picture']}
        fontFamily="system-ui, sans-serif"
        data-picture
      >
        <defs>
          <pattern id={hatch} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="6" height="6" fill="var(--surface)" />
            <path d="M0 0v6" stroke="var(--decision-undecided)" strokeWidth="2" />
          </pattern>
          <marker id={arrow} viewBox="0 0 10 10" refX="7" refY="5" markerWidth="7" markerHeight="7" orient="auto-start-reverse">
            <path d="M0 0L10 5L0 10z" fill="var(--mantine-color-text)" />
          </marker>
        </defs>
        {layout.bands.map(({ layer, y, height }, i) => (
          <g key={layer}>
            <rect x="0" y={y} width="100%" height={height} fill={i % 2 === 0 ? 'var(--surface-sunk)' : 'var(--surface)'} />
            <text x="12" y={y + height / 2 + 5} fontSize="13" fontWeight="600" fill="var(--mantine-color-dimmed)">
              {LAYER_WORD.get(layer) ?? layer}
            </text>
          </g>
        ))}
        {layout.lines.map(({ from, to, hops, path }) => (
          <path
            key={`${from} ${to}`}
            d={path}
            fill="none"
            stroke={hops.includes(lit ?? -1) ? 'var(--accent)' : 'var(--mantine-color-text)'}
            strokeWidth={hops.includes(lit ?? -1) ? 3 : 1.8}
            strokeDasharray={worst(hops) === 'undecided' ? '6 4' : undefined}
            markerEnd={`url(#${arrow})`}
          />
        ))}
        {layout.cards.map(({ id, x, y }) => {
          const spot = spots.get(id);
          const staying = layout.staying.get(id) ?? [];
          const note =
            id === ends
              ? begins.has(id)
                ? 'starts and ends here'
                : cut(goal)
              : begins.has(id)
                ? 'starts here'
                : spot?.kind === 'part'
                  ? undefined
                  : spot?.kind;
          const shining = course.hops[(lit ?? 0) - 1]?.spot === id;
          return (
            <g key={id}>
              <title>{`${spot?.name ?? id}${spot?.population === undefined ? '' : ` (of ${figure(spot.population)})`}${id === ends ? `: ${goal}` : ''}`}</title>
              {id === ends ? (
                <rect
                  x={x - 4}
                  y={y - 4}
                  width={CARD.width + 8}
                  height={CARD.height + 8}
                  rx="7"
                  fill="none"
                  stroke="var(--mantine-color-text)"
                  strokeWidth="1.6"
                />
              ) : null}
              <rect
                x={x}
                y={y}
                width={CARD.width}
                height={CARD.height}
                rx="4"
                fill="var(--surface)"
                stroke={shining ? 'var(--accent)' : 'var(--mantine-color-dimmed)'}
                strokeWidth={shining ? 3 : 1.4}
                strokeDasharray={spot?.kind === 'asset' || spot?.kind === 'flow' ? '2 3' : undefined}
              />
              <text x={x + 10} y={y + 22} fontSize="13" fontWeight="600" fill="var(--mantine-color-text)">
                {cut(spot?.name ?? id)}
              </text>
              <text x={x + 10} y={y + 39} fontSize="11.5" fill="var(--mantine-color-dimmed)">
                {cut([spot?.population === undefined ? undefined : `of ${figure(spot.population)}`, note].filter((part) => part !== undefined).join(', '))}
              </text>
              {staying.map((n, i) => (
                <Numbered
                  key={n}
                  n={n}
                  x={x + CARD.width - 16 - (staying.length - 1 - i) * 26}
                  y={y + CARD.height}
                  status={statusOf(n)}
                  hatch={hatch}
                  lit={lit === n}
                  onPoint={onPoint}
                  said={said(way, n)}
                />
              ))}
            </g>
          );
        })}
        {layout.lines.map(({ from, to, hops, x, y }) =>
          hops.map((n, i) => (
            <Numbered
              key={`${from} ${to} ${n}`}
              n={n}
              x={x}
              y={y + (i - (hops.length - 1) / 2) * 26}
              status={statusOf(n)}
              hatch={hatch}
              lit={lit === n}
              onPoint={onPoint}
              said={said(way, n)}
            />
          )),
        )}
      </svg>
    </ScrollFrame>
  );
});

function said({ story }: Way, n: number): string {
  const hop = story.hops[n - 1];
  return hop === undefined ? '' : `${n}. ${hop.sentence} ${statusWords(hop)}.`;
}

interface NumberProps {
  readonly n: number;
  readonly x: number;
  readonly y: number;
  readonly status: 'open' | 'undecided';
  readonly hatch: string;
  readonly lit: boolean;
  readonly said: string;
  readonly onPoint: (hop: number | undefined) => void;
}

/** Filled: shown to be open. Hatched with a broken edge: undecided. */
function Numbered({ n, x, y, status, hatch, lit, said: words, onPoint }: NumberProps) {
  const open = status === 'open';
  return (
    <g onPointerEnter={() => onPoint(n)} onPointerLeave={() => onPoint(undefined)}>
      <title>{words}</title>
      <circle
        cx={x}
        cy={y}
        r="12"
        fill={open ? 'var(--decision-open)' : `url(#${hatch})`}
        stroke={lit ? 'var(--accent)' : open ? 'var(--surface)' : 'var(--decision-undecided)'}
        strokeWidth={lit ? 3 : 1.6}
        strokeDasharray={open ? undefined : '4 3'}
      />
      {open ? null : <circle cx={x} cy={y} r="8" fill="var(--surface)" />}
      <text x={x} y={y + 4.2} fontSize="12" fontWeight="700" textAnchor="middle" fill={open ? 'var(--surface)' : 'var(--mantine-color-text)'}>
        {n}
      </text>
    </g>
  );
}
