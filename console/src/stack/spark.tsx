import type { PositionAnswer } from '../../../src/server/position/model.ts';
import classes from './stack.module.css';
import { type Layer, trendWords } from './words.ts';

interface SparkProps {
  readonly points: PositionAnswer['trend']['points'];
  readonly layer: Layer;
}

const WIDTH = 120;
const HEIGHT = 30;

/** Thirty days of one layer: how many controls were proven (a filled step) and how many failing (a dashed line), of those owed. */
export function Spark({ points, layer }: SparkProps) {
  const own = points.map((point) => point.layers.find((one) => one.layer === layer));
  const most = Math.max(1, ...own.map((one) => Math.max(one?.controls.proven ?? 0, one?.controls.failing ?? 0)));
  const x = (i: number) => (points.length < 2 ? 0 : (i / (points.length - 1)) * WIDTH);
  const y = (count: number) => HEIGHT - 2 - (count / most) * (HEIGHT - 5);
  // Verdicts change at moments and not between them, so the line goes in steps.
  const stepped = (word: 'proven' | 'failing') =>
    own
      .map(
        (one, i) =>
          `${i === 0 ? 'M' : `H${x(i).toFixed(1)}V`}${i === 0 ? `0 ${y(one?.controls[word] ?? 0).toFixed(1)}` : y(one?.controls[word] ?? 0).toFixed(1)}`,
      )
      .join('');
  // A line at nought in the colour of proof would say that all is well where nothing is known.
  const ever = (word: 'proven' | 'failing') => own.some((one) => (one?.controls[word] ?? 0) > 0);
  const words = trendWords(points, layer);
  return (
    <svg className={classes['spark']} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} role="img" aria-label={words}>
      <title>{words}</title>
      {ever('proven') ? (
        <>
          <path d={`${stepped('proven')}V${HEIGHT}H0Z`} className={classes['sparkArea']} />
          <path d={stepped('proven')} className={classes['sparkProven']} />
        </>
      ) : null}
      {ever('failing') ? <path d={stepped('failing')} className={classes['sparkFailing']} /> : null}
      {ever('proven') || ever('failing') ? null : <path d={`M0 ${HEIGHT - 2}H${WIDTH}`} className={classes['sparkNothing']} />}
    </svg>
  );
}
