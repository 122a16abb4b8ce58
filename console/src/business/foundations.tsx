import type { Foundations as Answer } from '../../../src/server/business/model.ts';
import { useServiceAsk } from '../app/ask.ts';
import attacks from '../attacks/attacks.module.css';
import { figure, plural } from '../attacks/words.ts';
import type { Column } from '../kit/columns.ts';
import { DataTable } from '../kit/data-table.tsx';
import { Details } from '../kit/details.tsx';
import { EmptyState } from '../kit/empty-state.tsx';
import { Failed } from '../kit/failed.tsx';
import { Loading } from '../kit/loading.tsx';
import { VerdictMark } from '../kit/verdict-mark.tsx';
import classes from './business.module.css';
import { controlAt } from './called.ts';
import type { BusinessPlace } from './view.ts';

type One = Answer['foundations'][number];
const KINDS: Readonly<Record<One['kind'], string>> = { 'identity-provider': 'Identity provider', administrator: 'Administrator', supplier: 'Supplier' };
const controlsOf = ({ rests }: One) => rests.filter(({ what }) => what === 'control');
const provenOf = (one: One) => controlsOf(one).filter(({ verdict }) => verdict === 'proven').length;
/** A goal that only several controls together keep closed, and that rest on one thing. */
const deepIn = ({ holds }: One) => holds.filter(({ controls }) => controls.length > 1);
const MOST_CALLED = 5;

/** What controls rest on: where a defence looks several deep, and is one failure deep. */
export function Foundations({ place: { search, change } }: { readonly place: BusinessPlace }) {
  const { data, error, refetch } = useServiceAsk<Answer>('business/foundations');
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading shape="table" rows={10} label="Looking what controls rest on" />;
  if (data.foundations.length === 0)
    return (
      <EmptyState
        because="No control rests on an identity provider, an administrator or a supplier of the map."
        shows="Say on the map who signs people in, who administers and who supplies. Then this shows which defences fall together."
      />
    );
  const open = data.foundations.find(({ id }) => id === search.foundation);
  const columns: readonly Column<One>[] = [
    {
      id: 'name',
      title: 'Foundation',
      value: ({ name }) => name,
      show: ({ name }) => (
        <span className={classes['words']} dir="auto">
          {name}
        </span>
      ),
    },
    { id: 'kind', title: 'Kind', value: ({ kind }) => KINDS[kind] },
    { id: 'controls', title: 'Controls', value: (one) => controlsOf(one).length, figure: true },
    { id: 'proven', title: 'Proven', value: provenOf, figure: true },
    { id: 'gates', title: 'Gates', value: ({ rests }) => rests.filter(({ what }) => what === 'gate').length, figure: true },
    { id: 'holds', title: 'Goals kept closed', value: ({ holds }) => holds.length, figure: true },
    // Pairs of controls that are still to be proven and would fall together.
    { id: 'would', title: 'Pairs', value: ({ would }) => would.length, figure: true },
  ];
  return (
    <>
      <p>
        <strong>{standing(data)}</strong> A control rests on whoever signs people in to what it guards, administers it or supplies it. Where controls that rest
        on one thing keep a goal closed, they look like so many defences and are one: whoever rules it opens them together. <em>Goals kept closed</em>: by
        controls that rest on it, and that would open were these to fail. <em>Pairs</em>: of controls that are still to be proven, and would fall together.
      </p>
      {data.foundations.map((one) => (
        <Called key={one.id} one={one} data={data} />
      ))}
      <DataTable
        label="What controls rest on"
        rows={data.foundations}
        columns={columns}
        rowKey={({ id }) => id}
        onOpen={({ id }) => change({ foundation: id })}
        chosen={search.foundation}
        view={{ find: search.find, sort: search.sort, page: search.page }}
        onView={({ find, sort, page }) => change({ find, sort, page }, 'toggle')}
        none="No foundation matches."
      />
      <Details title={open?.name} onClose={() => change({ foundation: undefined })}>
        {open === undefined ? null : <Inside one={open} data={data} />}
      </Details>
    </>
  );
}

/** The sentence that answers: whether any defence is one failure deep, and on what most rests. */
function standing({ foundations }: Answer): string {
  const deep = foundations.reduce((sum, one) => sum + deepIn(one).length, 0);
  const pairs = foundations.reduce((sum, { would }) => sum + would.length, 0);
  const most = foundations.reduce((a, b) => (controlsOf(b).length > controlsOf(a).length ? b : a));
  const answer =
    deep > 0
      ? `${plural(deep, 'critical goal')} ${deep === 1 ? 'is' : 'are'} kept closed only by several controls that rest on one thing.`
      : pairs > 0
        ? 'No goal that is closed now is one failure deep; some would be, once their controls are proven.'
        : 'As far as sign-in, administration, hosting, deployment and supply lead, no critical goal is known to be kept closed by controls that all rest on one thing.';
  return `${answer} Most rests on ${most.name}: ${plural(controlsOf(most).length, 'control')}.`;
}

function Called({ one, data }: { readonly one: One; readonly data: Answer }) {
  const deep = deepIn(one);
  // One pair may stand for many goals: it is said once, with how many.
  const pairs = [...Map.groupBy(one.would, ({ controls }) => controls.toSorted().join(' '))].map(([, all]) => all);
  if (deep.length + pairs.length === 0) return null;
  return (
    <section className={classes['called']} aria-label={`What rests on ${one.name} alone`}>
      {deep.length === 0 ? null : (
        <>
          <p>
            <strong>
              {plural(deep.length, 'critical goal')} {deep.length === 1 ? 'looks' : 'look'} several controls deep, and {deep.length === 1 ? 'is' : 'are'} one
              failure deep: all rest on {one.name}.
            </strong>
          </p>
          <ul>
            {deep.slice(0, MOST_CALLED).map(({ goal, title, controls }) => (
              <li key={goal} className={classes['words']}>
                {title}: kept closed by {controls.map((id) => controlAt(data, id)).join(' and ')}.
              </li>
            ))}
          </ul>
        </>
      )}
      {pairs.length === 0 ? null : (
        <>
          <p>
            <strong>Two controls that are still to be proven would be one failure deep: both rest on {one.name}.</strong>
          </p>
          <ul>
            {pairs.slice(0, MOST_CALLED).map((all) => (
              <li key={all[0]?.controls.join(' ')} className={classes['words']}>
                {all[0]?.controls.map((id) => controlAt(data, id)).join(' and ')}: for {all.length === 1 ? all[0]?.title : plural(all.length, 'critical goal')}.
              </li>
            ))}
          </ul>
        </>
      )}
      {Math.max(deep.length, pairs.length) > MOST_CALLED ? (
        <p>{figure(Math.max(deep.length, pairs.length) - MOST_CALLED)} more: open it in the table.</p>
      ) : null}
    </section>
  );
}

function Inside({ one, data }: { readonly one: One; readonly data: Answer }) {
  const gates = one.rests.filter(({ what }) => what === 'gate');
  return (
    <div className={classes['inside']}>
      <p>{KINDS[one.kind]}. Whoever rules it can undo what is listed here.</p>
      <h3>Goals that only controls resting on it keep closed</h3>
      {one.holds.length === 0 ? (
        <p>None.</p>
      ) : (
        <ul>
          {one.holds.map(({ goal, title, controls }) => (
            <li key={goal} className={classes['words']}>
              {title}: {controls.map((id) => controlAt(data, id)).join(' and ')}
            </li>
          ))}
        </ul>
      )}
      {one.would.length === 0 ? null : (
        <>
          <h3>Pairs that would be one failure deep</h3>
          <ul>
            {one.would.map(({ goal, title, controls }) => (
              <li key={`${goal} ${controls.join(' ')}`} className={classes['words']}>
                {title}: {controls.map((id) => controlAt(data, id)).join(' and ')}
              </li>
            ))}
          </ul>
        </>
      )}
      {gates.length === 0 ? null : (
        <>
          <h3>Gates</h3>
          <ul>
            {gates.map(({ id, title, at }) => (
              <li key={id} className={classes['words']}>
                {title} at {at}
              </li>
            ))}
          </ul>
        </>
      )}
      <h3>{plural(controlsOf(one).length, 'control')}</h3>
      <ul className={attacks['plain']}>
        {controlsOf(one).map(({ id, title, subject, at, verdict }) => (
          <li key={`${id}@${subject}`} className={attacks['closer']}>
            {verdict === undefined ? null : <VerdictMark verdict={verdict} />}
            <span className={classes['words']}>
              {title} at {at}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
