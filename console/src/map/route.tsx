import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { serviceRoute } from '../app/roots.tsx';
import { oneOf, only, type RawSearch, several, text } from '../app/search.ts';

const LAYERS = ['business', 'operations', 'development', 'product', 'experience'] as const;
const DIGEST = /^sha256:[0-9a-f]{64}$/;
const digest = (value: unknown): string | undefined => (typeof value === 'string' && DIGEST.test(value) ? value : undefined);

export const mapRoute = createRoute({
  getParentRoute: () => serviceRoute,
  path: 'map',
  validateSearch: (raw: RawSearch) =>
    only(
      {
        view: oneOf(raw['view'], ['list', 'edit', 'versions'] as const),
        /** Id of any element of the map: its drawer is open. */
        part: text(raw['part'], 80),
        layer: several(raw['layer'], LAYERS)?.join(','),
        asset: text(raw['asset'], 80),
        actor: text(raw['actor'], 80),
        find: text(raw['find']),
        /** Boxes that are unfolded. */
        open: text(raw['open'], 2000),
        networks: oneOf(raw['networks'], ['yes'] as const),
        list: oneOf(raw['list'], ['flows', 'links', 'assets', 'actors'] as const),
        version: digest(raw['version']),
        from: digest(raw['from']),
        to: digest(raw['to']),
      },
      raw,
    ),
  staticData: { title: 'Map' },
  component: lazyRouteComponent(() => import('./page.tsx'), 'MapPage'),
});
