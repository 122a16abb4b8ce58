import { type Draft, describe } from '../draft.ts';
import { cut, type Fields, fieldsOf, listOf, nameOf, textOf, textsOf, without } from '../foreign.ts';
import { kindByWords } from '../kind-words.ts';
import { refOf } from './property.ts';

const LISTS = ['zones', 'actors', 'assets', 'flows'] as const;

/** Blueprints, the architecture models that CycloneDX 2 is to have: zones, actors, assets and the flows between them. The edition is not final, so each is kept whole. */
export function blueprints(draft: Draft, list: readonly Fields[]): void {
  for (const blueprint of list) {
    draft.count('blueprint');
    const of = (key: (typeof LISTS)[number]): Fields[] => listOf(blueprint[key]).map(fieldsOf);
    for (const zone of of('zones')) {
      draft.count('zone');
      draft.zones.push({
        id: draft.id('zone', refOf(zone), textOf(zone['name'])),
        name: nameOf(textOf(zone['name']), 'Zone'),
        ...describe(textOf(zone['description'])),
        origin: draft.origin(refOf(zone), zone),
      });
    }
    for (const key of ['actors', 'assets'] as const) {
      for (const element of of(key)) {
        draft.count(key === 'actors' ? 'actor' : 'asset');
        const name = textOf(element['name']);
        const zone = draft.find('zone', textOf(element['zone']));
        draft.part({
          id: draft.id('part', refOf(element), name),
          kind: key === 'actors' ? 'role' : kindByWords(`${textOf(element['type'])} ${name}`, 'server', ['role']),
          name: nameOf(name, refOf(element)),
          ...describe(textOf(element['description'])),
          ...(zone === undefined ? {} : { zone }),
          origin: draft.origin(refOf(element), element),
        });
      }
    }
    for (const flow of of('flows')) {
      draft.count('flow');
      const from = draft.find('part', endOf(flow, 'source'));
      const to = draft.find('part', endOf(flow, 'destination') || endOf(flow, 'target'));
      const origin = draft.origin(refOf(flow), flow);
      const name = textOf(flow['name']);
      if (from !== undefined && to !== undefined) {
        draft.flows.push({
          id: draft.id('flow', refOf(flow), name),
          ...(name === '' ? {} : { name: nameOf(name, 'Flow') }),
          ...describe(textOf(flow['description'])),
          from,
          to,
          origin,
        });
      } else
        draft.note({
          id: draft.id('note', refOf(flow), name),
          kind: 'other',
          title: cut(`The flow "${name}" has an end that the source does not define`, 1000),
          status: 'dangling reference',
          origin,
        });
    }
    draft.note({
      id: draft.id('note', `blueprint ${refOf(blueprint)}`, textOf(blueprint['name'])),
      kind: 'other',
      title: cut(`Blueprint: ${textOf(blueprint['name'])}`, 1000),
      ...describe(textOf(blueprint['description'])),
      origin: draft.origin(refOf(blueprint), without(blueprint, ...LISTS.filter((key) => listOf(blueprint[key]).length > 0))),
    });
    draft.how('blueprint', 'zone, part, flow, note', 'zones, actors, assets and flows become elements; the rest is a note');
  }
}

function endOf(flow: Fields, key: string): string {
  return textOf(flow[key]) || refOf(fieldsOf(flow[key])) || textOf(fieldsOf(flow[key])['ref']) || (textsOf(flow[key])[0] ?? '');
}
