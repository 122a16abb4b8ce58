import { useState } from 'react';
import type { Choices, Paths, WhatIf } from '../../../src/server/attacks/model.ts';
import { EmptyState } from '../kit/empty-state.tsx';
import { Views } from '../kit/views.tsx';
import classes from './attacks.module.css';
import { Picture } from './picture.tsx';
import { Shut } from './shut.tsx';
import { Steps } from './steps.tsx';
import { TakeAway } from './take-away.tsx';
import type { AttacksPlace } from './use-attacks.ts';
import { isSupposing } from './view.ts';
import { days, effort, REACH_WORDS } from './words.ts';

interface WaysProps {
  readonly place: AttacksPlace;
  readonly choices: Choices;
  readonly paths: Paths;
  /** What a supposition would leave. */
  readonly left: WhatIf | undefined;
}

/** The ways to one target, one at a time. */
export function Ways({ place, choices, paths, left: supposed }: WaysProps) {
  const [lit, setLit] = useState<number>();
  const [answer] = paths.answers;
  if (answer === undefined) return null;
  const supposing = isSupposing(place.supposed);
  const left = supposing ? supposed?.targets[0] : undefined;
  const asked = place.search.way;
  const shown = asked === 0 && supposing ? 0 : Math.min(Math.max(1, asked ?? 1), Math.max(1, answer.ways.length));
  const way = shown === 0 ? left?.way : answer.ways[shown - 1];
  const nothing = answer.ways.length === 0;
  return (
    <>
      {nothing && !supposing ? (
        <>
          <EmptyState because={REACH_WORDS[answer.reach].word} shows={REACH_WORDS[answer.reach].means} />
          <Shut shut={answer.shut ?? []} controls={choices.controls} place={place} />
        </>
      ) : (
        <>
          <div className={classes['bar']}>
            <Views
              label="Ways to the target"
              field="way"
              shown={String(shown)}
              keep={{ ...place.search, way: undefined }}
              views={[
                ...answer.ways.map((one, i) => ({
                  id: String(i + 1),
                  title: `Way ${i + 1}: ${days(one.story.days)}${one.undecided === 0 ? '' : ', undecided'}`,
                })),
                ...(supposing
                  ? [{ id: '0', title: `Supposed${left === undefined ? '' : left.way === undefined ? ': no way left' : `: ${days(left.way.story.days)}`}` }]
                  : []),
              ]}
            />
            <TakeAway way={way} answer={paths} title={shown === 0 ? `${answer.title} (supposed)` : answer.title} />
          </div>
          <div className={classes['way']} data-supposed={shown === 0 ? true : undefined}>
            {way === undefined ? (
              <p className={classes['summary']}>
                {shown !== 0
                  ? REACH_WORDS[answer.reach].means
                  : left === undefined
                    ? 'Working out what would be left.'
                    : 'If this were so, no way would be left to the target.'}
              </p>
            ) : (
              <>
                <p className={classes['summary']}>
                  {shown === 0 ? <b>If this were so: </b> : null}
                  {shown === 1 ? '' : `${way.story.summary} `}
                  {way.story.bound === 'exact'
                    ? 'No way is cheaper than this one.'
                    : `A cheaper way than this one is not excluded, down to ${effort(way.lower)}.`}
                </p>
                <figure className={classes['figure']}>
                  <Picture way={way} goal={answer.title} supposed={shown === 0} lit={lit} onPoint={setLit} />
                  <figcaption>
                    Filled: shown to be open. Hatched with a broken edge: undecided, so it may be possible. Efforts are assumptions, to rank by.
                  </figcaption>
                </figure>
                <Steps
                  way={way}
                  unavoidable={shown === 0 ? [] : answer.unavoidable}
                  controls={choices.controls}
                  place={place}
                  lit={lit}
                  onPoint={setLit}
                  supposed={shown === 0}
                />
              </>
            )}
          </div>
        </>
      )}
    </>
  );
}
