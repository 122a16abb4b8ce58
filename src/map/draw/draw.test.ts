import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyMap } from '../../../test/any-map.ts';
import type { ServiceMap } from '../model.ts';
import { PART_KINDS } from '../model.ts';
import { readMap } from '../read.ts';
import { drawMap } from './index.ts';
import { joins } from './join.ts';
import { placeParts } from './place.ts';
import { BOX, routeWires } from './route.ts';

const read = (input: unknown): ServiceMap => readMap(JSON.stringify(input), 'a.json');

/** Sixty parts of every kind with a hundred lines between them, by a fixed rule. */
const sixty = read({
  assay: 'service/1',
  service: { id: 's', name: 'Sixty' },
  parts: Array.from({ length: 60 }, (_, i) => ({
    id: `p${i}`,
    kind: PART_KINDS[i % PART_KINDS.length],
    name: `Part number ${i}`,
    population: i % 7 === 0 ? 1 + i * 1000 : 1,
  })),
  flows: Array.from({ length: 60 }, (_, i) => ({ id: `f${i}`, from: `p${(i * 7) % 60}`, to: `p${(i * 13 + 5) % 60}` })),
  links: Array.from({ length: 40 }, (_, i) => ({ id: `l${i}`, type: 'uses', from: `p${(i * 11) % 60}`, to: `p${(i * 17 + 3) % 60}` })),
});

function routed(map: ServiceMap): {
  boxes: { x: number; y: number; id: string }[];
  paths: ReturnType<typeof routeWires>['paths'];
  wires: ReturnType<typeof joins>;
} {
  const grid = placeParts(map);
  const wires = joins(map);
  const { paths, columnX, rowY } = routeWires(grid, wires);
  const boxes = [...grid.cells.values()].map(({ part, row, column }) => ({ x: columnX[column] ?? Number.NaN, y: rowY[row] ?? Number.NaN, id: part.id }));
  return { boxes, paths, wires };
}

function soundLayout(map: ServiceMap): void {
  const { boxes, paths, wires } = routed(map);
  expect(new Set(boxes.map(({ x, y }) => `${x} ${y}`)).size).toBe(map.parts.length);
  for (const a of boxes) for (const b of boxes) if (a !== b) expect(Math.abs(a.x - b.x) >= BOX.width || Math.abs(a.y - b.y) >= BOX.height).toBe(true);
  for (const wire of wires) {
    if (wire.from === wire.to) continue;
    const path = paths.get(wire.id) ?? [];
    expect(path.length).toBeGreaterThan(1);
    for (let i = 1; i < path.length; i += 1) {
      const [a, b] = [path[i - 1], path[i]] as [{ x: number; y: number }, { x: number; y: number }];
      const [left, right, top, bottom] = [Math.min(a.x, b.x), Math.max(a.x, b.x), Math.min(a.y, b.y), Math.max(a.y, b.y)];
      const hit = boxes.find((box) => right > box.x + 0.01 && left < box.x + BOX.width - 0.01 && bottom > box.y + 0.01 && top < box.y + BOX.height - 0.01);
      expect(hit?.id).toBeUndefined();
    }
  }
}

describe('drawing a map', () => {
  it('lets no box overlap another and no line cross a box, at sixty parts', () => soundLayout(sixty));

  it('does so for any map', () => {
    fc.assert(
      fc.property(anyMap, (input) => soundLayout(read(input))),
      { numRuns: 100 },
    );
  });

  it('is well-formed XML without anything from outside, whatever names the map has', () => {
    fc.assert(
      fc.property(anyMap, (input) => {
        const svg = drawMap(read(input));
        // Every tag is closed in order, and between tags there is neither < nor a bare &.
        const open: string[] = [];
        for (const [, close, name, self] of svg.matchAll(/<(\/?)([a-z]+)(?:\s[^<>]*?)?(\/?)>/gi)) {
          if (close === '/') expect(open.pop()).toBe(name);
          else if (self !== '/') open.push(name ?? '');
        }
        expect(open).toEqual([]);
        expect(svg.replaceAll(/<[^<>]*>/g, '')).not.toMatch(/[<>]|&(?!(?:amp|lt|gt|quot);)/);
        expect(svg).not.toMatch(/(?:href|src)=|@import|<script|url\((?!#)/);
      }),
      { numRuns: 100 },
    );
  });

  it('gives the same bytes for the same map, and says in words what it shows', () => {
    const svg = drawMap(sixty);
    expect(drawMap(sixty)).toBe(svg);
    expect(svg).toContain('<title id="t">Sixty: service map</title>');
    expect(svg).toContain('prefers-color-scheme:dark');
    for (const part of sixty.parts) expect(svg.slice(0, svg.indexOf('</desc>'))).toContain(part.name);
  });

  it('puts business at the foot and experience on top', () => {
    const tops = [...drawMap(sixty).matchAll(/<text class="l" [^>]*>(\w+)/g)].map((match) => match[1]);
    expect(tops).toEqual(['experience', 'product', 'development', 'operations', 'business'].filter((layer) => tops.includes(layer)));
    expect(tops.at(-1)).toBe('business');
  });
});
