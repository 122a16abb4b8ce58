import type { Profile } from './model.ts';

/** Profiles that are there where the operator gives none. */
export const PROFILES: readonly Profile[] = [
  {
    name: 'camera',
    days: 90,
    graceDays: 365,
    usages: ['client'],
    keys: ['p-256', 'p-384', 'ed25519', 'rsa-2048', 'rsa-3072'],
    approval: false,
    serverKeys: false,
  },
  {
    name: 'gateway',
    days: 90,
    graceDays: 180,
    usages: ['client', 'server'],
    keys: ['p-256', 'p-384', 'ed25519', 'rsa-3072'],
    approval: false,
    serverKeys: false,
  },
  { name: 'sensor', days: 365, graceDays: 365, usages: ['client'], keys: ['p-256', 'ed25519'], approval: false, serverKeys: true },
  {
    name: 'server',
    days: 90,
    graceDays: 0,
    usages: ['server'],
    keys: ['p-256', 'p-384', 'rsa-2048', 'rsa-3072', 'rsa-4096'],
    approval: true,
    serverKeys: false,
  },
  { name: 'service', days: 30, graceDays: 7, usages: ['client'], keys: ['p-256', 'p-384', 'ed25519', 'rsa-3072'], approval: true, serverKeys: false },
];
