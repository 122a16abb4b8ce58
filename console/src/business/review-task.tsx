import { Button } from '@mantine/core';
import { useState } from 'react';
import type { OneReview } from '../../../src/server/business/review-model.ts';
import { useMay } from '../app/account.ts';
import { useService } from '../app/ask.ts';
import { EntryLink } from '../kit/entry-link.tsx';
import { Moment } from '../kit/moment.tsx';
import { AnswerTask } from './answer-task.tsx';
import classes from './business.module.css';
import { actorName } from './review-actor.ts';
import { figureWords } from './words.ts';

type Task = OneReview['tasks'][number];
type Given = NonNullable<Task['answer']>;
type Figure = Given['figures'][string];

const METHODS: Readonly<Record<Given['method'], string>> = {
  attestation: 'a person’s word, with a file',
  import: 'counted by Assay in a file',
  drill: 'done, and compared by Assay',
};

interface TaskProps {
  readonly task: Task;
  readonly review: OneReview;
  readonly onDone: () => void;
}

/** One task: what it asks for, what was answered by whom and what shows it, and what it lacks. */
export function ReviewTask({ task, review, onDone }: TaskProps) {
  const { at } = useService();
  const may = useMay()('review.work');
  const [open, setOpen] = useState(false);
  const { answer, lacking } = task;
  const done = review.review.state !== 'open' ? answer !== undefined : lacking.length === 0;
  return (
    <section className={classes['task']} aria-label={task.title}>
      <h4>
        {task.title}: {done ? 'answered' : answer === undefined ? 'not answered' : 'answered, and something is missing'}
      </h4>
      {answer === undefined ? null : (
        <dl className={classes['facts']}>
          {Object.entries(answer.figures).map(([name, value]) => (
            <Fact key={name} name={figureWords(name)} value={said(value)} />
          ))}
          <dt>By</dt>
          <dd>
            {actorName(answer.by)} <EntryLink seq={answer.entry} />
          </dd>
          <dt>As it was</dt>
          <dd>
            <Moment at={answer.observedAt} from={review.at} />
          </dd>
          <dt>Rests on</dt>
          <dd>
            {METHODS[answer.method]}
            {answer.raw === undefined ? null : (
              <>
                {': '}
                <code title={answer.raw.digest}>{answer.raw.digest.slice(0, 'sha256:'.length + 12)}</code> ({answer.raw.mediaType})
              </>
            )}
          </dd>
        </dl>
      )}
      {task.check === undefined ? null : (
        <p>
          {checkWords(task.check)}
          {task.check.observedAt === undefined ? null : (
            <>
              {' '}
              Seen <Moment at={task.check.observedAt} from={review.at} />.
            </>
          )}
        </p>
      )}
      {lacking.length === 0 ? null : (
        <ul className={classes['lacking']}>
          {lacking.map((what) => (
            <li key={what}>{what.replace(/^not answered: /, 'It asks for: ')}</li>
          ))}
        </ul>
      )}
      {review.review.state !== 'open' || !may || at !== undefined ? null : open ? (
        <AnswerTask
          task={task}
          review={review.review}
          onCancel={() => setOpen(false)}
          onDone={() => {
            setOpen(false);
            onDone();
          }}
        />
      ) : (
        <Button size="xs" variant="default" onClick={() => setOpen(true)}>
          {answer === undefined ? 'Answer' : 'Answer anew'}
        </Button>
      )}
    </section>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}

/** What later looks show of what was to be taken away. */
export function checkWords({ decided, gone, present, unconfirmed, unlisted }: Omit<NonNullable<Task['check']>, 'at' | 'observedAt'>): string {
  const parts = [`${gone} of ${decided} that were to go are seen to be gone`];
  if (present > 0) parts.push(`${present} ${present === 1 ? 'is' : 'are'} there still`);
  if (unconfirmed > 0) parts.push(`${unconfirmed} no look has covered since`);
  if (unlisted > 0) parts.push(`${unlisted} came besides, on which nobody decided`);
  return `${parts.join('; ')}.`;
}

const MOST_OF_A_LIST = 12;

function said(value: Figure): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return value.toLocaleString('en-GB');
  if (typeof value === 'string') return value;
  const more = value.length - MOST_OF_A_LIST;
  return value.length === 0 ? 'none' : `${value.slice(0, MOST_OF_A_LIST).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
