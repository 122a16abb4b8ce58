import type { ServiceMap } from '../model.ts';
import { describeMap } from './describe.ts';
import { joins } from './join.ts';
import { placeParts } from './place.ts';
import { routeWires } from './route.ts';
import { render } from './svg.ts';

interface DrawOptions {
  /** Heading of the picture; the service's name where absent. */
  readonly title?: string;
}

/**
 * A map as an SVG: five bands with business at the foot and experience on top, parts as boxes, flows as solid and links as dashed
 * arrows that run only between boxes. It stands alone (no scripts, fonts or files), follows the reader's light or dark setting, and says
 * in `desc` everything that it shows. The same map gives the same bytes. Pure.
 */
export function drawMap(map: ServiceMap, options: DrawOptions = {}): string {
  const grid = placeParts(map);
  const wires = joins(map);
  const routed = routeWires(grid, wires);
  return render({ map, title: options.title ?? map.service.name, description: describeMap(map, grid), grid, wires, routed });
}
