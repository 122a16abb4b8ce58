import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { serviceRoute } from '../app/roots.tsx';
import { only, type RawSearch, text, yes } from '../app/search.ts';

export const releasesRoute = createRoute({
  getParentRoute: () => serviceRoute,
  path: 'releases',
  validateSearch: (raw: RawSearch) => only({ release: text(raw['release'], 250), except: text(raw['except']), all: yes(raw['all']) }, raw),
  staticData: { title: 'Releases' },
  component: lazyRouteComponent(() => import('./page.tsx'), 'ReleasesPage'),
});
