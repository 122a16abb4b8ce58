import type { UseQueryResult } from '@tanstack/react-query';
import { useAsk } from './ask.ts';

/** One service, as /api/services lists it. */
export interface ServiceLine {
  readonly id: string;
  readonly title: string;
  /** The record of a broken service does not verify: no position is given for it. */
  readonly state?: string;
}

const KEPT = 'assay-service';

export function useServices(on = true): UseQueryResult<readonly ServiceLine[]> {
  const asked = useAsk<{ readonly services: readonly ServiceLine[] }>('/api/services', {}, { enabled: on });
  return { ...asked, data: asked.data?.services } as UseQueryResult<readonly ServiceLine[]>;
}

/** The service that was open last in this browser. */
export const keptService = (): string | undefined => localStorage.getItem(KEPT) ?? undefined;
export const keepService = (id: string): void => localStorage.setItem(KEPT, id);
