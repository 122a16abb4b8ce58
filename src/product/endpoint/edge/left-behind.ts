import { existsSync } from 'node:fs';
import { Refused } from '../../../core/index.ts';
import type { DeviceId } from '../../fleet/model.ts';
import { prefixOf } from './live.ts';
import { openSessionFile, SESSION_FILE } from './session-file.ts';
import { SessionStore } from './store.ts';

/** Drops what sessions left behind of a device, where no endpoint is open that would have it in memory. Throws `Refused` (ASSAY-ENDPOINT-011), and what kept it from being written. */
export function forgetLeftBehind(folder: string, device: DeviceId): { readonly retained: number; readonly queued: number } {
  if (!existsSync(`${folder}/${SESSION_FILE}`)) return { retained: 0, queued: 0 };
  const broken: unknown[] = [];
  const file = openSessionFile(folder, (error) => broken.push(error));
  try {
    // What is not the device's stays as it is: nobody is asked about it here.
    const store = new SessionStore({ now: Date.now, owner: () => undefined, may: () => true, waits: () => true, home: () => '' }, undefined, file);
    const dropped = store.drop({ id: device });
    const { retained, queued } = store.forget(prefixOf(device));
    if (broken.length > 0) throw broken[0] instanceof Error ? broken[0] : new Refused();
    return { retained, queued: queued + dropped };
  } finally {
    file.close();
  }
}
