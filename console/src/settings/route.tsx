import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../app/roots.tsx';
import { only, type RawSearch, text } from '../app/search.ts';

export const settingsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings',
  validateSearch: (raw: RawSearch) => only({ view: text(raw['view'], 40), proposal: text(raw['proposal'], 80) }),
  staticData: { title: 'Settings' },
  component: lazyRouteComponent(() => import('./page.tsx'), 'SettingsPage'),
});
