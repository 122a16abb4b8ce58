import type { UseQueryResult } from '@tanstack/react-query';
import type { ServiceLine, ServicesAnswer } from '../../../src/server/services/model.ts';
import { useMay } from './account.ts';
import { useAsk } from './ask.ts';

const KEPT = 'assay-service';

export interface Services {
  readonly list: readonly ServiceLine[];
}

/** The services that the person may see; nothing is asked for who may see none. */
export function useServices(on = true): Omit<UseQueryResult<ServicesAnswer>, 'data'> & { readonly data: Services | undefined } {
  const may = useMay();
  const asked = useAsk<ServicesAnswer>('/api/services', {}, { enabled: on && may('service.read') });
  return { ...asked, data: asked.data === undefined ? undefined : { list: asked.data.services } };
}

/** The service that was open last in this browser. */
export const keptService = (): string | undefined => localStorage.getItem(KEPT) ?? undefined;
export const keepService = (id: string): void => localStorage.setItem(KEPT, id);

/** The moment that a service was last looked at in this tab. Pages of the office show no moment: whoever comes back from one goes on where they were. */
const moments = new Map<string, string | undefined>();
export const keepMoment = (id: string, at: string | undefined): void => void moments.set(id, at);
/** Before a service was opened: the moment that it opens at, where its evidence is of a time of its own, as the example's is. */
export const keptMoment = (id: string, services: Services | undefined): string | undefined =>
  moments.has(id) ? moments.get(id) : services?.list.find((one) => one.id === id)?.openAt;

/** The service of the page, else the one that was open last, else the first that can be judged, else the first. */
export function chosenService(services: Services | undefined, asked: string | undefined): ServiceLine | undefined {
  const wanted = asked ?? keptService();
  return services?.list.find(({ id }) => id === wanted) ?? services?.list.find(({ state }) => state !== 'record-broken') ?? services?.list[0];
}
