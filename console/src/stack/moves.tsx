import type { PositionAnswer } from '../../../src/server/position/model.ts';
import { useService } from '../app/ask.ts';
import { Go } from '../kit/go.tsx';
import { Term } from '../kit/term.tsx';
import { VerdictMark } from '../kit/verdict-mark.tsx';
import { Entries } from './entries.tsx';
import classes from './stack.module.css';
import { useStack } from './use-stack.ts';
import { counted, days, figure, LAYER_NAMES, requirementAt, titled } from './words.ts';

type Move = PositionAnswer['moves'][number];
const MOST = 3;

/** The five best next moves: what each stops, what it takes, who can do it, what else closes. */
export function Moves({ position }: { readonly position: PositionAnswer }) {
  const { service } = useService();
  const { moves, movesLeft } = position;
  return (
    <section aria-labelledby="stack-moves">
      <h2 id="stack-moves" className={classes['heading']}>
        Next moves
      </h2>
      {moves.length === 0 ? (
        <p className={classes['sentence']}>Every control that the map owes is proven: there is nothing to put in place.</p>
      ) : (
        <ol className={classes['moves']}>
          {moves.map((move) => (
            <MoveCard key={move.control} move={move} />
          ))}
        </ol>
      )}
      {movesLeft === 0 ? null : (
        <p className={classes['foot']}>
          Best first, by risk removed for the <Term of="effort">effort</Term>. {counted(movesLeft, 'more control')} can be put in place;{' '}
          <Go to={`/services/${service}/gaps`}>Gaps</Go> has what each requirement needs.
        </p>
      )}
    </section>
  );
}

function MoveCard({ move }: { readonly move: Move }) {
  const { open } = useStack();
  const { service } = useService();
  return (
    <li className={classes['move']}>
      <div className={classes['moveHead']}>
        <span className={classes['rank']} aria-hidden="true">
          {move.rank}
        </span>
        <button type="button" className={classes['moveTitle']} onClick={() => open({ control: move.control, subject: undefined })}>
          {move.title}
        </button>
        <VerdictMark verdict={move.verdict} />
      </div>
      <p className={classes['moveFacts']}>
        <strong>{days(move.effort)}</strong>, {move.who}. {LAYER_NAMES[move.layer].name} layer, at {counted(move.subjects.length, 'element')}.
        {move.tooCloseToCall ? ' Too close to call with the one before.' : ''}
      </p>
      <Stops move={move} service={service} />
      <p className={classes['moveFacts']}>
        {move.closes.length === 0 ? (
          `Closes no requirement by itself${move.helps === 0 ? '' : `, and helps with ${figure(move.helps)}`}.`
        ) : (
          <>
            Closes with it:{' '}
            {move.closes.slice(0, MOST).map((one, i) => (
              <span key={`${one.standard} ${one.requirement}`}>
                {i === 0 ? '' : ', '}
                <Go to={requirementAt(service, one)}>
                  {one.standard} {one.requirement}
                </Go>
              </span>
            ))}
            {move.closes.length > MOST ? ` and ${move.closes.length - MOST} more` : ''}
            {move.helps === 0 ? '' : `; helps with ${figure(move.helps)}`}.
          </>
        )}
      </p>
      <p className={classes['moveRemedy']}>{move.remedy}</p>
      <Entries seqs={move.entries} most={4} />
    </li>
  );
}

function Stops({ move, service }: { readonly move: Move; readonly service: string }) {
  const goal = (one: { readonly goal: string; readonly title: string }) => (
    <Go to={`/services/${service}/attacks?to=${encodeURIComponent(one.goal)}`}>{titled(one.title)}</Go>
  );
  if (move.stops.length === 0 && move.raises.length === 0) {
    return (
      <p className={classes['moveFacts']}>
        {move.through === 0 ? 'Stops no attack that Assay knows.' : `Stops none alone; attacks on ${counted(move.through, 'goal')} go through it.`}
      </p>
    );
  }
  return (
    <ul className={classes['stops']} aria-label="Attacks that it stops or makes dearer">
      {move.stops.slice(0, MOST).map((one) => (
        <li key={one.goal} data-kind="stops">
          <b>Stops</b> {goal(one)}
        </li>
      ))}
      {move.stops.length > MOST ? (
        <li>
          <b>Stops</b> {counted(move.stops.length - MOST, 'more attack')}
        </li>
      ) : null}
      {move.raises.slice(0, Math.max(1, MOST - move.stops.length)).map((one) => (
        <li key={one.goal} data-kind="raises">
          <b>Dearer</b> {goal(one)}: {figure(one.before)} to {days(one.after)}
        </li>
      ))}
      {move.raises.length > Math.max(1, MOST - move.stops.length) ? (
        <li>
          <b>Dearer</b> {counted(move.raises.length - Math.max(1, MOST - move.stops.length), 'more attack')}
        </li>
      ) : null}
    </ul>
  );
}
