import type { ReachedShown } from '../../../src/server/business/model.ts';
import attacks from '../attacks/attacks.module.css';
import { effort, figure, plural } from '../attacks/words.ts';
import type { Column } from '../kit/columns.ts';
import { DataTable } from '../kit/data-table.tsx';
import { VerdictMark } from '../kit/verdict-mark.tsx';
import classes from './business.module.css';
import { nameOf } from './called.ts';
import { Story } from './story.tsx';
import { sentence } from './words.ts';

type CutControl = ReachedShown['controls']['controls'][number];

/** The smallest set of controls that leaves no way, and the smallest change of the map that does. */
export function Cuts({ data }: { readonly data: ReachedShown }) {
  const { controls, map } = data;
  if (data.answers.every(({ ways }) => ways.length === 0)) return null;
  return (
    <>
      <section className={classes['cut']} aria-labelledby="cut-controls">
        <h2 id="cut-controls" className={attacks['heading']}>
          The smallest set of controls that cuts it
        </h2>
        {controls.controls.length === 0 ? (
          <p>No controls cut these ways.</p>
        ) : (
          <>
            <p>
              Proven, these {plural(controls.controls.length, 'control')} leave no way
              {whole(controls.cuts, data) ? '' : ` to ${plural(controls.cuts.length, 'target')} of ${figure(reached(data))}`}: about {effort(controls.days)}{' '}
              together.{' '}
              {controls.bound === 'exact'
                ? 'No set that does so takes less.'
                : `No set takes less than about ${effort(controls.lowerDays)}; a smaller one than this may be there.`}
            </p>
            <DataTable
              label="Controls that cut it"
              rows={controls.controls}
              columns={columnsOf(data)}
              rowKey={({ control, subject }) => `${control}@${subject}`}
            />
            <ul>
              {controls.foundations.map(({ id, name, controls: resting }) => (
                <li key={id}>
                  {figure(resting.length)} of them rest on {name}: whoever rules it undoes them together.
                </li>
              ))}
            </ul>
          </>
        )}
        {controls.beyond.map(({ goal, title, stays }) => (
          <details key={goal} className={attacks['remedy']}>
            <summary>No controls cut the way to: {title}</summary>
            <Story way={stays} named={data} />
          </details>
        ))}
      </section>
      <section className={classes['cut']} aria-labelledby="cut-map">
        <h2 id="cut-map" className={attacks['heading']}>
          The smallest change of the map that cuts it
        </h2>
        {map.elements.length === 0 ? (
          <p>
            {map.undecided.length > 0
              ? 'The search was cut short: none was found, and there may be one.'
              : 'Nothing that could be taken away from the map cuts these ways.'}
          </p>
        ) : (
          <>
            <p>
              Taken away, {map.elements.length === 1 ? 'this leaves' : `these ${figure(map.elements.length)} leave`} no way
              {whole(map.cuts, data) ? '' : ` to ${plural(map.cuts.length, 'target')} of ${figure(reached(data))}`}.{' '}
              {map.bound === 'exact' ? 'No fewer do.' : `At least ${figure(map.lower)} are needed; fewer than these may do.`}
            </p>
            <ul>
              {map.elements.map(({ id, says }) => (
                <li key={id} className={classes['words']}>
                  {says}
                </li>
              ))}
            </ul>
          </>
        )}
        {[
          ...map.beyond.map((goal) => ({ goal, says: 'a way stays, whatever is taken away' })),
          ...map.undecided.map((goal) => ({ goal, says: 'not known: the search was cut short' })),
        ].map(({ goal, says }) => (
          <p key={goal} className={classes['words']}>
            {sentence(data.answers.find((one) => one.goal === goal)?.title ?? goal)}: {says}.
          </p>
        ))}
      </section>
    </>
  );
}

/** Targets to which there is a way. */
export const reached = ({ answers }: ReachedShown): number => answers.filter(({ ways }) => ways.length > 0).length;
/** Whether all of them are cut. */
export const whole = (cuts: readonly string[], data: ReachedShown): boolean => cuts.length === reached(data);

function columnsOf(data: ReachedShown): readonly Column<CutControl>[] {
  const words = (text: string) => <span className={classes['words']}>{text}</span>;
  return [
    { id: 'title', title: 'Control', value: ({ title }) => title, show: ({ title }) => words(title), width: '26%' },
    {
      id: 'at',
      title: 'At',
      value: ({ at, subject }) => whereOf(data, at, subject),
      show: ({ at, subject }) => words(whereOf(data, at, subject)),
      width: '18%',
    },
    { id: 'verdict', title: 'Now', value: ({ verdict }) => verdict, show: ({ verdict }) => <VerdictMark verdict={verdict} /> },
    { id: 'days', title: 'Days', value: ({ days }) => days, figure: true },
    { id: 'who', title: 'Usually by', value: ({ who }) => who },
    { id: 'remedy', title: 'What to do', value: ({ remedy }) => remedy, width: '36%' },
  ];
}

const whereOf = (data: ReachedShown, at: string, subject: string): string => (at === subject ? nameOf(data, subject) : at);
