import { Button, CloseButton } from '@mantine/core';
import type { Choices, WhatIf } from '../../../src/server/attacks/model.ts';
import { Failed } from '../kit/failed.tsx';
import { Icon } from '../kit/icon.tsx';
import classes from './attacks.module.css';
import { Changes } from './changes.tsx';
import { useNameOf, useStateWords } from './names.tsx';
import { ReachMark } from './reach-mark.tsx';
import type { AttacksPlace } from './use-attacks.ts';
import { isSupposing, type Kind } from './view.ts';
import { effort } from './words.ts';

interface SupposingProps {
  readonly place: AttacksPlace;
  readonly choices: Choices;
  readonly answer: SupposedAnswer;
}

/** `late`: what is there is the answer to the supposition before. */
export interface SupposedAnswer {
  readonly verdicts: WhatIf | undefined;
  readonly verdictsLate: boolean;
  /** With prices, and the way that is left. */
  readonly whole: WhatIf | undefined;
  readonly wholeLate: boolean;
  readonly error: unknown;
}

const SAID: Readonly<Record<Kind, string>> = { prove: 'is proven', fail: 'fails', fall: 'already' };

/** What is supposed, and what it would change. Dashed all round, so that nobody takes it for the position. */
export function Supposing({ place, choices, answer }: SupposingProps) {
  const { supposed, toggle } = place;
  const nameOf = useNameOf();
  const stateWords = useStateWords();
  const on = isSupposing(supposed);
  const list = (['prove', 'fail', 'fall'] as const).flatMap((kind) => supposed[kind].map((name) => ({ kind, name })));
  const title = (kind: Kind, name: string) => {
    if (kind === 'fall') return `The attacker ${stateWords(name)}`;
    const [control = '', subject] = name.split('@');
    return `${choices.controls.find(({ id }) => id === control)?.title ?? control}${subject === undefined ? '' : ` at ${nameOf(subject)}`}`;
  };
  return (
    <section className={classes['supposing']} aria-labelledby="supposing" data-on={on ? true : undefined}>
      <h2 id="supposing" tabIndex={-1} className={classes['heading']}>
        What if?
      </h2>
      {on ? (
        <>
          <p className={classes['notso']}>Supposed. None of this is so, and none of it is recorded.</p>
          <ul className={classes['supposed']}>
            {list.map(({ kind, name }) => (
              <li key={`${kind} ${name}`}>
                <span title={name}>
                  {title(kind, name)} <b>{SAID[kind]}</b>
                </span>
                <CloseButton size="sm" aria-label={`No longer suppose that ${title(kind, name)} ${SAID[kind]}`} onClick={() => toggle(kind, name)} />
              </li>
            ))}
          </ul>
          <Button size="compact-xs" variant="default" leftSection={<Icon name="close" size={12} />} onClick={place.clear}>
            Clear
          </Button>
          {answer.error !== null ? (
            <Failed error={answer.error} what="This could not be supposed." />
          ) : answer.verdicts === undefined ? null : (
            <Changes verdicts={answer.verdicts} answer={answer} choices={choices} place={place} />
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

/** Where there is no room beside the way: what the supposition makes of the target, always in sight, and the way to the rest. */
export function SupposingBand({ place, answer }: { readonly place: AttacksPlace; readonly answer: SupposedAnswer }) {
  const { prove, fail, fall } = place.supposed;
  const [target] = answer.verdicts?.targets ?? [];
  const way = answer.wholeLate ? undefined : answer.whole?.targets[0]?.way;
  return (
    <p className={classes['band']} data-late={answer.verdictsLate ? true : undefined}>
      <span>
        <b>Supposed ({prove.length + fail.length + fall.length}):</b> {target === undefined ? 'working it out' : <ReachMark reach={target.reach} />}
        {way === undefined ? '' : `, ${effort(way.story.days)}`}
      </span>
      <a href="#supposing" className={classes['link']}>
        See what changes
      </a>
    </p>
  );
}
