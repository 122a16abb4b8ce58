import { createRoute, Navigate } from '@tanstack/react-router';
import { Failed } from '../kit/failed.tsx';
import { Loading } from '../kit/loading.tsx';
import { useMay } from './account.ts';
import { rootRoute } from './roots.tsx';
import { chosenService, useServices } from './services.ts';

/** To the service that was open last, else the first one, else to bringing one. */
function Home() {
  const may = useMay();
  const { data, error, refetch } = useServices();
  // Who sees no service finds here what Assay is, and who can tell them more.
  if (!may('service.read')) return <Navigate to="/help" replace />;
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading shape="page" />;
  const service = chosenService(data, undefined);
  return service === undefined ? (
    <Navigate to="/bring" replace />
  ) : (
    <Navigate to="/services/$service/stack" params={{ service: service.id }} search={service.openAt === undefined ? {} : { at: service.openAt }} replace />
  );
}

export const homeRoute = createRoute({ getParentRoute: () => rootRoute, path: '/', component: Home });
