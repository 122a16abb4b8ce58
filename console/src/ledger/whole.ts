import { signal } from '../app/signal.ts';
import type { WholeAsked, WholeSaid } from './whole-worker.ts';

/** How far a whole verification is. It goes on when the page is left, and is found again when it is opened. */
export interface WholeState {
  readonly path: string;
  readonly size: number;
  readonly entries: number;
  readonly bytes: number;
  readonly startedAt: number;
  readonly ended?: Exclude<WholeSaid, { readonly kind: 'progress' }>;
}

export const wholeState = signal<WholeState | undefined>(undefined);
let worker: Worker | undefined;

export function startWhole(path: string, size: number, asked: Omit<WholeAsked, 'url'>): void {
  stopWhole();
  const mine = new Worker(new URL('./whole-worker.ts', import.meta.url), { type: 'module', name: 'verify-everything' });
  worker = mine;
  wholeState.set({ path, size, entries: 0, bytes: 0, startedAt: Date.now() });
  mine.addEventListener('message', ({ data }: MessageEvent<WholeSaid>) => {
    const now = wholeState.get();
    if (worker !== mine || now === undefined) return;
    if (data.kind === 'progress') wholeState.set({ ...now, ...data.progress });
    else {
      wholeState.set({ ...now, ended: data });
      mine.terminate();
    }
  });
  mine.addEventListener('error', () => {
    const now = wholeState.get();
    if (worker === mine && now !== undefined)
      wholeState.set({ ...now, ended: { kind: 'failed', why: 'The verification could not be started in this browser.' } });
  });
  mine.postMessage({ ...asked, url: path } satisfies WholeAsked);
}

export function stopWhole(): void {
  worker?.terminate();
  worker = undefined;
  wholeState.set(undefined);
}
