import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { type ReactNode, useEffect, useState } from 'react';
import type { Home } from '../../../src/server/home/model.ts';
import { get, post } from '../app/api.ts';
import classes from './home.module.css';
import { Choice, Screen } from './screen.tsx';
import { day, kindOf, purposeWords, say, spoken } from './words.ts';

const api = getRouteApi('/at-home/$service');

/** Who may see what of a home, until when; what is shared or agreed to ends by one tap, from that moment on. */
export function WhoPage() {
  const { service } = api.useParams();
  const path = `/api/home/${encodeURIComponent(service)}`;
  const { data, error, refetch } = useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => get<Home>(path, { stranger: true, signal }),
    refetchInterval: 15_000,
  });
  if (error !== null && data === undefined)
    return (
      <Screen title={say('refused.other.title')} text={say('refused.other.text')}>
        <Choice first onClick={() => void refetch()}>
          {say('introduce.again.yes')}
        </Choice>
      </Screen>
    );
  if (data === undefined) return <Screen title={say('wait.loading.text')} busy />;
  if (!data.known) return <Unknown service={service} />;
  return <Shown home={data} path={path} />;
}

function Unknown({ service }: { readonly service: string }) {
  const navigate = api.useNavigate();
  return (
    <Screen title={say('who.unknown.title')} text={say('who.unknown.text')}>
      <Choice first onClick={() => void navigate({ to: '/at-home/$service/add', params: { service } })}>
        {say('introduce.scan.title')}
      </Choice>
    </Screen>
  );
}

type Role = NonNullable<Home['role']>;
const ROLE = {
  owner: ['who.owner.label', 'who.owner.text'],
  household: ['who.household.label', 'who.household.text'],
  guest: ['who.guest.label', 'who.guest.text'],
  installer: ['who.installer.label', 'who.installer.text'],
} as const;

function Shown({ home, path }: { readonly home: Home; readonly path: string }) {
  const { members = [], devices = [], shares = [], visits = [], consents = [], uses = [], member: me, role } = home;
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState<string>();
  const owner = role === 'owner';
  // A guest sees what is shared with them and whom to ask; the home is not theirs.
  const lives = owner || role === 'household';
  useEffect(() => {
    document.documentElement.lang = spoken;
  }, []);
  const somebody = say('who.somebody.label');
  const nameOf = (id: string) => members.find(({ member }) => member === id)?.name ?? somebody;
  const end = (what: string, body: object | undefined, done: string) => {
    setBusy(true);
    post<Home>(`${path}/${what}`, body, { stranger: true })
      .then((sent) => {
        if (sent.kind === 'done') queries.setQueryData([path], sent.body);
        setTold(done);
      })
      .catch(() => setTold(`${say('refused.other.title')}. ${say('refused.other.text')}`))
      .finally(() => setBusy(false));
  };
  return (
    <div className={classes['home']} lang={spoken}>
      <div>
        {home.name === undefined ? null : <p>{home.name}</p>}
        <h1 tabIndex={-1}>{say(lives ? 'who.home.title' : 'who.mine.title')}</h1>
        <p hidden={!lives}>{members.length <= 1 && shares.length === 0 && visits.length === 0 ? say('who.home.alone') : say('who.home.text')}</p>
      </div>
      <p role="status" className={told === undefined ? undefined : classes['told']}>
        {told}
      </p>
      <Part title={say('who.home.title')} plain={lives} hidden={!lives}>
        {members.map(({ member, name, role: as, until }) => (
          <li key={member}>
            <p>
              <strong>{capital(member === me ? say('who.you.label') : (name ?? somebody))}</strong>: {say(ROLE[as][0])}
            </p>
            <p>{roleText(as, until)}</p>
          </li>
        ))}
        {visits.map(({ visit, name, minutes, until }) => (
          <li key={visit}>
            <p>
              <strong>{name ?? say('who.support.label')}</strong>
            </p>
            <p>{until === undefined ? say('who.support.text', { minutes: String(minutes) }) : say('support.here.text', { until: day(until) })}</p>
            {owner && until === undefined ? (
              <Choice disabled={busy} onClick={() => end(`visits/${visit}/agree`, undefined, say('support.ask.yes'))}>
                {say('support.ask.yes')}
              </Choice>
            ) : null}
            {owner ? (
              <Choice disabled={busy} onClick={() => end(`visits/${visit}/end`, undefined, say(until === undefined ? 'support.ask.no' : 'support.here.yes'))}>
                {say(until === undefined ? 'support.ask.no' : 'support.here.yes')}
              </Choice>
            ) : null}
          </li>
        ))}
      </Part>
      {shares.length === 0 ? null : (
        <Part title={lives ? say('who.shared.title') : say('who.mine.title')} plain={!lives}>
          {shares.map(({ share, device, channel, to, name, until }) => {
            const person = to === me ? say('who.you.label') : (name ?? nameOf(to));
            return (
              <li key={share}>
                <p>
                  <strong>{person}</strong>:{' '}
                  {channel === undefined ? say('who.everything.label', { device }) : say('who.one-thing.label', { what: channel, device })}
                </p>
                <p>{say('who.until.label', { until: day(until) })}</p>
                {owner || to === me ? (
                  <Choice disabled={busy} onClick={() => end(`shares/${share}/end`, undefined, say('share.ended.title', { person, device }))}>
                    {say('share.end.yes')}
                  </Choice>
                ) : null}
              </li>
            );
          })}
        </Part>
      )}
      {lives ? (
        <Part title={say('who.uses.title')} none={say('who.uses.none')}>
          {consents.map((one) => (
            <li key={`${one.purpose}/${one.class}`}>
              <p>
                <strong>{capital(kindOf(one.class))}</strong>, {purposeWords(one.purpose)}
              </p>
              <p>{one.until === undefined ? say('who.always.label') : say('who.until.label', { until: day(one.until) })}</p>
              {owner ? (
                <Choice
                  disabled={busy}
                  onClick={() =>
                    end('consents/withdraw', { purpose: one.purpose, class: one.class }, `${capital(kindOf(one.class))}: ${say('consent.ask.no')}`)
                  }
                >
                  {say('consent.given.no')}
                </Choice>
              ) : null}
            </li>
          ))}
        </Part>
      ) : null}
      {uses.length === 0 ? null : (
        <Part title={say('consent.ask.title')} text={say('consent.offered.text')}>
          {uses.map((one) => (
            <li key={`${one.purpose}/${one.class}`}>
              <p>
                <strong>{capital(kindOf(one.class))}</strong>, {purposeWords(one.purpose)}
              </p>
              <Choice
                disabled={busy}
                onClick={() => end('consents/give', { purpose: one.purpose, class: one.class }, `${capital(kindOf(one.class))}: ${say('consent.ask.yes')}`)}
              >
                {say('consent.ask.yes')}
              </Choice>
            </li>
          ))}
        </Part>
      )}
      {lives ? (
        <Part title={say('who.devices.title')} none={say('who.devices.none')}>
          {devices.map(({ device, product }) => {
            const seen = shares.some((share) => share.device === device);
            return (
              <li key={device}>
                <p>
                  <strong>{device}</strong> ({product})
                </p>
                {seen || !owner ? null : <p>{say('who.nobody.text', { device })}</p>}
              </li>
            );
          })}
        </Part>
      ) : (
        <Part title={say('who.owner.label')}>
          {members
            .filter(({ role: as }) => as === 'owner')
            .map(({ member, name }) => (
              <li key={member}>
                <p>{name ?? capital(somebody)}</p>
              </li>
            ))}
        </Part>
      )}
    </div>
  );
}

function roleText(role: Role, until: string | undefined): string {
  const text = say(ROLE[role][1], until === undefined ? {} : { until: day(until) });
  return role === 'guest' && until !== undefined ? `${text} ${say('who.until.label', { until: day(until) })}` : text;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

interface PartProps {
  readonly title: string;
  readonly none?: string;
  /** Below its title. */
  readonly text?: string;
  /** Its title stands over the page already. */
  readonly plain?: boolean;
  readonly hidden?: boolean;
  readonly children: ReactNode;
}

function Part({ title, none, text, plain = false, hidden = false, children }: PartProps) {
  const empty = Array.isArray(children) && children.flat().filter((child) => child !== null && child !== false).length === 0;
  if (hidden) return null;
  return (
    <section aria-label={title}>
      {plain ? null : <h2>{title}</h2>}
      {text === undefined ? null : <p>{text}</p>}
      {empty ? <p>{none}</p> : <ul>{children}</ul>}
    </section>
  );
}
