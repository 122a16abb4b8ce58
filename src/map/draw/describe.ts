import type { ServiceMap } from '../model.ts';
import type { Grid } from './place.ts';

/** What the picture shows, in sentences: for those who cannot see it, and for those who search it. */
export function describeMap(map: ServiceMap, grid: Grid): string {
  const names = new Map(map.parts.map((part) => [part.id, part.name]));
  const name = (id: string): string => names.get(id) ?? id;
  const lines: string[] = [];
  for (const band of grid.bands) {
    const inside = [...grid.cells.values()]
      .filter((cell) => cell.layer === band.layer)
      .map(({ part }) => `${part.name} (${part.kind}${part.population > 1 ? `, ${part.population}` : ''})`);
    lines.push(`${band.layer}: ${inside.join('; ')}.`);
  }
  for (const flow of map.flows)
    lines.push(
      `${name(flow.from)} sends to ${name(flow.to)}${flow.name === undefined ? '' : `: ${flow.name}`}${flow.protocol === 'unknown' ? '' : ` by ${flow.protocol}`}.`,
    );
  for (const link of map.links) lines.push(`${name(link.from)} ${link.type} ${name(link.to)}.`);
  return lines.join('\n');
}
