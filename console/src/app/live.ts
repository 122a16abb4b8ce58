import { useEffect } from 'react';
import type { LiveEventName } from '../../../src/server/live/model.ts';
import { askAgain } from './ask.ts';
import { signal } from './signal.ts';
import { keepOpen } from './stream.ts';

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

/** Follows the server's events while somebody is signed in, through every restart of the server; whatever was missed is asked again when they are back. */
export function useLive(signedIn: boolean): void {
  useEffect(() => {
    if (!signedIn) return;
    const stream = keepOpen({
      open: () => heardFrom(new EventSource('/api/live')),
      live: (again) => {
        if (again) void askAgain('/api/');
        liveState.set('live');
      },
      lost: () => {
        liveState.set('lost');
        // The server ends the stream of a session that was ended elsewhere: asking who one is finds that out, and leads to the sign-in.
        void askAgain('/api/account');
      },
    });
    addEventListener('online', stream.hurry);
    return () => {
      removeEventListener('online', stream.hurry);
      stream.close();
    };
  }, [signedIn]);
}

/** What is asked again at which event. */
function heardFrom(source: EventSource): EventSource {
  const on = (name: LiveEventName, what: string | undefined, prefix: (data: Record<string, unknown>) => string): void => {
    source.addEventListener(name, (event) => {
      void askAgain(prefix(read(event))).then(() => what !== undefined && updated.set({ what, at: Date.now() }));
    });
  };
  const ofService = (data: Record<string, unknown>) =>
    typeof data['service'] === 'string' ? `/api/services/${encodeURIComponent(data['service'])}` : '/api/services';
  on('head', 'The record has grown', ofService);
  on('position', 'The position has changed', ofService);
  on('alerts', 'Something was detected', (data) => `${ofService(data)}/operations`);
  on('judge', undefined, () => '/api/services');
  on('services', undefined, () => '/api/services');
  on('proposals', 'What waits for a second person has changed', () => '/api/proposals');
  on('break-glass', undefined, () => '/api/break-glass');
  on('people', undefined, () => '/api/people');
  on('settings', undefined, () => '/api/settings');
  // Whether people may sign in by a provider stands in the settings.
  on('settings', undefined, () => '/api/sign-in');
  on('self', undefined, () => '/api/account');
  on('resync', 'Everything was read again', () => '/api/');
  return source;
}
