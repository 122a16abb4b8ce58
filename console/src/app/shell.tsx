import { Outlet, useMatches, useNavigate, useParams, useRouterState, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { Failed } from '../kit/failed.tsx';
import { Loading } from '../kit/loading.tsx';
import { useAccount } from './account.ts';
import { BreakGlassBanner } from './break-glass-banner.tsx';
import { Header } from './header.tsx';
import { useLive } from './live.ts';
import { MomentBand } from './moment-band.tsx';
import { Navigation } from './navigation.tsx';
import { Notices } from './notices-shown.tsx';
import { OfflineBand } from './offline-band.tsx';
import { Palette } from './palette.tsx';
import { keepMoment, keepService, useServices } from './services.ts';
import { signedOut } from './session.ts';
import classes from './shell.module.css';
import { useSignal } from './signal.ts';
import { StepUp } from './step-up.tsx';

/** What is around every page. */
export function Shell() {
  const bare = useMatches({ select: (matches) => matches.some((match) => match.staticData.bare === true) });
  useTitle();
  return (
    <>
      {bare ? (
        <main id="page" className={classes['bare']}>
          <Outlet />
        </main>
      ) : (
        <Inhabited />
      )}
      <StepUp />
      <Notices />
    </>
  );
}

function Inhabited() {
  const { data: account, error, refetch } = useAccount();
  const out = useSignal(signedOut);
  const navigate = useNavigate();
  const here = useRouterState({ select: (state) => state.location.href });
  const { service } = useParams({ strict: false });
  const { at } = useSearch({ strict: false });
  useLive(account !== undefined);
  useEffect(() => {
    if (service === undefined) return;
    keepService(service);
    keepMoment(service, at);
  }, [service, at]);
  useEffect(() => {
    // The address of the sign-in comes before its page does: without this it would be taken for where the person was.
    if (out && !here.startsWith('/sign-in')) void navigate({ to: '/sign-in', search: { to: here }, replace: true });
  }, [out, here, navigate]);
  return (
    <div className={classes['shell']}>
      <a href="#page" className={classes['skip']}>
        Skip to the page
      </a>
      <Header />
      <div className={classes['below']}>
        <Navigation />
        <div className={classes['column']}>
          <OfflineBand />
          <BreakGlassBanner />
          <MomentBand />
          <main id="page" tabIndex={-1} className={classes['page']}>
            {account !== undefined ? <Outlet /> : error === null || out ? <Loading shape="page" /> : <Failed error={error} retry={() => void refetch()} />}
          </main>
        </div>
      </div>
      <Palette />
    </div>
  );
}

/** The tab says the page, then the service. */
function useTitle(): void {
  const page = useMatches({ select: (matches) => matches.at(-1)?.staticData.title });
  const { service } = useParams({ strict: false });
  const { data: services } = useServices(service !== undefined);
  const title = services?.list.find(({ id }) => id === service)?.title;
  useEffect(() => {
    document.title = [page, title, 'Assay'].filter((part) => part !== undefined).join(' · ');
  }, [page, title]);
}
