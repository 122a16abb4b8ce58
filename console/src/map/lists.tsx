import { useMemo } from 'react';
import type { Part } from '../../../src/map/model.ts';
import type { MapAnswer, StandingAnswer } from '../../../src/server/map/model.ts';
import type { Column } from '../kit/columns.ts';
import { DataTable } from '../kit/data-table.tsx';
import type { VerdictCounts } from '../kit/verdict.ts';
import { Views } from '../kit/views.tsx';
import { type Highlight, highlightOf } from './highlight.ts';
import type { MapSearch } from './search.ts';
import { count, kindWord, LAYER_WORDS, type LayerName, namesOf } from './words.ts';

interface ListsProps {
  readonly answer: MapAnswer;
  readonly standing: StandingAnswer | undefined;
  readonly search: MapSearch;
  readonly onSearch: (change: Partial<Record<keyof MapSearch, string | undefined>>) => void;
}

interface Row {
  readonly id: string;
  readonly cells: Readonly<Record<string, string | number | undefined>>;
}

const column = (id: string, title: string, figure = false): Column<Row> => ({ id, title, value: ({ cells }) => cells[id], ...(figure ? { figure } : {}) });
const STANDING = [column('failing', 'Failing', true), column('unproven', 'Unproven', true), column('stale', 'Stale', true), column('proven', 'Proven', true)];

/** The whole drawing as tables: every box and every line of it, under the same filters. */
export function Lists({ answer, standing, search, onSearch }: ListsProps) {
  const which = search.list ?? 'parts';
  const { map, layers } = answer;
  const shown = search.layer?.split(',');
  const highlight = useMemo(() => highlightOf(map, search), [map, search]);
  const { rows, columns, label } = useMemo(() => tableOf(which, answer, standing?.elements, highlight, shown), [which, answer, standing, highlight, shown]);
  const inLayers = (part: Part) => shown === undefined || shown.includes(layers[part.id] ?? '');
  return (
    <>
      <Views
        label="What is listed"
        field="list"
        shown={which}
        keep={{ ...search, list: undefined, part: undefined }}
        views={[
          { id: 'parts', title: 'Parts', count: map.parts.filter(inLayers).length },
          { id: 'flows', title: 'Flows', count: map.flows.length },
          { id: 'links', title: 'Links', count: map.links.length },
          { id: 'assets', title: 'Assets', count: map.assets.length },
          { id: 'actors', title: 'Actors', count: map.actors.length },
        ]}
      />
      {highlight === undefined ? null : <p role="status">{highlight.sentence}</p>}
      <DataTable
        key={which}
        label={label}
        rows={rows}
        columns={columns}
        rowKey={({ id }) => id}
        chosen={search.part}
        onOpen={({ id }) => onSearch({ part: id })}
      />
    </>
  );
}

interface Table {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
}

function tableOf(
  which: NonNullable<MapSearch['list']> | 'parts',
  { map, layers }: MapAnswer,
  elements: StandingAnswer['elements'] | undefined,
  highlight: Highlight | undefined,
  shown: readonly string[] | undefined,
): Table {
  const names = namesOf(map);
  const called = (id: string) => names.get(id) ?? id;
  const list = (ids: readonly string[] | undefined) => (ids ?? []).map(called).join(', ');
  const stand = (id: string) => ({ ...(elements?.[id] as VerdictCounts | undefined) });
  const of = map.service.name;
  switch (which) {
    case 'parts': {
      const joined = new Map<string, string[]>();
      for (const { from, to } of [...map.flows, ...map.links]) {
        joined.set(from, [...(joined.get(from) ?? []), to]);
        joined.set(to, [...(joined.get(to) ?? []), from]);
      }
      const parts = map.parts.filter(({ id }) => (highlight?.parts.has(id) ?? true) && (shown?.includes(layers[id] ?? '') ?? true));
      return {
        label: `Parts of ${of}`,
        columns: [
          column('name', 'Part'),
          column('kind', 'Kind'),
          column('layer', 'Layer'),
          column('zone', 'Zone'),
          column('many', 'How many', true),
          column('joined', 'Joined to'),
          ...(highlight === undefined ? [] : [column('why', 'Picked because')]),
          ...STANDING,
        ],
        rows: parts.map((part) => ({
          id: part.id,
          cells: {
            name: part.name,
            kind: kindWord(part.kind),
            layer: LAYER_WORDS[(layers[part.id] ?? 'product') as LayerName],
            zone: part.zone === undefined ? undefined : called(part.zone),
            many: part.population,
            joined: short([...new Set(joined.get(part.id) ?? [])].map(called)),
            why: highlight?.parts.get(part.id),
            ...stand(part.id),
          },
        })),
      };
    }
    case 'flows':
      return {
        label: `Flows of ${of}`,
        columns: [
          column('from', 'From'),
          column('to', 'To'),
          column('carries', 'Carries'),
          column('returns', 'Brings back'),
          column('protocol', 'Protocol'),
          column('authentication', 'Authentication'),
          column('encryption', 'Encryption'),
          ...STANDING,
        ],
        rows: map.flows
          .filter(({ id }) => highlight?.joints.has(id) ?? true)
          .map((flow) => ({
            id: flow.id,
            cells: {
              from: called(flow.from),
              to: called(flow.to),
              carries: list(flow.carries),
              returns: list(flow.returns),
              protocol: flow.protocol,
              authentication: flow.authentication,
              encryption: flow.encryption,
              ...stand(flow.id),
            },
          })),
      };
    case 'links':
      return {
        label: `Links of ${of}`,
        columns: [column('from', 'Who has power'), column('type', 'Power'), column('to', 'Over'), column('carries', 'Carries'), ...STANDING],
        rows: map.links
          .filter(({ id }) => highlight?.joints.has(id) ?? true)
          .map((link) => ({
            id: link.id,
            cells: { from: called(link.from), type: link.type, to: called(link.to), carries: list(link.carries), ...stand(link.id) },
          })),
      };
    case 'assets':
      return {
        label: `Assets of ${of}`,
        columns: [
          column('name', 'Asset'),
          column('kind', 'Kind'),
          column('at', 'Lives on'),
          column('travels', 'Travels by', true),
          column('needs', 'Needs'),
          ...STANDING,
        ],
        rows: map.assets.map((asset) => ({
          id: asset.id,
          cells: {
            name: asset.name,
            kind: asset.kind,
            at: short(asset.at.map(({ part }) => called(part))),
            travels: map.flows.filter(({ carries, returns }) => carries.includes(asset.id) || returns?.includes(asset.id)).length,
            needs: Object.entries(asset.needs)
              .filter(([, level]) => level > 0)
              .map(([need, level]) => `${need} ${level}`)
              .join(', '),
            ...stand(asset.id),
          },
        })),
      };
    case 'actors':
      return {
        label: `Actors of ${of}`,
        columns: [column('name', 'Actor'), column('kind', 'Kind'), column('capability', 'Capability'), column('starts', 'Begins at')],
        rows: map.actors.map((actor) => ({
          id: actor.id,
          cells: {
            name: actor.name,
            kind: actor.kind,
            capability: actor.capability,
            starts: actor.starts.map(({ part, access }) => `${called(part)} (${access})`).join(', '),
          },
        })),
      };
  }
}

const MOST_NAMED = 6;
const short = (names: readonly string[]): string =>
  names.length <= MOST_NAMED ? names.join(', ') : `${names.slice(0, MOST_NAMED).join(', ')} and ${count(names.length - MOST_NAMED, 'other')}`;
