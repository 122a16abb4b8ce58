import type { InsidersShown } from '../../../src/server/development/model.ts';
import attacks from '../attacks/attacks.module.css';
import { figure, plural } from '../attacks/words.ts';
import classes from './development.module.css';

type One = InsidersShown['list'][number];
type Means = One['means'][number];

const KINDS: Readonly<Record<One['kind'], string>> = {
  person: 'a person',
  forge: 'a forge',
  bot: 'a program',
  model: 'a model',
  key: 'a key that is no person’s',
  record: 'a record',
  'not-known': 'not in the register',
};

const HOW: Readonly<Record<Means['way'], string>> = {
  'own-change': 'wrote what no other is known to have seen',
  'applied-alone': 'applied what somebody else wrote, alone',
  'own-word': 'could have made up its review',
  'system-word': 'is the only word for its review',
  'approval-alone': 'approved it, alone',
  'release-alone': 'makes the tag of the release, alone',
};

/** Who could have put into this release what nobody else saw, as it was kept with its review. */
export function Insiders({ insiders, release }: { readonly insiders: InsidersShown; readonly release: string }) {
  const { list, of, approvedAlone } = insiders;
  return (
    <section aria-labelledby="insiders">
      <h2 id="insiders" className={`${attacks['heading']} ${classes['next']}`}>
        Who could insert code unseen into {release}
      </h2>
      <p className={classes['note']}>
        As it was when its commits were looked at. It says what could be, and accuses nobody.
        {approvedAlone === 0 ? '' : ` ${plural(approvedAlone, 'reviewer')} approved a change alone.`}
      </p>
      {list.length === 0 ? (
        <p className={classes['note']}>Nobody: each change was seen by another, and two people stand for the tag.</p>
      ) : (
        <ul className={classes['reasons']} aria-labelledby="insiders">
          {list.map(({ who, kind, means }, i) => (
            // Those who are not named read alike; their order never changes.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <li key={i}>
              <span className={classes['kind']}>{who ?? 'Somebody who is not named to you'}</span>, {KINDS[kind]}
              <ul className={classes['places']}>
                {means.map((one) => (
                  <li key={one.way}>
                    {HOW[one.way]}
                    {amount(one)}. <span className={classes['remedy']}>What would notice it: {noticed(one)}.</span>
                  </li>
                ))}
              </ul>
            </li>
          ))}
          {of > list.length ? <li>And {figure(of - list.length)} more, all of them by the command line: assay development review</li> : null}
        </ul>
      )}
    </section>
  );
}

function amount({ way, commits, perhaps }: Means): string {
  if (way === 'release-alone') return ', and so all that is in it';
  return `: ${plural(commits, 'commit')}${perhaps === 0 ? '' : `, of ${figure(perhaps)} of which it cannot be known`}`;
}

const NOTICES: Readonly<Record<string, string>> = {
  review: 'the review',
  signal: 'a signal that told of it',
  signature: 'a signature of whoever wrote or reviewed it',
  artifact: 'the comparison of what ships with the source',
  log: 'the code log',
  nothing: 'nothing',
};

const noticed = ({ noticedBy }: Means): string => (noticedBy.length === 0 ? 'nothing' : noticedBy.map((by) => NOTICES[by] ?? by).join(', '));
