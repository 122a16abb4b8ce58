import type { LifecycleJudged, OneRelease } from '../../../src/server/development/model.ts';
import attacks from '../attacks/attacks.module.css';
import { figure, plural } from '../attacks/words.ts';
import { EntryLink } from '../kit/entry-link.tsx';
import { Moment } from '../kit/moment.tsx';
import classes from './development.module.css';
import { LinkMark } from './link-mark.tsx';
import { Unread } from './unread.tsx';
import { codeWords } from './words.ts';

/** In which phase the release is, what each phase asks for, and until when the version is supported. */
export function Lifecycle({ lifecycle, at }: { readonly lifecycle: OneRelease['lifecycle']; readonly at: string }) {
  return (
    <section aria-labelledby="lifecycle">
      <h2 id="lifecycle" className={`${attacks['heading']} ${classes['next']}`}>
        Lifecycle and support
      </h2>
      {lifecycle.state === 'none' ? (
        <p className={classes['note']}>
          There is no <code>{lifecycle.file}</code> in the folder of the service, so in which phase it is cannot be told.
        </p>
      ) : lifecycle.state === 'refused' ? (
        <Unread {...lifecycle} what="The lifecycle cannot be read against the map of this moment." />
      ) : lifecycle.state === 'unlisted' ? (
        <p className={classes['note']}>The lifecycle “{lifecycle.name}” does not name this release.</p>
      ) : (
        <Judged lifecycle={lifecycle} at={at} />
      )}
    </section>
  );
}

const ANALYSIS = {
  none: 'Nobody has said that its risks were analysed.',
  current: 'Its risks were analysed on the map as it is',
  changed: 'The map changed since its risks were analysed',
} as const;

function Judged({ lifecycle, at }: { readonly lifecycle: LifecycleJudged; readonly at: string }) {
  const { name, phase, owner, phases, stopped, analysis, support } = lifecycle;
  return (
    <>
      <p className={classes['note']}>
        {name}: in the phase <strong>{codeWords(phase)}</strong>, which {owner} answers for.{' '}
        {stopped === 0 ? 'It passed no phase without its evidence.' : `It passed phases of which ${plural(stopped, 'thing')} asked for lacked its evidence.`}
      </p>
      <p className={classes['note']}>
        {ANALYSIS[analysis.state]}
        {analysis.at === undefined ? null : (
          <>
            {analysis.state === 'current' ? ', on ' : ' on '}
            <Moment at={analysis.at} from={at} show="day" />.
          </>
        )}{' '}
        {analysis.differences.join(' ')}
      </p>
      <p className={classes['note']}>{supportWords(support)}</p>
      {phases.map(({ id, owner: whose, passed, criteria }) => {
        const met = criteria.filter(({ state }) => state === 'met' || state === 'excepted').length;
        return (
          <details key={id} className={classes['phase']}>
            <summary>
              <strong>{codeWords(id)}</strong>, {whose}: {figure(met)} of {plural(criteria.length, 'criterion').replace('criterions', 'criteria')} met
              {passed === undefined ? '' : `, left on ${passed}`}
            </summary>
            <ul className={classes['reasons']}>
              {criteria.map((one) => (
                <li key={`${one.of} ${one.id}`}>
                  <LinkMark
                    state={one.state === 'met' ? 'proven' : one.state === 'failing' ? 'broken' : one.state === 'excepted' ? 'absent' : 'unknown'}
                    bare
                  />{' '}
                  {one.title} ({one.of === 'entry' ? 'to enter' : 'to leave'}): {one.because}{' '}
                  {one.evidence.map((seq) => (
                    <EntryLink key={seq} seq={seq} />
                  ))}
                  {one.state === 'lacking' || one.state === 'failing' ? <span className={classes['remedy']}>What mends it: {one.remedy}</span> : null}
                </li>
              ))}
            </ul>
          </details>
        );
      })}
    </>
  );
}

function supportWords(support: LifecycleJudged['support']): string {
  if (support === undefined) return 'The lifecycle ties it to no version of the product, so its support period is not known.';
  const { product, until, daysLeft, inField, owedUntil } = support;
  const field = inField === undefined ? '' : ` ${figure(inField)} are in the field by the map.`;
  const owed = owedUntil === undefined ? '' : ` Duties last until ${owedUntil.slice(0, 10)}.`;
  if (until === undefined) return `${product}: until when it is supported is not stated.${field}${owed}`;
  const left = daysLeft === undefined ? '' : daysLeft < 0 ? `, ${plural(-daysLeft, 'day')} ago` : `, ${plural(daysLeft, 'day')} from the moment shown`;
  return `${product}: ${(daysLeft ?? 0) < 0 ? 'was' : 'is'} supported until ${until}${left}.${field}${owed}`;
}
