import { describe, expect, it } from 'vitest';
import type { Json } from '../../core/index.ts';
import type { Imported, Origin } from '../model.ts';
import { account } from './account.ts';

function map(...fields: { [key: string]: Json }[]): Imported['map'] {
  return {
    assay: 'service/1',
    service: { id: 's', name: 'S' },
    parts: fields.map((each, i) => ({ id: `p${i}`, kind: 'app', name: `Part ${i}`, origin: { format: 'x', fields: each as NonNullable<Origin['fields']> } })),
  };
}

describe('the account of an import', () => {
  const words = new Set(['items']);
  it.each<readonly [string, Json, { [key: string]: Json }[], string[]]>([
    ['is empty where everything was kept', { items: [{ a: 1, b: [true, null], c: {} }] }, [{ a: 1, b: [true, null], c: {} }], []],
    ['names a value that is nowhere', { items: [{ a: 1, b: 2 }] }, [{ a: 1 }], ['items.#.b']],
    ['names a value that stands under another key', { items: [{ a: 1 }] }, [{ b: 1 }], ['items.#.a']],
    ['names a value of another type', { items: [{ a: 1 }] }, [{ a: '1' }], ['items.#.a']],
    ['counts: twice in the source is twice in the map', { items: [{ a: 1 }, { a: 1 }] }, [{ a: 1 }], ['items.#.a']],
    ['names an empty list that was dropped', { items: [{ a: [] }] }, [{ b: 1 }], ['items.#.a']],
    ['names a key above that the map does not know', { items: { 'Unheard of': { a: 1 } } }, [{ a: 1 }], ['items.Unheard of.a']],
    ['takes a key above that the map has as a name', { items: { 'Part 0': { a: 1 } } }, [{ a: 1 }], []],
    ['keeps nested keys together', { items: [{ x: { a: 1 }, y: { a: 2 } }] }, [{ x: { a: 2 }, y: { a: 1 } }], ['items.#.x.a', 'items.#.y.a']],
  ])('%s', (_, source, fields, lost) => {
    expect(account(source, map(...fields), words).map((each) => each.at)).toEqual(lost);
  });
});
