import { useEffect } from 'react';
import { askAgain } from './ask.ts';
import { signal } from './signal.ts';

export type LiveState = 'connecting' | 'live' | 'lost';
export const liveState = signal<LiveState>('connecting');

/** What last changed under the page, for the quiet mark in the header. */
export interface Updated {
  readonly what: string;
  readonly at: number;
}
export const updated = signal<Updated | undefined>(undefined);

const read = (event: Event): Record<string, unknown> => {
  try {
    const data: unknown = JSON.parse((event as MessageEvent<string>).data);
    return typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : {};
  } catch {
    return {};
  }
};

/** Follows the server's events while somebody is signed in. The browser reconnects by itself; whatever was missed is asked again then. */
export function useLive(on: boolean): void {
  useEffect(() => {
    if (!on) return;
    const source = new EventSource('/api/live');
    let lost = false;
    source.onopen = () => {
      if (lost) void askAgain('/api/');
      lost = false;
      liveState.set('live');
    };
    source.onerror = () => {
      lost = true;
      liveState.set('lost');
    };
    const again = (what: string, prefix: (data: Record<string, unknown>) => string) => (event: Event) => {
      void askAgain(prefix(read(event))).then(() => updated.set({ what, at: Date.now() }));
    };
    const service = (data: Record<string, unknown>) =>
      typeof data['service'] === 'string' ? `/api/services/${encodeURIComponent(data['service'])}` : '/api/services';
    source.addEventListener('head', again('The record has grown', service));
    source.addEventListener('position', again('The position has changed', service));
    source.addEventListener(
      'proposals',
      again('What waits for a second person has changed', () => '/api/proposals'),
    );
    source.addEventListener(
      'break-glass',
      again('Break-glass has changed', () => '/api/break-glass'),
    );
    return () => source.close();
  }, [on]);
}
