import type { DeviceId } from '../fleet/model.ts';

/** Under which acts about one device take turns: whatever decides by its life, its credentials or its owner. */
export function deviceKey(device: DeviceId): string {
  return `device:${device}`;
}

/** Under which devices are registered: whether an id is free is asked of all. */
export const REGISTRATION_KEY = 'registration';
