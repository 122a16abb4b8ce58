import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { refusedWords } from '../../../src/experience/language/words.ts';
import type { Home, Introduction } from '../../../src/server/home/model.ts';
import { get, post } from '../app/api.ts';
import { ApiProblem } from '../app/problem.ts';
import { attempt, type Code, codeIn, takeCode } from './code.ts';
import classes from './home.module.css';
import { Choice, Screen } from './screen.tsx';
import { day, say } from './words.ts';

const api = getRouteApi('/at-home/$service/add');
const EVERY_MS = 1500;

type State =
  | { readonly at: 'scan' }
  | { readonly at: 'yours'; readonly code: Code }
  | { readonly at: 'press'; readonly device: string; readonly until?: string }
  | { readonly at: 'done'; readonly device: string }
  | { readonly at: 'not-mine' }
  | { readonly at: 'refused'; readonly code: string };

/** Somebody takes a device into their home: one decision, one press of its button, nothing typed. */
export function AddPage() {
  const { service } = api.useParams();
  const { device } = api.useSearch();
  const navigate = api.useNavigate();
  const [state, setState] = useState<State>(() => {
    const code = takeCode();
    if (code !== undefined) return { at: 'yours', code };
    return device === undefined ? { at: 'scan' } : { at: 'press', device };
  });
  const path = `/api/home/${encodeURIComponent(service)}`;
  const took = (found: Introduction) => {
    // A page that is loaded anew goes on waiting: the address says for which device, and no secret.
    void navigate({ search: { device: found.device }, replace: true });
    setState(found.state === 'completed' ? { at: 'done', device: found.device } : { at: 'press', device: found.device, until: found.until });
  };
  const add = async (code: Code) => {
    const sent = await post<Introduction>(`${path}/devices`, { code: code.text, attempt: attempt() }, { stranger: true });
    if (sent.kind === 'done') took(sent.body);
  };
  switch (state.at) {
    case 'scan':
      return <Scan found={(code) => setState({ at: 'yours', code })} />;
    case 'yours':
      return (
        <Yours
          code={state.code}
          yes={() => add(state.code).catch((error: unknown) => setState({ at: 'refused', code: error instanceof ApiProblem ? error.code : '' }))}
          no={() => setState({ at: 'not-mine' })}
        />
      );
    case 'press':
      return (
        <Press
          {...state}
          path={path}
          came={(found) =>
            found.state === 'open' ? undefined : found.state === 'completed' ? took(found) : setState({ at: 'refused', code: ENDED[found.state] ?? '' })
          }
        />
      );
    case 'done':
      return (
        <Screen title={say('introduce.done.title', { device: state.device })} text={say('introduce.done.text')}>
          <Choice first onClick={() => void navigate({ to: '/at-home/$service', params: { service } })}>
            {say('introduce.done.yes')}
          </Choice>
        </Screen>
      );
    case 'not-mine':
      return <Screen title={say('introduce.not-mine.title')} text={say('introduce.not-mine.text')} />;
    case 'refused':
      return <Refused code={state.code} again={() => setState({ at: 'scan' })} />;
  }
}

/** How an introduction that ended without a home is told: by the words of its refusals. */
const ENDED: Readonly<Record<string, string>> = {
  expired: 'ASSAY-INTRODUCTION-004',
  cancelled: 'ASSAY-INTRODUCTION-005',
  replaced: 'ASSAY-INTRODUCTION-005',
  contested: 'ASSAY-INTRODUCTION-007',
};

/** The camera of the phone opens the link by itself; whoever came without it pastes it here. */
function Scan({ found }: { readonly found: (code: Code) => void }) {
  const [text, setText] = useState('');
  const [bad, setBad] = useState(false);
  const look = (given: string) => {
    const code = codeIn(given);
    if (code === undefined) setBad(given.trim() !== '');
    else found(code);
  };
  return (
    <Screen title={say('introduce.scan.title')} text={say('introduce.scan.text')}>
      <label className={classes['field']}>
        {say('introduce.paste.label')}
        <input
          value={text}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          aria-invalid={bad}
          onChange={(event) => setText(event.currentTarget.value)}
          onPaste={(event) => look(event.clipboardData.getData('text'))}
        />
      </label>
      {bad ? (
        <p role="alert">
          {say('refused.unreadable.title')}. {say('refused.unreadable.text')}
        </p>
      ) : null}
      <Choice first={text !== ''} onClick={() => look(text)}>
        {say('introduce.paste.yes')}
      </Choice>
    </Screen>
  );
}

function Yours({ code, yes, no }: { readonly code: Code; readonly yes: () => Promise<void>; readonly no: () => void }) {
  const [busy, setBusy] = useState(false);
  const go = () => {
    setBusy(true);
    void yes().finally(() => setBusy(false));
  };
  return (
    <Screen title={say('introduce.yours.title')} text={say('introduce.yours.text', { device: code.device })} busy={busy}>
      <Choice first disabled={busy} onClick={go}>
        {busy ? say('wait.loading.text') : say('introduce.yours.yes')}
      </Choice>
      <Choice disabled={busy} onClick={no}>
        {say('introduce.yours.no')}
      </Choice>
    </Screen>
  );
}

interface PressProps {
  readonly device: string;
  readonly until?: string;
  readonly path: string;
  readonly came: (found: Introduction) => void;
}

function Press({ device, until, path, came }: PressProps) {
  const [end, setEnd] = useState(until);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked of this device, for as long as this screen is there
  useEffect(() => {
    const looking = new AbortController();
    const look = async () => {
      try {
        const { introduction } = await get<Home>(path, { query: { device }, stranger: true, signal: looking.signal });
        if (introduction === undefined) return;
        setEnd(introduction.until);
        came(introduction);
      } catch {
        // Away for a moment: it is asked again.
      }
    };
    void look();
    const timer = setInterval(() => void look(), EVERY_MS);
    return () => {
      clearInterval(timer);
      looking.abort();
    };
  }, [device, path]);
  return (
    <Screen title={say('introduce.press.title')} {...(end === undefined ? {} : { text: say('introduce.press.text', { until: day(end) }) })} busy>
      <p role="status">{say('introduce.press.waiting', { device })}</p>
    </Screen>
  );
}

const NOT_OWNER = 'ASSAY-HOUSEHOLD-004';
/** Minutes until a code that was tried too often may be tried again. */
const WAIT = '15';

function Refused({ code, again }: { readonly code: string; readonly again: () => void }) {
  const { title, text } = refusedWords(code);
  const owner = code === NOT_OWNER;
  return (
    <Screen
      title={owner ? say('introduce.ask-owner.title') : say(title)}
      text={owner ? say('introduce.ask-owner.text', { person: say('who.owner.label') }) : say(text, { minutes: WAIT })}
    >
      <Choice first onClick={again}>
        {say('introduce.again.yes')}
      </Choice>
    </Screen>
  );
}
