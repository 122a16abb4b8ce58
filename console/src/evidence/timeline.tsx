import type { LapsingAnswer } from '../../../src/server/evidence/model.ts';
import { ScrollFrame } from '../kit/scroll-frame.tsx';
import classes from './evidence.module.css';

const DAY = 86_400_000;
const WIDTH = 1000;
const HEIGHT = 120;
const FLOOR = 84;
const SIDE = 24;

interface Bar {
  readonly day: number;
  readonly statements: number;
  readonly verdicts: number;
}

interface TimelineProps {
  readonly answer: LapsingAnswer;
  readonly days: number;
  /** The page shows the present, and not a moment that was chosen. */
  readonly now: boolean;
}

/** The days ahead: how many statements lapse on each, and on which of them verdicts fall. The list below it says the same in words. */
export function Timeline({ answer, days, now }: TimelineProps) {
  const from = Date.parse(answer.at);
  const byDay = new Map<number, Bar>();
  for (const { at, statements, verdicts } of answer.moments) {
    const day = Math.min(days, Math.floor((Date.parse(at) - from) / DAY));
    const one = byDay.get(day) ?? { day, statements: 0, verdicts: 0 };
    byDay.set(day, { day, statements: one.statements + statements.length, verdicts: one.verdicts + verdicts.length });
  }
  const bars = [...byDay.values()].sort((a, b) => a.day - b.day);
  const most = Math.max(...bars.map(({ statements }) => statements));
  const x = (day: number) => SIDE + (day / days) * (WIDTH - 2 * SIDE);
  const width = Math.max(5, Math.min(22, ((WIDTH - 2 * SIDE) / days) * 0.7));
  const step = days <= 7 ? 1 : days <= 30 ? 5 : days <= 90 ? 15 : 30;
  const marks = Array.from({ length: Math.floor(days / step) + 1 }, (_, i) => i * step);
  return (
    <figure className={classes['timeline']}>
      <ScrollFrame label="What lapses, by day, drawn">
        <svg
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          width="100%"
          role="img"
          aria-label={`${answer.statements.toLocaleString('en-GB')} statements lapse on ${bars.length} days; ${answer.verdicts.toLocaleString('en-GB')} verdicts change`}
        >
          <line x1={SIDE} x2={WIDTH - SIDE} y1={FLOOR} y2={FLOOR} stroke="var(--mantine-color-dimmed)" />
          {marks.map((day) => (
            <g key={day}>
              <line x1={x(day)} x2={x(day)} y1={FLOOR} y2={FLOOR + 5} stroke="var(--mantine-color-dimmed)" />
              <text x={x(day)} y={FLOOR + 22} textAnchor="middle" fontSize="14" fill="var(--mantine-color-dimmed)">
                {day === 0 && now ? 'now' : `${new Date(from + day * DAY).toISOString().slice(5, 10)}`}
              </text>
            </g>
          ))}
          {bars.map(({ day, statements, verdicts }) => {
            const height = 12 + (statements / most) * 44;
            return (
              <g key={day}>
                <title>{`${new Date(from + day * DAY).toISOString().slice(0, 10)}: ${statements} lapse, ${verdicts} verdicts change`}</title>
                <rect
                  x={x(day) - width / 2}
                  y={FLOOR - height}
                  width={width}
                  height={height}
                  fill={verdicts > 0 ? 'var(--verdict-stale)' : 'var(--surface)'}
                  stroke={verdicts > 0 ? 'var(--verdict-stale)' : 'var(--mantine-color-dimmed)'}
                />
                <text x={x(day)} y={FLOOR - height - 6} textAnchor="middle" fontSize="14" fill="currentColor">
                  {statements}
                </text>
              </g>
            );
          })}
        </svg>
      </ScrollFrame>
      <figcaption>Statements that lapse, by day. A filled bar takes verdicts with it; an empty one takes none.</figcaption>
    </figure>
  );
}
