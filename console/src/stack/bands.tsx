import type { PositionAnswer } from '../../../src/server/position/model.ts';
import { Icon } from '../kit/icon.tsx';
import { VERDICT_ORDER } from '../kit/verdict.ts';
import { VerdictBar } from '../kit/verdict-bar.tsx';
import { VerdictMark } from '../kit/verdict-mark.tsx';
import { LayerControls } from './layer-controls.tsx';
import { Spark } from './spark.tsx';
import classes from './stack.module.css';
import { useStack } from './use-stack.ts';
import { counted, LAYER_IDS, LAYER_NAMES, trendWords } from './words.ts';

/** The process stack: five bands, the experience on top. A band opens into its controls, in its place. */
export function Bands({ position }: { readonly position: PositionAnswer }) {
  const { search, open } = useStack();
  const { points } = position.trend;
  return (
    <section aria-labelledby="stack-layers">
      <h2 id="stack-layers" className={classes['heading']}>
        The five layers
      </h2>
      <ul className={classes['key']} aria-label="What the textures mean">
        {VERDICT_ORDER.map((verdict) => (
          <li key={verdict}>
            <VerdictMark verdict={verdict} />
          </li>
        ))}
        <li className={classes['lineKey']}>
          <svg width="30" height="10" aria-hidden="true">
            <path d="M0 5H30" className={classes['sparkProven']} />
          </svg>
          proven and
          <svg width="30" height="10" aria-hidden="true">
            <path d="M0 5H30" className={classes['sparkFailing']} />
          </svg>
          failing, over 30 days
        </li>
      </ul>
      <ol className={classes['bands']}>
        {LAYER_IDS.map((layer) => {
          const one = position.layers.find((own) => own.layer === layer);
          if (one === undefined) return null;
          const { name, about } = LAYER_NAMES[layer];
          const opened = search.layer === layer;
          return (
            <li key={layer} className={classes['band']} data-open={opened ? true : undefined}>
              <button
                type="button"
                className={classes['bandDoor']}
                aria-expanded={opened}
                aria-controls={`layer-${layer}`}
                onClick={() =>
                  open({ layer: opened ? undefined : layer, control: undefined, subject: undefined, find: undefined, sort: undefined, page: undefined })
                }
              >
                <span className={classes['bandName']}>
                  <Icon name={opened ? 'down' : 'forward'} size={14} />
                  <span>
                    <strong>{name}</strong>
                    <span className={classes['about']}>{about}</span>
                  </span>
                </span>
                <span className={classes['bandBar']}>
                  <VerdictBar counts={one.controls} label={`Controls of the ${layer} layer`} height={26} />
                  <span className={classes['bandCounts']} aria-hidden="true">
                    {VERDICT_ORDER.filter((verdict) => one.controls[verdict] > 0).map((verdict) => (
                      <span key={verdict} data-verdict={verdict}>
                        <b>{one.controls[verdict]}</b> {verdict}
                      </span>
                    ))}
                    <span className={classes['rests']}>
                      of {counted(one.owed, 'control')}, from {counted(one.entries, 'ledger entry', 'ledger entries')}
                    </span>
                  </span>
                </span>
                <span className={classes['bandTrend']}>
                  <Spark points={points} layer={layer} />
                  <span className={classes['trendWords']} aria-hidden="true">
                    {trendWords(points, layer).replace('Over 30 days: ', '')}
                  </span>
                </span>
              </button>
              <div id={`layer-${layer}`}>{opened ? <LayerControls layer={layer} owed={one.owed} /> : null}</div>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
