import type { Times as Answer, Choices } from '../../../src/server/attacks/model.ts';
import { useServiceAsk } from '../app/ask.ts';
import { Failed } from '../kit/failed.tsx';
import { Loading } from '../kit/loading.tsx';
import { ScrollFrame } from '../kit/scroll-frame.tsx';
import classes from './attacks.module.css';
import type { Pinned } from './pinned.ts';
import { ReachMark } from './reach-mark.tsx';
import type { AttacksPlace } from './use-attacks.ts';
import { figure, time } from './words.ts';

interface TimesProps {
  readonly place: AttacksPlace;
  readonly choices: Choices;
  readonly pinned: Pinned;
  readonly target: string;
}

type Days = NonNullable<Answer['targets'][number]['may']>;
const LEAST = 0.01;
const MOST = 1000;
const WIDTH = 560;
const at = (days: number): number => (Math.log(Math.min(MOST, Math.max(LEAST, days)) / LEAST) / Math.log(MOST / LEAST)) * WIDTH;
const TICKS = [
  { days: 0.125, said: '1 h' },
  { days: 1, said: '1 d' },
  { days: 5, said: '1 week of work' },
  { days: 55, said: '3 months' },
  { days: 440, said: '2 years' },
];

/** How long attacks on the target would take under stated assumptions. */
export function Times({ place, pinned, target }: TimesProps) {
  const { data, error, refetch } = useServiceAsk<Answer>('attacks/times', { ...pinned, from: place.search.from, to: target });
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading shape="picture" height={220} />;
  return (
    <section aria-labelledby="times">
      <h2 id="times" className={classes['heading']}>
        Time to compromise
      </h2>
      <p className={classes['summary']}>
        Days within which 10, 50 and 90 % of {figure(data.samples)} sampled attacks arrive. They rest on assumptions and not on anything seen: compare by them,
        predict nothing.
      </p>
      {data.targets.map((one) => (
        <div key={one.goal}>
          <p>
            <ReachMark reach={one.reach} />
          </p>
          <Row title="By steps proven open" days={one.proven} none="No way is proven." sure />
          <Row title="Also by undecided steps" days={one.may} none="No way is left." />
        </div>
      ))}
      <details className={classes['remedy']}>
        <summary>What is assumed</summary>
        <p>
          A step’s time is log-normal about its effort:{' '}
          {data.assumptions.map(({ effort, median, spread }) => `${effort} ${median} d, spread ${spread}`).join('; ')}. Attackers work on everything at once and
          know the graph, and nobody defends meanwhile. The interval is that of the sampling alone: more samples make no assumption truer. Seed {data.seed}.
        </p>
      </details>
    </section>
  );
}

function Row({ title, days, none, sure = false }: { readonly title: string; readonly days: Days | undefined; readonly none: string; readonly sure?: boolean }) {
  return (
    <div className={classes['timing']}>
      <h3>{title}</h3>
      {days === undefined ? (
        <p className={classes['at']}>{none}</p>
      ) : (
        <>
          <p>
            Half arrive within <b>{time(days.p50)}</b> ({time(days.p50Within[0])} to {time(days.p50Within[1])}, as far as the sampling tells); a tenth within{' '}
            {time(days.p10)}, nine tenths within {time(days.p90)}.
          </p>
          <ScrollFrame label={`${title}, drawn`} className={classes['scroll']}>
            <svg viewBox={`0 0 ${WIDTH + 20} 56`} width={WIDTH + 20} height="56" aria-hidden="true">
              <g transform="translate(10 0)">
                {TICKS.map(({ days: tick, said }) => (
                  <g key={said}>
                    <path d={`M${at(tick)} 4V34`} stroke="var(--line)" />
                    <text x={at(tick)} y="50" fontSize="11" textAnchor="middle" fill="var(--mantine-color-dimmed)">
                      {said}
                    </text>
                  </g>
                ))}
                <rect
                  x={at(days.p10)}
                  y="12"
                  width={Math.max(3, at(days.p90) - at(days.p10))}
                  height="14"
                  fill={sure ? 'var(--decision-open)' : 'url(#verdict-unproven)'}
                  stroke={sure ? 'var(--decision-open)' : 'var(--decision-undecided)'}
                  strokeDasharray={sure ? undefined : '4 3'}
                />
                <path d={`M${at(days.p50)} 6V32`} stroke="var(--mantine-color-text)" strokeWidth="2.5" />
              </g>
            </svg>
          </ScrollFrame>
        </>
      )}
    </div>
  );
}
