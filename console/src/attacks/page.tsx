import type { ReactNode } from 'react';
import type { Choices, Paths, WhatIf } from '../../../src/server/attacks/model.ts';
import { useServiceAsk } from '../app/ask.ts';
import { Answer } from '../kit/answer.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import { Failed } from '../kit/failed.tsx';
import { Loading } from '../kit/loading.tsx';
import { Views } from '../kit/views.tsx';
import classes from './attacks.module.css';
import { Blast } from './blast.tsx';
import { Chokepoints } from './chokepoints.tsx';
import { Chooser } from './chooser.tsx';
import { useNameOf, WithNames } from './names.tsx';
import { opening } from './opening.ts';
import { pinnedTo } from './pinned.ts';
import { type SupposedAnswer, Supposing, SupposingBand } from './supposing.tsx';
import { Times } from './times.tsx';
import { useAttacks } from './use-attacks.ts';
import { isSupposing, VIEWS, type View, written } from './view.ts';
import { Ways } from './ways.tsx';
import { figure } from './words.ts';

const TITLES: Readonly<Record<View, string>> = { ways: 'Ways', chokepoints: 'Choke points', blast: 'Blast radius', times: 'Time' };

/** From whom, to what, by which ways; what would close them; and what if. */
export function AttacksPage() {
  const place = useAttacks();
  const { search, supposed } = place;
  const asked = useServiceAsk<Choices>('attacks', { from: search.from });
  const choices = asked.data;
  const pinned = choices === undefined ? undefined : pinnedTo(choices);
  const target = search.to ?? choices?.goals[0]?.goal;
  const ready = pinned !== undefined && target !== undefined;
  const paths = useServiceAsk<Paths>('attacks/paths', { ...pinned, from: search.from, to: target, ways: 3 }, { enabled: ready });
  const supposing = isSupposing(supposed);
  const goal = paths.data?.answers[0]?.goal;
  const about = { ...pinned, from: search.from, to: goal, prove: written(supposed.prove), fail: written(supposed.fail), fall: written(supposed.fall) };
  // The verdicts are there at once; prices and the way that is left follow. Asked with nothing supposed, the first makes ready for what will be.
  const verdicts = useServiceAsk<WhatIf>('attacks/what-if', { ...about, only: 'verdicts' }, { enabled: ready && goal !== undefined });
  const whatIf = useServiceAsk<WhatIf>('attacks/what-if', about, { enabled: ready && goal !== undefined && supposing });
  if (asked.error !== null) {
    return (
      <>
        <Answer title="Attacks">The attacks cannot be shown.</Answer>
        <Failed error={asked.error} retry={() => void asked.refetch()} />
      </>
    );
  }
  if (choices === undefined) return <Loading shape="page" height={420} label="Working out the attacks" />;
  if (pinned === undefined || target === undefined) {
    return (
      <>
        <Answer title="Attacks">The map names nothing that is critical, so there is no target to ask about.</Answer>
        <EmptyState
          because="No asset has a need of 3 or more."
          shows="Give an asset on the map what it needs (confidentiality, integrity, availability, privacy or safety, from 0 to 4). Then this page shows the cheapest way from an attacker to it, step by step."
          command="assay attack paths --to PART:code"
        />
      </>
    );
  }
  const view = search.view ?? 'ways';
  const what: SupposedAnswer = supposing
    ? {
        verdicts: verdicts.data,
        verdictsLate: verdicts.isPlaceholderData,
        whole: whatIf.data,
        wholeLate: whatIf.isPlaceholderData,
        error: verdicts.error ?? whatIf.error,
      }
    : { verdicts: undefined, verdictsLate: false, whole: undefined, wholeLate: false, error: null };
  const beside = (shown: ReactNode, how: 'ways' | 'stacked' = 'ways') => (
    <div className={classes[how]}>
      <div className={classes['main']}>{shown}</div>
      <Supposing place={place} choices={choices} answer={what} />
      {supposing ? <SupposingBand place={place} answer={what} /> : null}
    </div>
  );
  const late = (paths.isPlaceholderData || asked.isPlaceholderData) && paths.error === null;
  return (
    <WithNames choices={choices} paths={paths.data}>
      <Answer title="Attacks" long>
        {paths.data === undefined ? (paths.error === null ? undefined : 'This cannot be asked.') : opening(paths.data, choices)}
      </Answer>
      {view === 'blast' ? null : <Chooser choices={choices} pinned={pinned} target={goal ?? target} only={view === 'chokepoints' ? 'from' : undefined} />}
      <Views
        label="What to show of the attacks"
        field="view"
        shown={view}
        keep={{ ...search, view: undefined, find: undefined, sort: undefined, page: undefined }}
        views={VIEWS.map((id) => ({ id, title: TITLES[id] }))}
      />
      <div className={classes['panel']} data-late={view === 'ways' && late ? true : undefined}>
        {view === 'ways' ? (
          paths.error !== null ? (
            <Failed error={paths.error} retry={() => void paths.refetch()} />
          ) : paths.data === undefined ? (
            <Loading shape="picture" height={540} label="Looking for the cheapest ways" />
          ) : (
            beside(<Ways place={place} choices={choices} paths={paths.data} left={supposing ? whatIf.data : undefined} />)
          )
        ) : null}
        {view === 'chokepoints' ? beside(<Chokepoints place={place} choices={choices} pinned={pinned} />, 'stacked') : null}
        {view === 'blast' ? <Blast place={place} choices={choices} pinned={pinned} /> : null}
        {view === 'times' ? <Times place={place} choices={choices} pinned={pinned} target={target} /> : null}
      </div>
      {choices.notAnalysed.length === 0 ? null : (
        <p className={classes['foot']}>
          Not analysed, because no step of the library is about them, and so not safe: <Called ids={choices.notAnalysed} />.
        </p>
      )}
      <p className={classes['foot']}>
        Judged on {figure(choices.head.size)} ledger entries, with library {choices.library.version} of {choices.library.templates} attack steps. Closed means
        closed within this library and this map.
      </p>
    </WithNames>
  );
}

function Called({ ids }: { readonly ids: readonly string[] }) {
  const nameOf = useNameOf();
  return ids.map(nameOf).join(', ');
}
