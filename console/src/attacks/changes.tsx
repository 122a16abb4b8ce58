import { Button } from '@mantine/core';
import type { Choices, WhatIf } from '../../../src/server/attacks/model.ts';
import classes from './attacks.module.css';
import own from './changes.module.css';
import { ReachMark } from './reach-mark.tsx';
import type { SupposedAnswer } from './supposing.tsx';
import type { AttacksPlace } from './use-attacks.ts';
import { effort, figure, plural, REACH_ORDER, REACH_WORDS } from './words.ts';

interface ChangesProps {
  readonly verdicts: WhatIf;
  readonly answer: SupposedAnswer;
  readonly choices: Choices;
  readonly place: AttacksPlace;
}

const MOST = 12;

/** What a supposition would change: verdicts at once, prices as soon as they are worked out. */
export function Changes({ verdicts, answer, choices, place }: ChangesProps) {
  const goals = new Map(choices.goals.map((goal) => [goal.goal, goal]));
  const title = (goal: string) => goals.get(goal)?.title ?? verdicts.targets.find((one) => one.goal === goal)?.title ?? goal;
  const weight = (goal: string) => goals.get(goal)?.weight ?? 0;
  const [target] = verdicts.targets;
  const changed = verdicts.changed.toSorted((a, b) => weight(b.goal) - weight(a.goal) || REACH_ORDER.indexOf(a.after) - REACH_ORDER.indexOf(b.after));
  const { whole, wholeLate } = answer;
  const way = whole?.targets[0]?.way;
  const repriced = [...(whole?.dearer ?? []), ...(whole?.cheaper ?? [])].toSorted((a, b) => weight(b.goal) - weight(a.goal));
  const said = [
    ...((whole?.dearer?.length ?? 0) === 0 ? [] : [`${plural(whole?.dearer?.length ?? 0, 'target')} would stay reachable, and be dearer`]),
    ...((whole?.cheaper?.length ?? 0) === 0 ? [] : [`${plural(whole?.cheaper?.length ?? 0, 'target')} would be cheaper`]),
  ].join('; ');
  return (
    <>
      <div className={own['changes']} aria-live="polite" data-late={answer.verdictsLate ? true : undefined}>
        {target === undefined ? null : (
          <p>
            <b>The target</b> would be: <ReachMark reach={target.reach} />
          </p>
        )}
        <p>{changed.length === 0 ? 'No target would change its verdict.' : `${plural(changed.length, 'target')} would change:`}</p>
        {changed.length === 0 ? null : (
          <table className={own['mini']}>
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
        {changed.length > MOST ? <p>and {figure(changed.length - MOST)} more.</p> : null}
      </div>
      <div className={own['changes']} data-late={wholeLate ? true : undefined}>
        {way === undefined ? null : (
          <p>
            The cheapest way to the target that would be left costs {effort(way.story.days)}.{' '}
            {place.search.way === 0 ? null : (
              <Button size="compact-xs" variant="default" className={classes['suppose'] ?? ''} onClick={() => place.change({ way: 0, view: undefined })}>
                Show the way that is left
              </Button>
            )}
          </p>
        )}
        {said === '' ? null : (
          <>
            <p>{said}:</p>
            <table className={own['mini']}>
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
            {repriced.length > MOST ? <p>and {figure(repriced.length - MOST)} more.</p> : null}
          </>
        )}
      </div>
    </>
  );
}
