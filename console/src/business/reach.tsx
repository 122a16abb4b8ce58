import { Button, Select } from '@mantine/core';
import { useRef } from 'react';
import type { ReachedShown } from '../../../src/server/business/model.ts';
import type { MapAnswer } from '../../../src/server/map/model.ts';
import { useServiceAsk } from '../app/ask.ts';
import attacks from '../attacks/attacks.module.css';
import { ReachMark } from '../attacks/reach-mark.tsx';
import { effort, figure, plural } from '../attacks/words.ts';
import { EmptyState } from '../kit/empty-state.tsx';
import { Failed } from '../kit/failed.tsx';
import { Loading } from '../kit/loading.tsx';
import { VerdictMark } from '../kit/verdict-mark.tsx';
import classes from './business.module.css';
import { nameOf, titleOf } from './called.ts';
import { Cuts, reached, whole } from './cuts.tsx';
import { isRefused } from './refused.ts';
import { Story } from './story.tsx';
import { type Unlike, unlike, waysOfAnother } from './unlike.ts';
import type { BusinessPlace } from './view.ts';
import { sentence } from './words.ts';

type Answer = ReachedShown['answers'][number];
type Way = Answer['ways'][number];

/** From a system to something of the product: every way, direct and indirect, and the smallest change that cuts them. */
export function Reach({ place }: { readonly place: BusinessPlace }) {
  const { search, change } = place;
  const chooser = useRef<HTMLDivElement>(null);
  const { data, error, refetch } = useServiceAsk<MapAnswer>('map');
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading shape="table" rows={12} label="Reading what can be asked about" />;
  const { map, layers } = data;
  const layerOf = ({ id }: { readonly id: string }) => (Object.hasOwn(layers, id) ? layers[id] : undefined);
  const inLayer = (layer: string) => ({
    group: `${layer.slice(0, 1).toUpperCase()}${layer.slice(1)}`,
    items: map.parts.filter((part) => layerOf(part) === layer).map(({ id, name }) => ({ value: id, label: name })),
  });
  const filled = ({ items }: { readonly items: readonly unknown[] }) => items.length > 0;
  // An asset and a part may have one id: the part is the one that is asked about.
  const parts = new Set<string>(map.parts.map(({ id }) => id));
  const assets = { group: 'What the product holds', items: map.assets.filter(({ id }) => !parts.has(id)).map(({ id, name }) => ({ value: id, label: name })) };
  const from = ['business', 'development', 'operations'].map(inLayer).filter(filled);
  const to = [assets, ...['product', 'experience', 'operations', 'development'].map(inLayer)].filter(filled);
  const known = (groups: typeof from, id: string | undefined) => groups.some(({ items }) => items.some(({ value }) => value === id));
  const chosen = search.from !== undefined && search.to !== undefined;
  // A state or a target has a colon in it and is known to the server alone.
  const lost = (ids: string | undefined, has: (id: string) => boolean) => (ids ?? '').split(',').filter((id) => id !== '' && !id.includes(':') && !has(id));
  const lostFrom = lost(search.from, (id) => parts.has(id));
  const lostTo = lost(search.to, (id) => parts.has(id) || map.assets.some((asset) => asset.id === id));
  return (
    <section aria-label="Reach and cut">
      <div className={classes['chooser']} ref={chooser}>
        <Select
          label="If this falls"
          placeholder="Choose a system"
          data={from}
          value={known(from, search.from) ? (search.from ?? null) : null}
          onChange={(next) => change({ from: next ?? undefined })}
          searchable
          nothingFoundMessage="No part has these words."
          comboboxProps={{ shadow: 'md' }}
        />
        <Select
          label="what of the product does it reach"
          placeholder="Choose what is to be kept safe"
          data={to}
          value={known(to, search.to) ? (search.to ?? null) : null}
          onChange={(next) => change({ to: next ?? undefined })}
          searchable
          nothingFoundMessage="Nothing has these words."
          comboboxProps={{ shadow: 'md' }}
        />
      </div>
      {lostFrom.length + lostTo.length > 0 ? (
        <EmptyState
          because={[
            ...(lostFrom.length === 0 ? [] : [`${quoted(lostFrom)} is no system of the map.`]),
            ...(lostTo.length === 0 ? [] : [`${quoted(lostTo)} is nothing of the product that the map has.`]),
          ].join(' ')}
          shows="The address names something that the map does not have at this moment. Choose another above."
        >
          <Button
            size="xs"
            onClick={() => {
              change({ ...(lostFrom.length === 0 ? {} : { from: undefined }), ...(lostTo.length === 0 ? {} : { to: undefined }) });
              chooser.current?.querySelectorAll('input')[lostFrom.length === 0 ? 1 : 0]?.focus();
            }}
          >
            {lostFrom.length === 0 ? 'Choose what is to be kept safe' : 'Choose a system'}
          </Button>
        </EmptyState>
      ) : chosen ? (
        <Answered key={`${search.from} ${search.to}`} from={search.from ?? ''} to={search.to ?? ''} />
      ) : (
        <EmptyState
          shows="Choose a system of the office and something of the product. Then this says whether the one leads to the other, by which ways, and the smallest change that cuts them all."
          command="assay business reach service.yaml --from wiki --to firmware"
        />
      )}
    </section>
  );
}

const quoted = (ids: readonly string[]): string => ids.map((id) => `“${id}”`).join(', ');

function Answered({ from, to }: { readonly from: string; readonly to: string }) {
  const { data, error, refetch } = useServiceAsk<ReachedShown>('business/reach', { from, to, ways: 3 });
  if (isRefused(error)) return <Failed error={error} />;
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading shape="table" rows={12} label="Looking for ways, and for what cuts them" />;
  return (
    <>
      <p className={attacks['summary']}>
        <strong>{verdict(data.answers)}</strong> {cutIn(data)}
      </p>
      <div className={classes['answers']}>
        {data.answers.map((answer) => (
          <Goal key={answer.goal} answer={answer} data={data} />
        ))}
      </div>
      <Cuts data={data} />
    </>
  );
}

/** What stands of all of it, worst first. */
function verdict(answers: readonly Answer[]): string {
  const of = (reach: Answer['reach']) => answers.filter((one) => one.reach === reach);
  const [open, unsettled, unknown, closed] = [of('proven-reachable'), of('undecided'), of('no-way-known'), of('proven-closed')];
  const cheapest = Math.min(...answers.flatMap(({ ways }) => ways.map(({ story }) => story.days)));
  const direct = answers.filter((one) => one.direct !== undefined).length;
  const how =
    cheapest === Number.POSITIVE_INFINITY
      ? ''
      : ` The cheapest way takes about ${effort(cheapest)}; ${direct === 0 ? 'no way is direct' : 'there is a direct way'}.`;
  if (open.length > 0) return `Proven possible: ${open.length} of ${plural(answers.length, 'target')}.${how}`;
  if (unsettled.length > 0) return `Undecided: no way is proven, and none of ${plural(unsettled.length, 'target')} is closed.${how}`;
  if (unknown.length > 0) return 'No way is known. That is a limit of the library of steps: not analysed, and so not safe.';
  return `Proven closed: ${plural(closed.length, 'target')}, within this library of steps and this map.`;
}

/** What would cut it, before the lists that say what that is. */
function cutIn(data: ReachedShown): string {
  const { controls, map } = data;
  if (controls.controls.length + map.elements.length === 0) return '';
  const some = (cuts: readonly string[]) => (whole(cuts, data) ? 'it' : `${plural(cuts.length, 'target')} of ${figure(reached(data))}`);
  const proving =
    controls.controls.length === 0
      ? 'No controls cut it'
      : `${plural(controls.controls.length, 'control')}, proven, would cut ${some(controls.cuts)} (about ${effort(controls.days)})`;
  const taking =
    map.elements.length === 0
      ? map.undecided.length > 0
        ? 'whether anything taken off the map does is not known'
        : 'nothing that could be taken off the map does'
      : `${plural(map.elements.length, 'thing')} taken off the map would cut ${some(map.cuts)}`;
  return `${proving}; ${taking}.`;
}

/** What a way does that those with the same summary do not. */
function Unlikeness({ of }: { readonly of: Unlike | undefined }) {
  if (of === undefined) return null;
  return <span className={`${classes['beside']} ${classes['words']}`}>unlike the others: {'sentence' in of ? of.sentence : <code>{of.step}</code>}</span>;
}

function Goal({ answer, data }: { readonly answer: Answer; readonly data: ReachedShown }) {
  const { direct, ways } = answer;
  const directs = direct === undefined ? [] : [direct];
  const indirect = ways.filter((way) => !way.direct);
  const inShort = (way: Way) => {
    const through = way.through.map((id) => nameOf(data, id)).join(', then ');
    return `through ${through}; ${plural(way.story.hops.length, 'step')}, ${effort(way.story.days)}`;
  };
  const steps = unlike(indirect, inShort);
  const same = waysOfAnother(answer, data.answers);
  return (
    <section className={classes['goal']}>
      <h2>
        <span className={classes['words']}>{sentence(answer.title)}</span>
        <ReachMark reach={answer.reach} />
      </h2>
      {same === undefined ? null : <p className={classes['words']}>The ways are those of: {same.title}.</p>}
      {ways.length === 0 || same !== undefined ? null : (
        <>
          <p className={attacks['hint']}>
            {directs.length === 0
              ? 'No way is direct: each goes through something of a third part.'
              : 'There is a direct way: nothing of a third part is held on it.'}
          </p>
          {directs.map((way) => (
            <details key="direct" className={attacks['remedy']}>
              <summary>
                The direct way: {plural(way.story.hops.length, 'step')}, {effort(way.story.days)}
              </summary>
              <Story way={way} named={data} />
            </details>
          ))}
          {indirect.map((way, i) => (
            <details key={way.steps.join(' ')} className={attacks['remedy']}>
              <summary>
                Indirect way {figure(i + 1)}: {inShort(way)}
                <Unlikeness of={steps[i]} />
              </summary>
              <Story way={way} named={data} />
            </details>
          ))}
        </>
      )}
      {(answer.shut ?? []).map(({ step, sentence, closedBy }) => (
        <div key={step}>
          <p className={classes['words']}>{sentence}</p>
          {closedBy.map((at) => (
            <p key={`${at.control}@${at.subject}`} className={attacks['facts']}>
              <VerdictMark verdict={at.verdict} />
              <span className={classes['words']}>
                Closed by: {titleOf(data, at.control)} at {nameOf(data, at.subject)}
              </span>
            </p>
          ))}
        </div>
      ))}
    </section>
  );
}
