import { Button, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ActorShown, AskBody, Excepted, ExceptionShown, OneRelease } from '../../../src/server/development/model.ts';
import { useMay } from '../app/account.ts';
import { post } from '../app/api.ts';
import { askAgain, useService } from '../app/ask.ts';
import { notify } from '../app/notices.ts';
import attacks from '../attacks/attacks.module.css';
import { Act } from '../kit/act.tsx';
import { Details } from '../kit/details.tsx';
import { EntryLink } from '../kit/entry-link.tsx';
import { Failed } from '../kit/failed.tsx';
import { useFilled } from '../kit/filled.ts';
import { Moment } from '../kit/moment.tsx';
import { isReason, ReasonField } from '../kit/reason-field.tsx';
import classes from './development.module.css';
import type { ReleasesPlace } from './view.ts';
import { LINK_WORDS, type LinkName } from './words.ts';

const STATES: Readonly<Record<ExceptionShown['state'], string>> = {
  waits: 'Waits for a second person',
  stands: 'Stands',
  over: 'Over',
  withdrawn: 'Withdrawn',
};

function actorName({ id, name, self }: ActorShown): string {
  if (self === true) return name === undefined ? 'you' : `${name} (you)`;
  return name ?? (id.startsWith('p_') ? 'somebody of the office' : id);
}

const titleOf = (what: string, { exceptable }: OneRelease): string =>
  Object.hasOwn(LINK_WORDS, what) ? LINK_WORDS[what as LinkName].title : (exceptable.find(({ id }) => id === what)?.title ?? what);

/** What two people agreed to let pass until a day, and what one of them asked for. */
export function Exceptions({ data, place }: { readonly data: OneRelease; readonly place: ReleasesPlace }) {
  const { service, at } = useService();
  const may = useMay()('release.ask-exception');
  const past = at === undefined ? undefined : 'The page shows a past moment. Show now first.';
  const path = `/api/services/${encodeURIComponent(service)}/development/exceptions`;
  const done = () => void askAgain(`/api/services/${service}`);
  return (
    <section aria-labelledby="exceptions">
      <h2 id="exceptions" className={`${attacks['heading']} ${classes['next']}`}>
        Exceptions
      </h2>
      {data.exceptions.length === 0 ? (
        <p className={classes['note']}>
          None was asked for. One person asks, another grants, and it counts until its day: it is for what cannot be mended in time, and it is shown beside the
          link.
        </p>
      ) : (
        <ul className={classes['reasons']}>
          {data.exceptions.map((one) => (
            <li key={one.id}>
              <strong>
                {titleOf(one.what, data)}: {STATES[one.state]}
              </strong>{' '}
              until <Moment at={one.until} from={data.at} show="day" />
              {one.withdrawnSince === undefined ? null : (
                <>
                  , withdrawn since <Moment at={one.withdrawnSince} from={data.at} />
                </>
              )}
              . {one.reason}
              <span className={classes['remedy']}>
                {one.id}, asked for by {actorName(one.askedBy)} <Moment at={one.askedAt} from={data.at} />
                {one.grantedBy === undefined ? '' : `, granted by ${actorName(one.grantedBy)}`}.{' '}
                {one.entries.map((seq) => (
                  <EntryLink key={seq} seq={seq} />
                ))}
              </span>
              {one.state === 'waits' || one.state === 'stands' ? (
                <span className={classes['acts']}>
                  {one.state === 'waits' ? (
                    <Act
                      action="release.grant-exception"
                      title={`Grant ${one.id}`}
                      says={`${titleOf(one.what, data)} of ${data.release} is let pass until ${one.until.slice(0, 10)}, whatever is wrong with it.`}
                      undo="Withdraw it: from then on the gate asks for it again."
                      run={() => post<Excepted>(`${path}/${one.id}/grant`)}
                      done="The exception stands."
                      onDone={done}
                      blocked={past ?? (one.askedBy.self === true ? 'You asked for it: somebody else has to grant it.' : undefined)}
                    />
                  ) : null}
                  <Act
                    action="release.withdraw-exception"
                    title={`Withdraw ${one.id}`}
                    says={`The gate asks for ${titleOf(one.what, data)} of ${data.release} again.`}
                    undo="Ask for another, and have it granted."
                    run={() => post<Excepted>(`${path}/${one.id}/withdraw`)}
                    done="The exception is withdrawn."
                    onDone={done}
                    blocked={past}
                  />
                </span>
              ) : null}
            </li>
          ))}
        </ul>
      )}
      {may && past === undefined ? (
        <Button size="xs" variant="default" onClick={() => place.change({ except: data.chain.find(({ verdict }) => verdict === 'stopped')?.link ?? 'review' })}>
          Ask for an exception
        </Button>
      ) : (
        <p className={attacks['hint']}>{past ?? 'Your roles show exceptions, and do not include asking for them.'}</p>
      )}
      <Details
        title={place.search.except === undefined || !may || past !== undefined ? undefined : 'Ask for an exception'}
        onClose={() => place.change({ except: undefined })}
      >
        {place.search.except === undefined ? null : <AskFor data={data} what={place.search.except} onAsked={() => place.change({ except: undefined })} />}
      </Details>
    </section>
  );
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

function AskFor({ data, what: given, onAsked }: { readonly data: OneRelease; readonly what: string; readonly onAsked: () => void }) {
  const { service } = useService();
  const [what, setWhat] = useState(data.exceptable.some(({ id }) => id === given) ? given : '');
  const [until, setUntil] = useState('');
  const [why, setWhy] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const untilFine = DAY.test(until.trim()) && !Number.isNaN(Date.parse(until.trim()));
  const send = async () => {
    setBusy(true);
    setError(null);
    const body: AskBody = { release: data.release, what, until: until.trim(), reason: why.trim() };
    try {
      const sent = await post<Excepted>(`/api/services/${encodeURIComponent(service)}/development/exceptions`, body);
      if (sent.kind !== 'done') return;
      notify({ tone: 'done', text: `Asked for as ${sent.body.exception}. It counts once somebody else grants it.` });
      await askAgain(`/api/services/${service}`);
      onAsked();
    } catch (failed) {
      setError(failed);
    } finally {
      setBusy(false);
    }
  };
  const { form, missing } = useFilled(what !== '' && untilFine && isReason(why), () => {
    if (!busy) void send();
  });
  return (
    <form {...form}>
      <Stack gap="sm">
        <NativeSelect
          label="Of what"
          value={what}
          data={[{ value: '', label: 'Choose' }, ...data.exceptable.map(({ id }) => ({ value: id, label: titleOf(id, data) }))]}
          error={missing(what !== '', 'Choose a link or a criterion.')}
          onChange={(event) => setWhat(event.currentTarget.value)}
        />
        <TextInput
          label="Until which day"
          description="UTC, such as 2026-12-20; within 92 days. Its last moment still counts."
          value={until}
          error={missing(untilFine, 'A day, such as 2026-12-20.')}
          onChange={(event) => setUntil(event.currentTarget.value)}
        />
        <ReasonField value={why} onChange={setWhy} error={missing(isReason(why), 'Say why, so that a colleague can follow it later.')} />
        {error === null ? null : <Failed error={error} what="Nothing was asked for." />}
        <div>
          <Button type="submit" loading={busy}>
            Ask for it
          </Button>
        </div>
      </Stack>
    </form>
  );
}
