import { signal } from './signal.ts';

/** A sentence that stays until it is read: what was done, or that it waits. Never how an error is told that belongs to a field. */
export interface Notice {
  readonly id: number;
  readonly tone: 'done' | 'waiting' | 'failed';
  readonly text: string;
  readonly link?: { readonly to: string; readonly text: string };
}

export const notices = signal<readonly Notice[]>([]);
let next = 1;

export function notify(notice: Omit<Notice, 'id'>): void {
  notices.set([...notices.get().slice(-3), { ...notice, id: next++ }]);
}

export function dismiss(id: number): void {
  notices.set(notices.get().filter((notice) => notice.id !== id));
}
