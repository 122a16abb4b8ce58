import { Drawer, UnstyledButton } from '@mantine/core';
import { Link, useParams, useRouterState } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { Icon, type IconName } from '../kit/icon.tsx';
import { useMay } from './account.ts';
import { addressParts } from './go.ts';
import classes from './navigation.module.css';
import { OFFICE_PAGES, SERVICE_PAGES } from './pages.ts';
import { chosenService, keptMoment, useServices } from './services.ts';

interface Place {
  readonly name: string;
  readonly icon: IconName;
  readonly to: string;
}

interface Places {
  readonly service: readonly Place[];
  readonly office: readonly Place[];
  /** Whether there is a service is known: before that, its pages may still come. */
  readonly known: boolean;
}

/** Every page that the person may open: those of the service, then those of the office. */
export function usePlaces(): Places {
  const may = useMay();
  const { service: asked } = useParams({ strict: false });
  const { data: services, isLoading } = useServices();
  const service = asked ?? chosenService(services, undefined)?.id;
  // Within a service the moment goes along by itself.
  const at = asked === undefined && service !== undefined ? keptMoment(service, services) : undefined;
  const moment = at === undefined ? '' : `?at=${at}`;
  return {
    service:
      service === undefined
        ? []
        : SERVICE_PAGES.filter(({ needs }) => needs.some(may)).map(({ name, icon, path }) => ({ name, icon, to: `/services/${service}/${path}${moment}` })),
    office: OFFICE_PAGES.filter(({ needs }) => needs.some(may)).map(({ name, icon, path }) => ({ name, icon, to: `/${path}` })),
    known: service !== undefined || !isLoading,
  };
}

/** An address written as text is not one of the routes that the router's types know; each route checks its own search. */
function place(address: string): { readonly to: string; readonly search?: never } {
  const { to, search } = addressParts(address);
  return Object.keys(search).length === 0 ? { to } : { to, search: search as never };
}

function PlaceList({ places, label }: { readonly places: readonly Place[]; readonly label: string }) {
  return (
    <ul className={classes['list']} aria-label={label} hidden={places.length === 0}>
      {places.map(({ name, icon, to }) => (
        <li key={name}>
          <Link {...place(to)} className={classes['link']} activeOptions={{ includeSearch: false }} activeProps={{ 'aria-current': 'page' }}>
            <Icon name={icon} />
            {name}
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** At the left where there is room; at the foot, within reach of a thumb, where there is not. */
export function Navigation() {
  const { service, office, known } = usePlaces();
  const [open, setOpen] = useState(false);
  const path = useRouterState({ select: (state) => state.location.pathname });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a move closes the list, whatever it was
  useEffect(() => setOpen(false), [path]);
  return (
    <nav className={classes['nav']} aria-label="Pages">
      <div className={classes['side']}>
        <PlaceList places={service} label="The service" />
        {/* Below those of the service: shown before them, they would move down under whoever is about to click. */}
        <PlaceList places={known ? office : []} label="The office" />
      </div>
      <div className={classes['foot']}>
        {service.slice(0, 4).map(({ name, icon, to }) => (
          <Link key={name} {...place(to)} className={classes['tab']} activeOptions={{ includeSearch: false }} activeProps={{ 'aria-current': 'page' }}>
            <Icon name={icon} />
            {name}
          </Link>
        ))}
        <UnstyledButton className={classes['tab'] ?? ''} onClick={() => setOpen(true)} aria-expanded={open} aria-haspopup="dialog">
          <Icon name="menu" />
          More
        </UnstyledButton>
      </div>
      <Drawer opened={open} onClose={() => setOpen(false)} position="bottom" size="auto" title="All pages">
        <PlaceList places={[...service, ...office]} label="Pages" />
      </Drawer>
    </nav>
  );
}
