import type { Authority as Answer, Overview } from '../../../src/server/product/model.ts';
import { useAsk, useService } from '../app/ask.ts';
import { EmptyState } from '../kit/empty-state.tsx';
import { Failed } from '../kit/failed.tsx';
import { Go } from '../kit/go.tsx';
import { Loading } from '../kit/loading.tsx';
import { Moment } from '../kit/moment.tsx';
import classes from './product.module.css';
import { figure, plural } from './words.ts';

/** What devices are let in by: the authorities, their ends and lists, where their keys lie, and which certificates somebody has to look after. */
export function Authority({ base, overview }: { readonly base: string; readonly overview: Overview }) {
  const { data, error, refetch } = useAsk<Answer>(`${base}/authority`);
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading shape="table" rows={10} label="Reading how the authorities stand" />;
  if (data.authorities.length === 0)
    return (
      <EmptyState
        because="There is no certificate authority yet."
        shows="It gives each device its own certificate. Here will stand when each authority ends, how old its list of revoked certificates is, and where its key lies."
        command={'assay product ca init --organisation "Example Cameras" --root-passphrase env:ROOT --passphrase env:ISSUING'}
      />
    );
  return (
    <div className={classes['story']}>
      <p className={classes['sentence']}>{standing(data)}</p>
      {data.problems.length === 0 ? null : (
        <ul className={classes['problems']} aria-label="What somebody has to see to">
          {data.problems.map(({ what, remedy }) => (
            <li key={`${what}${remedy}`}>
              <strong>{what}</strong> <code>{remedy}</code>
            </li>
          ))}
        </ul>
      )}
      <Lapsing overview={overview} />
      <h2>From the root down</h2>
      <ol className={classes['credentials']} aria-label="Authorities, the root first">
        {[...data.authorities]
          .sort((a, b) => Number(a.role === 'issuing') - Number(b.role === 'issuing'))
          .map((one) => (
            <One key={one.id} one={one} at={data.at} />
          ))}
      </ol>
      {data.links.length === 0 ? null : (
        <>
          <h2>Roll-over</h2>
          <ul className={classes['intents']} aria-label="Links between an old root and a new one">
            {data.links.map((link) => (
              <li key={`${link.kind}${link.old}${link.new}`}>
                {link.kind === 'new-with-old'
                  ? `Whoever trusts ${link.old} can verify what stands below ${link.new}`
                  : `Whoever trusts ${link.new} can verify what stands below ${link.old}`}
                , until <Moment at={link.notAfter} show="day" from={data.at} />
              </li>
            ))}
          </ul>
        </>
      )}
      {data.links.length > 0 ? null : (
        <p className={classes['note']}>
          No root was ever rolled over here. <code>assay product ca rotate root</code> makes a new one that both old and new devices accept.
        </p>
      )}
      {data.notes.map((note) => (
        <p key={note} className={classes['note']}>
          {note}
        </p>
      ))}
      <h2>How long certificates are good</h2>
      <ul className={classes['intents']} aria-label="Profiles">
        {data.profiles.map(({ name, days, graceDays }) => (
          <li key={name}>
            {name}: {plural(days, 'day')}
            {graceDays === 0 ? '' : `; a device that was away may still renew for ${plural(graceDays, 'day')} more`}
          </li>
        ))}
      </ul>
    </div>
  );
}

function standing({ problems, authorities }: Answer): string {
  const live = authorities.filter(({ replacedBy, revokedAt }) => replacedBy === undefined && revokedAt === undefined).length;
  if (problems.length === 0) return `${plural(live, 'authority is', 'authorities are')} in use, and nothing of them waits for you.`;
  return `${plural(problems.length, 'thing', 'things')} about the authorities ${problems.length === 1 ? 'waits' : 'wait'} for you: verifiers refuse what is good, or soon will.`;
}

/** Certificates of devices that somebody may have to look after, each leading to its devices. */
function Lapsing({ overview: { ending = 0, ended = 0, beyond = 0 } }: { readonly overview: Overview }) {
  const { service } = useService();
  const page = `/services/${encodeURIComponent(service)}/devices`;
  return (
    <dl className={classes['facts']}>
      <dt>End within 30 days</dt>
      <dd>{ending === 0 ? 'none' : <Go to={`${page}?ends=month`}>{plural(ending, 'certificate of a device', 'certificates of devices')}</Go>}</dd>
      <dt>Over, renewal still possible</dt>
      <dd>{ended - beyond === 0 ? 'none' : <Go to={`${page}?ends=over`}>{plural(ended - beyond, 'device')}</Go>}</dd>
      <dt>Over, and too late to renew</dt>
      <dd>
        {beyond === 0 ? (
          'none'
        ) : (
          <>
            <Go to={`${page}?ends=over`}>{plural(beyond, 'device')}</Go>: each has to enrol anew
          </>
        )}
      </dd>
    </dl>
  );
}

function One({ one, at }: { readonly one: Answer['authorities'][number]; readonly at: string }) {
  const { id, role, subject, kind, key, keyHere, notAfter, replacedBy, url, issued, good, revoked, revokedAt, list } = one;
  const due = list !== undefined && Date.parse(list.nextUpdate) < Date.parse(at);
  return (
    <li data-may={revokedAt !== undefined || replacedBy !== undefined ? 'nothing' : due ? 'renew-only' : 'everything'}>
      <p>
        <strong>{id}</strong>, {role === 'root' ? 'root' : 'issues to devices'}
        {revokedAt === undefined ? '' : ', revoked'}
        {replacedBy === undefined ? '' : `, replaced by ${replacedBy}`}
      </p>
      <dl className={classes['facts']}>
        <dt>Name</dt>
        <dd>{subject}</dd>
        <dt>Ends</dt>
        <dd>
          <Moment at={notAfter} from={at} />
        </dd>
        <dt>Its key</dt>
        <dd>
          {kind}, {keyHere ? 'a sealed file on this machine' : key.startsWith('pkcs11:') ? 'in a token' : 'not on this machine'} (
          <code className={classes['id']}>{key}</code>)
        </dd>
        <dt>List of revoked ones</dt>
        <dd>
          {list === undefined ? (
            'none was made yet'
          ) : (
            <>
              number {figure(list.number)}, {plural(list.entries, 'entry', 'entries')}, made <Moment at={list.at} show="relative" from={at} />; the next is due{' '}
              <span className={due ? classes['over'] : undefined}>
                <Moment at={list.nextUpdate} from={at} />
              </span>
            </>
          )}
        </dd>
        <dt>Asked one by one (OCSP)</dt>
        <dd>
          {role === 'root'
            ? 'not for authorities: they stand on the list'
            : url === undefined
              ? 'its certificates name no address, so nobody asks'
              : `at ${url}, while assay product serve runs`}
        </dd>
        <dt>Given out</dt>
        <dd>
          {figure(issued)}, of them {figure(good)} good and {figure(revoked)} revoked
        </dd>
      </dl>
    </li>
  );
}
