import { Button } from '@mantine/core';
import type { ChainLinkShown, OneRelease, ReasonShown } from '../../../src/server/development/model.ts';
import { useMay } from '../app/account.ts';
import { plural } from '../attacks/words.ts';
import { EntryLink } from '../kit/entry-link.tsx';
import { Moment } from '../kit/moment.tsx';
import classes from './development.module.css';
import { LinkMark } from './link-mark.tsx';
import { codeWords, countsWords, LINK_WORDS } from './words.ts';

interface LinkCardProps {
  readonly one: ChainLinkShown;
  readonly data: OneRelease;
  /** Why no exception can be asked for now. */
  readonly past: boolean;
  readonly onExcept: () => void;
}

/** One link of the chain: its state, what the gate makes of it, how old the look is, and each reason with its remedy. */
export function LinkCard({ one, data, past, onExcept }: LinkCardProps) {
  const may = useMay()('release.ask-exception');
  const { title, asks } = LINK_WORDS[one.link];
  const id = `link-${one.link}`;
  const counted = countsWords(one.counts);
  return (
    <li className={classes['link']} data-state={one.state} aria-labelledby={id}>
      <h3 id={id}>
        {title} <LinkMark state={one.state} />
      </h3>
      <p className={classes['asks']}>{asks}</p>
      <p data-verdict={one.verdict} className={classes['verdict']}>
        <Verdict one={one} data={data} />
      </p>
      {one.at === undefined ? null : (
        <p className={classes['facts']}>
          Looked at <Moment at={one.at} from={data.at} />
          {one.freshUntil === undefined ? '' : Date.parse(one.freshUntil) > Date.parse(data.at) ? ', counts until ' : ', counted until '}
          {one.freshUntil === undefined ? null : <Moment at={one.freshUntil} from={data.at} show="day" />}
          {one.since === undefined ? '' : `, what came after ${one.since}`}. {one.entry === undefined ? null : <EntryLink seq={one.entry} />}
          {one.kept === false ? ' The file that says where was erased; the ledger has the figures.' : ''}
        </p>
      )}
      {counted === '' ? null : <p className={classes['facts']}>{counted}.</p>}
      {one.reasons.length === 0 ? null : <Reasons reasons={one.reasons} of={one.of} label={`Why: ${title}`} />}
      {one.verdict === 'stopped' && !past && may ? (
        <Button size="compact-xs" variant="default" onClick={onExcept}>
          Ask for an exception<span className="visually-hidden"> of {title}</span>
        </Button>
      ) : null}
    </li>
  );
}

function Verdict({ one, data }: { readonly one: ChainLinkShown; readonly data: OneRelease }) {
  if (data.gate.state !== 'judged') return 'Not judged: there is no policy to hold it to.';
  switch (one.verdict) {
    case 'passed':
      return 'The gate takes it.';
    case 'not-asked':
      return 'The policy does not ask for it.';
    case 'stopped':
      return <strong>It stops the release.</strong>;
    case 'let-pass': {
      const leave = data.gate.letPass.filter(({ link }) => link === one.link);
      return (
        <>
          {leave.map(({ by, what, because, until }) => (
            <span key={`${by} ${what}`} className={classes['leave']}>
              <strong>Let pass</strong> until {until.slice(0, 10)} by {by === 'policy' ? `the policy (${codeWords(what)})` : `the exception ${what}`}: {because}
            </span>
          ))}
        </>
      );
    }
  }
}

const OPEN = 5;

/** Alike reasons stand together, so that a remedy is said once. */
export function Reasons({ reasons, of, label }: { readonly reasons: readonly ReasonShown[]; readonly of: number; readonly label: string }) {
  const groups = [...Map.groupBy(reasons, ({ code }) => code).values()];
  return (
    <ul className={classes['reasons']} aria-label={label}>
      {groups.map((group) => (
        <li key={group[0]?.code}>
          <span className={classes['kind']}>
            {titled(group[0]?.code ?? '')}
            {group.length > 1 ? `, ${plural(group.length, 'place')}` : ''}
          </span>
          <Places group={group.slice(0, OPEN)} />
          {group.length > OPEN ? (
            <details>
              <summary>{plural(group.length - OPEN, 'more place')}</summary>
              <Places group={group.slice(OPEN)} />
            </details>
          ) : null}
        </li>
      ))}
      {of > reasons.length ? <li>And {plural(of - reasons.length, 'reason')} more, all of them by the command line: assay development release check</li> : null}
    </ul>
  );
}

/** `signed-only` at the beginning of a line. */
function titled(code: string): string {
  const words = codeWords(code);
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}

function Places({ group }: { readonly group: readonly ReasonShown[] }) {
  // The remedy stands once below the places that it is the same for.
  const last = (i: number) => group[i + 1]?.remedy !== group[i]?.remedy;
  return (
    <ul className={classes['places']}>
      {group.map(({ place, what, remedy }, i) => (
        // Two reasons may be alike in all; their order never changes.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <li key={i}>
          <code>{place}</code> {what}
          {last(i) ? <span className={classes['remedy']}>What mends it: {remedy}</span> : null}
        </li>
      ))}
    </ul>
  );
}
