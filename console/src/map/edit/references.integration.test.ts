import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keptText } from '../../../../src/map/edge/kept.ts';
import { readMap } from '../../../../src/map/read.ts';
import { changed, fieldsAt, LIST_NAMES, type Plain, REFERENCES, removing, renaming, valueAt } from './references.ts';
import { changeText, readText } from './yaml-text.ts';

const TEXT = readFileSync(new URL('../../../../examples/camera-service/service.yaml', import.meta.url), 'utf8');
const ROOT = readText(TEXT).value as Plain;
const places = LIST_NAMES.flatMap((list) => ((valueAt(ROOT, [list]) ?? []) as readonly Plain[]).map((_, index) => ({ list, index })));
const PATTERNS = REFERENCES.map(([pattern]) => pattern);
const anyPlace = fc.constantFrom(...places);
const digestOf = (text: string) => keptText(readMap(text, 'service.yaml')).digest;

describe('a rename', () => {
  it('is carried through every field that names the element, and back again gives the very map and text', () => {
    fc.assert(
      fc.property(anyPlace, fc.stringMatching(/^[a-z][a-z0-9]{0,20}$/), ({ list, index }, word) => {
        const from = String(valueAt(ROOT, [list, index, 'id']));
        const to = `renamed-${word}`;
        const text = changeText(TEXT, renaming(ROOT, [list, index], to));
        // The reader refuses a reference to nothing, so this fails where one was missed.
        readMap(text, 'service.yaml');
        expect(fieldsAt(readText(text).value as Plain, PATTERNS).filter(({ value }) => value === from)).toEqual([]);
        expect(changeText(text, renaming(readText(text).value as Plain, [list, index], from))).toBe(TEXT);
      }),
      { numRuns: 40 },
    );
  });

  it('of an interface touches what goes to its part, and no other interface of that id', () => {
    const map = {
      parts: [
        { id: 'a', interfaces: [{ id: 'web' }] },
        { id: 'b', interfaces: [{ id: 'web' }] },
      ],
      flows: [
        { id: 'f', to: 'a', interface: 'web' },
        { id: 'g', to: 'b', interface: 'web' },
      ],
    };
    expect(changed(map, renaming(map, ['parts', 0, 'interfaces', 0], 'site'))).toEqual({
      parts: [
        { id: 'a', interfaces: [{ id: 'site' }] },
        { id: 'b', interfaces: [{ id: 'web' }] },
      ],
      flows: [
        { id: 'f', to: 'a', interface: 'site' },
        { id: 'g', to: 'b', interface: 'web' },
      ],
    });
  });
});

describe('what is removed', () => {
  it('leaves nothing that names it', () => {
    fc.assert(
      fc.property(anyPlace, ({ list, index }) => {
        const id = String(valueAt(ROOT, [list, index, 'id']));
        const next = changed(ROOT, removing(ROOT, list, index).changes);
        for (const [pattern] of REFERENCES)
          expect([pattern, JSON.stringify(valueAt(next, [pattern.split('.')[0] ?? '']) ?? null).includes(`"part":"${id}"`)]).toEqual([pattern, false]);
        expect(JSON.stringify(next)).not.toMatch(new RegExp(`"(from|to|on|zone|within|part)":"${id.replaceAll('.', '\\.')}"`));
      }),
      { numRuns: 60 },
    );
  });
});

describe('targets of probes, which the forms do not show', () => {
  const text = `assay: service/1\nservice: { id: s, name: S }\nparts:\n  - { id: a, kind: server, name: A }\n  - { id: b, kind: app, name: B }\n\ntargets:\n  - { host: a.example, part: a, probes: [web] } # ours\n`;
  const root = readText(text).value as Plain;

  it('stay when something else is changed, follow a rename, and go with their part', () => {
    const named = changeText(text, [{ op: 'set', path: ['parts', 1, 'name'], value: 'Bee' }]);
    expect(readMap(named, 'service.yaml').targets).toEqual([{ host: 'a.example', part: 'a', probes: ['web'] }]);
    expect(changeText(text, renaming(root, ['parts', 0], 'z'))).toContain('{ host: a.example, part: z, probes: [web] } # ours');
    const gone = removing(root, 'parts', 0);
    expect(gone.also).toEqual(['target a.example']);
    expect(readMap(changeText(text, gone.changes), 'service.yaml').targets).toEqual([]);
  });
});

describe('a change to the text', () => {
  const word = fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme' }).filter((text) => text.isWellFormed() && !text.includes('\0'));
  it('gives the map that it should and keeps every comment', () => {
    const comments = TEXT.split('\n').filter((line) => line.trimStart().startsWith('#'));
    fc.assert(
      fc.property(fc.constantFrom(...places.filter(({ list }) => list === 'parts')), word, ({ index }, said) => {
        const changes = [
          { op: 'set', path: ['parts', index, 'name'], value: said },
          { op: 'set', path: ['parts', index, 'description'], value: said },
          { op: 'set', path: ['parts', index, 'tags'], value: [said, 'two'] },
        ] as const;
        const text = changeText(TEXT, changes);
        expect(readText(text).value).toEqual(changed(ROOT, changes));
        expect(text.split('\n').filter((line: string) => line.trimStart().startsWith('#'))).toEqual(comments);
        const back = changeText(text, [
          { op: 'set', path: ['parts', index, 'name'], value: valueAt(ROOT, ['parts', index, 'name']) ?? '' },
          { op: 'remove', path: ['parts', index, 'tags'] },
          ...(valueAt(ROOT, ['parts', index, 'description']) === undefined
            ? [{ op: 'remove', path: ['parts', index, 'description'] } as const]
            : [{ op: 'set', path: ['parts', index, 'description'], value: valueAt(ROOT, ['parts', index, 'description']) ?? '' } as const]),
        ]);
        expect(digestOf(back)).toBe(digestOf(TEXT));
      }),
      { numRuns: 25 },
    );
  });

  it.each([
    [
      'to a list on several lines',
      'parts:\n  - id: a\n    kind: app # one\n# end\n',
      { op: 'add', path: ['parts'], value: { id: 'b', kind: 'server' } },
      'parts:\n  - id: a\n    kind: app # one\n  - id: b\n    kind: server\n# end\n',
    ],
    ['to a list of lines', 'parts:\n  - { id: a }\n', { op: 'add', path: ['parts'], value: { id: 'b' } }, 'parts:\n  - { id: a }\n  - { id: b }\n'],
    [
      'of a list that is not there',
      'parts:\n  - { id: a }\n',
      { op: 'add', path: ['flows'], value: { id: 'f', from: 'a' } },
      'parts:\n  - { id: a }\n\nflows:\n  - id: f\n    from: a\n',
    ],
    ['of a key on one line', 'parts:\n  - { id: a } # c\n', { op: 'set', path: ['parts', 0, 'zone'], value: 'z' }, 'parts:\n  - { id: a, zone: z } # c\n'],
    ['that takes a key out of a line', 'parts:\n  - { id: a, zone: z } # c\n', { op: 'remove', path: ['parts', 0, 'zone'] }, 'parts:\n  - { id: a } # c\n'],
    ['that takes an item out of a line', 'x:\n  on: [a, b, c]\n', { op: 'remove', path: ['x', 'on', 1] }, 'x:\n  on: [a, c]\n'],
    [
      'that takes a line out',
      'parts:\n  - id: a\n    zone: z\n    kind: app\n',
      { op: 'remove', path: ['parts', 0, 'zone'] },
      'parts:\n  - id: a\n    kind: app\n',
    ],
  ] as const)('is cut in where it belongs: %s', (_, before, change, after) => {
    expect(changeText(before, [change])).toBe(after);
  });
});
