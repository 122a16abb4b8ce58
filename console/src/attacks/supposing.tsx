import { Button, CloseButton } from '@mantine/core';
import type { Choices, WhatIf } from '../../../src/server/attacks/model.ts';
import { Failed } from '../kit/failed.tsx';
import { Icon } from '../kit/icon.tsx';
import classes from './attacks.module.css';
import { ReachMark } from './reach-mark.tsx';
import type { AttacksPlace } from './use-attacks.ts';
import { isSupposing, type Kind } from './view.ts';
import { effort, plural, REACH_ORDER, REACH_WORDS } from './words.ts';

interface SupposingProps {
  readonly place: AttacksPlace;
  readonly choices: Choices;
  readonly answer: WhatIf | undefined;
  readonly error: unknown;
  /** The answer shown is that of the supposition before. */
  readonly late: boolean;
}

const SAID: Readonly<Record<Kind, string>> = { prove: 'is proven', fail: 'fails', fall: 'has fallen' };
const MOST = 12;

/** What is supposed, and what it would change. Dashed all round, so that nobody takes it for the position. */
export function Supposing({ place, choices, answer, error, late }: SupposingProps) {
  const { supposed, toggle, change, search } = place;
  const on = isSupposing(supposed);
  const list = (['prove', 'fail', 'fall'] as const).flatMap((kind) => supposed[kind].map((name) => ({ kind, name })));
  const title = (kind: Kind, name: string) => {
    if (kind === 'fall') return name;
    const [control = '', subject] = name.split('@');
    return `${choices.controls.find(({ id }) => id === control)?.title ?? control}${subject === undefined ? '' : ` at ${subject}`}`;
  };
  return (
    <section className={classes['supposing']} aria-labelledby="supposing" data-on={on ? true : undefined}>
      <h2 id="supposing" className={classes['heading']}>
        What if?
      </h2>
      {on ? (
        <>
          <p className={classes['notso']}>Supposed. None of this is so, and none of it is recorded.</p>
          <ul className={classes['supposed']}>
            {list.map(({ kind, name }) => (
              <li key={`${kind} ${name}`}>
                <span>
                  {title(kind, name)} <b>{SAID[kind]}</b>
                </span>
                <CloseButton size="sm" aria-label={`No longer suppose that ${title(kind, name)} ${SAID[kind]}`} onClick={() => toggle(kind, name)} />
              </li>
            ))}
          </ul>
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<Icon name="close" size={12} />}
            onClick={() => change({ prove: undefined, fail: undefined, fall: undefined, ...(search.way === 0 ? { way: undefined } : {}) }, 'toggle')}
          >
            Clear
          </Button>
          {error !== null && error !== undefined ? (
            <Failed error={error} what="This could not be supposed." />
          ) : answer === undefined ? null : (
            <Changes answer={answer} choices={choices} late={late} place={place} />
          )}
        </>
      ) : (
        <p className={classes['hint']}>
          Press “Suppose proven” beside a control, or “Suppose this fell” beside a step, and what would change stands here at once. Nothing is recorded.
        </p>
      )}
    </section>
  );
}

function Changes({
  answer,
  choices,
  late,
  place,
}: {
  readonly answer: WhatIf;
  readonly choices: Choices;
  readonly late: boolean;
  readonly place: AttacksPlace;
}) {
  const goals = new Map(choices.goals.map((goal) => [goal.goal, goal]));
  const title = (goal: string) => goals.get(goal)?.title ?? answer.targets.find((one) => one.goal === goal)?.title ?? goal;
  const [target] = answer.targets;
  const changed = answer.changed.toSorted(
    (a, b) => (goals.get(b.goal)?.weight ?? 0) - (goals.get(a.goal)?.weight ?? 0) || REACH_ORDER.indexOf(a.after) - REACH_ORDER.indexOf(b.after),
  );
  const repriced = [...answer.dearer, ...answer.cheaper];
  return (
    <div className={classes['changes']} aria-live="polite" data-late={late ? true : undefined}>
      {target === undefined ? null : (
        <p>
          <b>The target</b> would be: <ReachMark reach={target.reach} />
          {target.way === undefined ? null : (
            <>
              {`, at ${effort(target.way.story.days)}. `}
              {place.search.way === 0 ? null : (
                <Button size="compact-xs" variant="default" className={classes['suppose'] ?? ''} onClick={() => place.change({ way: 0, view: undefined })}>
                  Show the way that is left
                </Button>
              )}
            </>
          )}
        </p>
      )}
      <p>{changed.length === 0 ? 'No target would change its verdict.' : `${plural(changed.length, 'target')} would change:`}</p>
      {changed.length === 0 ? null : (
        <table className={classes['mini']}>
          <thead>
            <tr>
              <th scope="col">Target</th>
              <th scope="col">Now</th>
              <th scope="col">Then</th>
            </tr>
          </thead>
          <tbody>
            {changed.slice(0, MOST).map(({ goal, before, after }) => (
              <tr key={goal}>
                <th scope="row">{title(goal)}</th>
                <td>{REACH_WORDS[before].word}</td>
                <td>
                  <ReachMark reach={after} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {changed.length > MOST ? <p>and {changed.length - MOST} more.</p> : null}
      {repriced.length === 0 ? null : (
        <>
          <p>
            {[
              answer.dearer.length === 0 ? undefined : `${plural(answer.dearer.length, 'target')} would stay reachable, and be dearer`,
              answer.cheaper.length === 0 ? undefined : `${plural(answer.cheaper.length, 'target')} would be cheaper`,
            ]
              .filter((part) => part !== undefined)
              .join('; ')}
            :
          </p>
          <table className={classes['mini']}>
            <thead>
              <tr>
                <th scope="col">Target, in person-days</th>
                <th scope="col" data-figure>
                  Now
                </th>
                <th scope="col" data-figure>
                  Then
                </th>
              </tr>
            </thead>
            <tbody>
              {repriced.slice(0, MOST).map(({ goal, before, after }) => (
                <tr key={goal}>
                  <th scope="row">{title(goal)}</th>
                  <td data-figure>{Number(before.toPrecision(3))}</td>
                  <td data-figure>{Number(after.toPrecision(3))}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {repriced.length > MOST ? <p>and {repriced.length - MOST} more.</p> : null}
        </>
      )}
    </div>
  );
}
