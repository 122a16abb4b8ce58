import { Skeleton } from '@mantine/core';
import type { Systems as Answer, Nearest, SystemShown } from '../../../src/server/business/model.ts';
import { useServiceAsk } from '../app/ask.ts';
import { effort, figure, plural } from '../attacks/words.ts';
import type { Column } from '../kit/columns.ts';
import { DataTable } from '../kit/data-table.tsx';
import { Moment } from '../kit/moment.tsx';
import { relativeTo } from '../kit/moment-words.ts';
import { countsInWords } from '../kit/verdict.ts';
import { VerdictBar } from '../kit/verdict-bar.tsx';
import classes from './business.module.css';
import { route } from './called.ts';
import type { BusinessPlace } from './view.ts';
import { kindWords, sentence } from './words.ts';

interface SystemsProps {
  readonly place: BusinessPlace;
  readonly data: Answer;
}

const figures = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const MOST_NAMED = 3;

/** A few names, and how many more. */
function few(names: readonly string[], none: string): string {
  if (names.length === 0) return none;
  const more = names.length - MOST_NAMED;
  return `${names.slice(0, MOST_NAMED).join('; ')}${more > 0 ? `; and ${figure(more)} more` : ''}`;
}

const relative = (at: string, from: string): string => relativeTo(at, Date.parse(from));

/** Every system, those from which most falls first. */
export function Systems({ place: { search, change }, data }: SystemsProps) {
  // The ways take longer than the figures: the table does not wait for them.
  const { data: ways, error } = useServiceAsk<Nearest>('business/nearest');
  const nearest = new Map(ways?.nearest.map((one) => [one.part, one]));
  const wayOf = ({ part, reach }: SystemShown): string => {
    const way = nearest.get(part);
    if (way !== undefined && ways !== undefined) return `${way.title}: ${route(ways, way)}`;
    return !reach.analysed
      ? 'not analysed'
      : reach.goals.may === 0
        ? 'no way known'
        : error !== null
          ? 'could not be worked out'
          : ways === undefined
            ? 'being worked out'
            : 'open it to see';
  };
  const words = (text: string) => (
    <span className={classes['words']} dir="auto">
      {text}
    </span>
  );
  const columns: readonly Column<SystemShown>[] = [
    {
      id: 'name',
      title: 'System',
      value: ({ name }) => name,
      width: '13%',
      show: ({ name }) => words(name),
    },
    { id: 'kind', title: 'Kind', value: ({ kind }) => kindWords(kind) },
    {
      id: 'proven',
      title: 'Falls',
      figure: true,
      value: ({ reach }) => (reach.analysed ? reach.weight.proven : undefined),
      show: ({ reach: { analysed, weight } }) =>
        analysed ? (
          <div>
            {figure(weight.proven)}
            {weight.perhaps === 0 ? null : <span className={classes['beside']}>perhaps {figure(weight.perhaps)} more</span>}
          </div>
        ) : null,
    },
    {
      id: 'days',
      title: 'Days',
      figure: true,
      value: ({ reach }) => (reach.analysed && reach.goals.may > 0 ? reach.days : undefined),
      show: ({ reach: { analysed, goals, days } }) => (!analysed || goals.may === 0 || days === undefined ? null : figures.format(days)),
    },
    {
      id: 'way',
      title: 'Nearest way',
      width: '23%',
      value: wayOf,
      show: (system) => {
        const way = nearest.get(system.part);
        if (way === undefined || ways === undefined)
          return (
            <div className={classes['way']}>
              {ways === undefined && error === null && system.reach.goals.may > 0 ? (
                <>
                  <span className="visually-hidden">{wayOf(system)}</span>
                  <Skeleton height={14} mt={4} />
                  <Skeleton height={12} mt={8} width="70%" />
                </>
              ) : (
                <span className={classes['beside']}>{wayOf(system)}</span>
              )}
            </div>
          );
        const through = `${plural(way.steps, 'step')}, ${effort(way.days)}${way.reach === 'undecided' ? ', undecided' : ''}. ${route(ways, way)}`;
        // As high as what held its place, so that nothing moves when it comes; open the system for the whole way.
        return (
          <div className={classes['way']} title={`${sentence(way.title)}. ${through}`}>
            <span className={classes['clamped']} dir="auto">
              {sentence(way.title)}
            </span>
            <span className={`${classes['beside']} ${classes['clamped']}`}>{through}</span>
          </div>
        );
      },
    },
    {
      id: 'posture',
      title: 'Controls',
      width: '14%',
      value: ({ posture }) => countsInWords(posture.controls),
      show: ({ posture, name }) => (
        <div className={classes['posture']}>
          <VerdictBar counts={posture.controls} label={`Controls at ${name}`} height={14} />
          {countsInWords(posture.controls)}
        </div>
      ),
    },
    {
      id: 'newest',
      title: 'Evidence',
      value: ({ posture }) => posture.newest ?? 'none',
      show: ({ posture: { newest, oldest } }) =>
        newest === undefined ? (
          'none'
        ) : (
          <div className={classes['day']}>
            <Moment at={newest} show="day" from={data.at} />
            <span className={classes['beside']}>
              {relative(newest, data.at)}
              {oldest === undefined || oldest.slice(0, 10) === newest.slice(0, 10) ? null : (
                <>
                  <br />
                  oldest <Moment at={oldest} show="day" from={data.at} />
                </>
              )}
            </span>
          </div>
        ),
    },
    {
      id: 'owner',
      title: 'Who runs it',
      width: '14%',
      value: ({ owner, administrators }) => [owner ?? 'no owner named', ...administrators.map(({ name }) => name)].join('; '),
      show: ({ owner, administrators }) => (
        <div>
          {words(owner ?? 'No owner named')}
          <span className={`${classes['beside']} ${classes['words']}`}>
            {administrators.length === 0
              ? 'administered by nobody named'
              : `administered by ${few(
                  administrators.map(({ name }) => name),
                  '',
                )}`}
          </span>
        </div>
      ),
    },
    {
      id: 'holds',
      title: 'Data held',
      width: '20%',
      value: ({ holds }) => holds.map(({ name }) => name).join('; '),
      show: ({ holds }) =>
        words(
          few(
            holds.map(({ name, personal }) => (personal ? `${name} (personal)` : name)),
            'none on the map',
          ),
        ),
    },
  ];
  return (
    <>
      <p>
        If one system falls, alone: weight of the critical goals that fall with it, out of {figure(data.systems[0]?.reach.weight.of ?? 0)}. Where the figure is
        missing, no step is known that needs the system: not analysed, and so not safe. Days are person-days, what the cheapest ways to these goals cost from
        there on average: of systems with which as much falls, those with the fewest stand first. The nearest way is the cheapest into the product.
      </p>
      <DataTable
        label="Systems of the business layer"
        rows={data.systems}
        columns={columns}
        rowKey={({ part }) => part}
        onOpen={({ part }) => change({ system: part })}
        chosen={search.system}
        view={{ find: search.find, sort: search.sort, page: search.page }}
        onView={({ find, sort, page }) => change({ find, sort, page }, 'toggle')}
        none="No system matches."
      />
    </>
  );
}
