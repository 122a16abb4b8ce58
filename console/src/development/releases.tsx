import type { ReleaseLine, Releases as Shown } from '../../../src/server/development/model.ts';
import { useService } from '../app/ask.ts';
import { plural } from '../attacks/words.ts';
import type { Column } from '../kit/columns.ts';
import { DataTable } from '../kit/data-table.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import { Moment } from '../kit/moment.tsx';
import classes from './development.module.css';
import { LinkMark } from './link-mark.tsx';
import { Unread } from './unread.tsx';
import type { ReleasesPlace } from './view.ts';
import { brief, codeWords, GATE_WORDS, LINK_WORDS, STATE_WORDS } from './words.ts';

const COMMANDS = [
  'assay development review REPO --release v1.2.3 --since v1.2.2 --record --part REPOSITORY',
  'assay development artifact v1.2.3.tar.gz --against REPO --tag v1.2.3 --record --part LINK',
  'assay development lifecycle check v1.2.3 --record',
  'assay development release check v1.2.3',
] as const;

/** Every release, with its chain in short and what the gate says. */
export function Releases({ data, place }: { readonly data: Shown; readonly place: ReleasesPlace }) {
  const { at } = useService();
  const { policy, lifecycle, later } = data;
  const recorded = data.releases.some(({ gate }) => gate !== 'unrecorded');
  const columns: readonly Column<ReleaseLine>[] = [
    { id: 'release', title: 'Release', value: ({ release }) => release, width: '16%' },
    {
      id: 'gate',
      title: 'Gate',
      value: ({ gate }) => GATE_WORDS[gate],
      show: ({ gate, reasons }) => (
        <span className={classes['gate']} data-gate={gate}>
          {GATE_WORDS[gate]}
          {gate === 'stopped' ? `, ${plural(reasons, 'reason')}` : ''}
        </span>
      ),
      width: '22%',
    },
    {
      id: 'chain',
      title: 'Chain',
      value: ({ links }) => links.map(({ link, state }) => `${LINK_WORDS[link].title}: ${STATE_WORDS[state].word}`).join('; '),
      show: ({ links }) => (
        <span className={classes['chain']}>
          {links.map(({ link, state }) => (
            <LinkMark key={link} state={state} bare of={LINK_WORDS[link].title} />
          ))}
        </span>
      ),
    },
    {
      id: 'newest',
      title: 'Looked at',
      value: ({ newest }) => newest,
      show: ({ newest }) => (newest === undefined ? 'never' : <Moment at={newest} from={data.at} show="day" />),
    },
    { id: 'phase', title: 'Phase', value: ({ phase }) => (phase === undefined ? '' : codeWords(phase)) },
    {
      id: 'published',
      title: 'Published',
      value: ({ published }) => published,
      show: ({ published }) => (published === undefined ? 'no' : <Moment at={published} from={data.at} show="day" />),
    },
    { id: 'commit', title: 'Commit', value: ({ commit }) => commit, show: ({ commit }) => (commit === undefined ? '' : <code>{brief(commit)}</code>) },
  ];
  return (
    <>
      {policy.state === 'refused' ? <Unread {...policy} what="The policy of releases cannot be read." /> : null}
      {lifecycle.state === 'refused' ? <Unread {...lifecycle} what="The lifecycle cannot be read against the map of this moment." /> : null}
      {policy.state === 'none' && recorded ? (
        <p className={classes['note']}>
          Put the policy as <code>{policy.file}</code> into the folder of the service: without one nothing is asked of a release.
        </p>
      ) : null}
      {recorded ? null : (
        <div className={classes['empty']}>
          <EmptyState
            because={
              at === undefined || later === 0
                ? 'Nothing was recorded of a release.'
                : `Nothing had been recorded of a release by then; ${plural(later, 'look')} came later.`
            }
            shows="Then this page shows each release as one column, from review through tree and artifact to release: which link is proven, which is broken, and what the gate says. These commands fill it:"
          >
            <pre className={classes['commands']}>{COMMANDS.join('\n')}</pre>
          </EmptyState>
        </div>
      )}
      {data.releases.length === 0 ? null : (
        <DataTable
          label="Releases"
          rows={data.releases}
          columns={columns}
          rowKey={({ release }) => release}
          onOpen={({ release }) => place.change({ release })}
        />
      )}
    </>
  );
}
