import type { Flow, Link, Part } from '../../../../src/map/model.ts';
import type { MapAnswer } from '../../../../src/server/map/model.ts';
import { kindWord, LAYER_WORDS, type LayerName, namesOf } from '../words.ts';

/** One thing that the map says of an element; `to` leads on to another. */
export interface Line {
  readonly word: string;
  readonly values: readonly { readonly text: string; readonly to?: string }[];
}

export interface About {
  readonly name: string;
  readonly marks: readonly string[];
  readonly description?: string;
  readonly lines: readonly Line[];
}

/** What the map says of an element of any kind; `undefined` where it has none of that id. */
export function aboutElement({ map, layers }: MapAnswer, id: string): About | undefined {
  const names = namesOf(map);
  const to = (one: string) => ({ text: names.get(one) ?? one, to: one });
  const facts = (given: object | undefined): Line[] =>
    given === undefined
      ? []
      : [{ word: 'Facts', values: Object.entries(given).map(([fact, value]) => ({ text: `${fact.replaceAll('-', ' ')}: ${said(value)}` })) }];
  const about = (name: string, marks: readonly (string | undefined)[], description: string | undefined, lines: readonly Line[]): About => ({
    name,
    marks: marks.filter((mark): mark is string => mark !== undefined),
    ...(description === undefined ? {} : { description }),
    lines: lines.filter(({ values }) => values.length > 0),
  });

  const part = map.parts.find((one) => one.id === id);
  if (part !== undefined) {
    const layer = LAYER_WORDS[(layers[id] ?? 'product') as LayerName];
    const many = part.population > 1 ? `${part.population.toLocaleString('en-GB')} of them` : undefined;
    return about(part.name, [kindWord(part.kind), `${layer} layer`, many, part.inScope ? undefined : 'out of scope'], part.description, [
      ...attributes(part, names),
      ...facts(part.facts),
      { word: 'Kept here', values: map.assets.filter((asset) => asset.at.some((place) => place.part === id)).map((asset) => to(asset.id)) },
      {
        word: 'Sends to',
        values: map.flows.filter((flow) => flow.from === id).map((flow) => ({ text: `${names.get(flow.to) ?? flow.to}${carried(flow, names)}`, to: flow.id })),
      },
      {
        word: 'Hears from',
        values: map.flows
          .filter((flow) => flow.to === id)
          .map((flow) => ({ text: `${names.get(flow.from) ?? flow.from}${carried(flow, names)}`, to: flow.id })),
      },
      {
        word: 'Has power over',
        values: map.links.filter((link) => link.from === id).map((link) => ({ text: `${link.type} ${names.get(link.to) ?? link.to}`, to: link.id })),
      },
      {
        word: 'Is in the power of',
        values: map.links.filter((link) => link.to === id).map((link) => ({ text: `${names.get(link.from) ?? link.from} ${link.type} it`, to: link.id })),
      },
      { word: 'Attackers who begin here', values: map.actors.filter((actor) => actor.starts.some((start) => start.part === id)).map((actor) => to(actor.id)) },
      { word: 'Notes', values: map.notes.filter((note) => note.on.includes(id)).map((note) => ({ text: note.title })) },
    ]);
  }
  const joint: Flow | Link | undefined = map.flows.find((one) => one.id === id) ?? map.links.find((one) => one.id === id);
  if (joint !== undefined) {
    const isFlow = !('type' in joint);
    return about(names.get(id) ?? id, isFlow ? ['flow', joint.protocol] : ['link', joint.type], joint.description, [
      { word: 'From', values: [to(joint.from)] },
      { word: 'To', values: [to(joint.to)] },
      { word: 'Carries', values: (joint.carries ?? []).map(to) },
      ...(isFlow
        ? [
            { word: 'Brings back', values: (joint.returns ?? []).map(to) },
            { word: 'Over', values: (joint.over ?? []).map(to) },
            { word: 'Declared', values: [{ text: `authentication: ${joint.authentication}` }, { text: `encryption: ${joint.encryption}` }] },
          ]
        : []),
    ]);
  }
  const asset = map.assets.find((one) => one.id === id);
  if (asset !== undefined) {
    return about(asset.name, ['asset', asset.kind, asset.personal === undefined ? undefined : 'personal data'], asset.description, [
      {
        word: 'Needs (0 to 4)',
        values: Object.entries(asset.needs)
          .filter(([, level]) => level > 0)
          .map(([need, level]) => ({ text: `${need} ${level}` })),
      },
      {
        word: 'Lives on',
        values: asset.at.map((place) => ({
          text: `${names.get(place.part) ?? place.part}, ${place.state}${place.sealed === true ? ', sealed' : ''}`,
          to: place.part,
        })),
      },
      {
        word: 'Travels by',
        values: [...map.flows, ...map.links]
          .filter((one) => one.carries?.includes(id) || ('returns' in one && one.returns?.includes(id)))
          .map((one) => to(one.id)),
      },
      { word: 'Protected for', values: (asset.forWhom ?? []).map(to) },
      { word: 'Protected from', values: (asset.fromWhom ?? []).map(to) },
      { word: 'Opens', values: (asset.opens ?? []).map((one) => ({ text: `${one.access} at ${names.get(one.part) ?? one.part}`, to: one.part })) },
    ]);
  }
  const actor = map.actors.find((one) => one.id === id);
  if (actor !== undefined) {
    return about(actor.name, ['actor', actor.kind, actor.capability], actor.description, [
      {
        word: 'Begins at',
        values: actor.starts.map((start) => ({
          text: `${names.get(start.part) ?? start.part}: ${start.access}${start.every === true ? ' of every one' : ''}`,
          to: start.part,
        })),
      },
      { word: 'After', values: map.assets.filter((one) => one.fromWhom?.includes(id)).map((one) => to(one.id)) },
    ]);
  }
  const policy = map.policies.find((one) => one.id === id);
  if (policy !== undefined)
    return about(policy.title, ['policy'], policy.rule, [
      { word: 'Assets', values: policy.assets.map(to) },
      { word: 'Allows', values: (policy.allow ?? []).map(to) },
    ]);
  const gate = map.gates.find((one) => one.id === id);
  if (gate !== undefined)
    return about(gate.name, ['gate', `${gate.need} people to ${gate.act}`], undefined, [
      { word: 'On', values: [to(gate.on)] },
      { word: 'Of', values: gate.of.map(to) },
    ]);
  const other = [map.service, ...map.zones, ...map.parties].find((one) => one.id === id);
  return other === undefined ? undefined : about(other.name, [], other.description, []);
}

function attributes(part: Part, names: ReadonlyMap<string, string>): Line[] {
  const text = (word: string, value: string | undefined): Line => ({ word, values: value === undefined ? [] : [{ text: value }] });
  const called = (id: string) => names.get(id) ?? id;
  return [
    text('Zone', part.zone === undefined ? undefined : called(part.zone)),
    text('Owner', part.owner),
    text('Technology', part.technology),
    { word: 'Variants', values: (part.variants ?? []).map(({ id, name, population }) => ({ text: `${name ?? id}: ${population.toLocaleString('en-GB')}` })) },
    {
      word: 'Can be reached at',
      values: (part.interfaces ?? []).map((face) => ({
        text: `${face.name ?? face.id}: ${face.protocol}${face.port === undefined ? '' : ` on port ${face.port}`}, ${face.purpose.replaceAll('-', ' ')}, ${face.authentication.replaceAll('-', ' ')}${face.on.length === 0 ? '' : `, from ${face.on.map(called).join(', ')}`}`,
      })),
    },
    { word: 'Attached to', values: (part.attached ?? []).map((id) => ({ text: called(id), to: id })) },
  ];
}

const carried = (flow: Flow, names: ReadonlyMap<string, string>): string =>
  flow.carries.length === 0 ? '' : `: ${flow.carries.map((id) => names.get(id) ?? id).join(', ')}`;
const said = (value: unknown): string => (value === true ? 'yes' : value === false ? 'no' : String(value));
