import { z } from 'zod';
import { Refused } from '../../core/index.ts';
import { readDocument } from '../../map/document.ts';
import { caFaults } from './faults.ts';
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

/** Profiles of the authority's own certificates: no label of EST may be one of them. */
const RESERVED = ['authority', 'ocsp-responder'];
const once = (values: readonly string[]) => new Set(values).size === values.length;

const profileSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,31}$/, 'lower-case letters, digits and dashes, at most 32')
    .refine((name) => !RESERVED.includes(name), 'a name that the authority does not use itself'),
  days: z.int().min(1).max(3650),
  graceDays: z.int().min(0).max(3650).default(0),
  usages: z
    .array(z.enum(['client', 'server']))
    .min(1)
    .refine(once, 'each usage once'),
  keys: z
    .array(z.enum(['p-256', 'p-384', 'ed25519', 'rsa-2048', 'rsa-3072', 'rsa-4096']))
    .min(1)
    .refine(once, 'each kind of key once'),
  approval: z.boolean().default(false),
  serverKeys: z.boolean().default(false),
});

const fileSchema = z.strictObject({
  assay: z.literal('profiles/1'),
  profiles: z
    .array(profileSchema)
    .min(1)
    .max(64)
    .refine((profiles) => once(profiles.map(({ name }) => name)), 'each name once'),
});

/** Reads a file of profiles, YAML or JSON. They take the place of those that are shipped, each of its name; others are added. Throws `Refused` (ASSAY-CA-009, ASSAY-MAP-001 to -008, ASSAY-JSON-…). */
export function readProfiles(text: string, file: string): readonly Profile[] {
  const document = readDocument(text, file);
  const read = fileSchema.safeParse(document.value);
  if (read.success) {
    const given = new Map(read.data.profiles.map((profile) => [profile.name, profile]));
    return [...PROFILES.filter(({ name }) => !given.has(name)), ...read.data.profiles];
  }
  throw new Refused(
    ...read.error.issues.slice(0, 50).map((issue) => {
      const path = issue.path.filter((part) => typeof part !== 'symbol');
      return caFaults.fault('009', {
        message: `the profiles cannot be used: ${issue.message}`,
        file,
        ...document.place(path, 'value'),
        ...(path.length === 0 ? {} : { field: path.join('.') }),
        expected: issue.message,
        remedy: 'Mend it. What profiles look like: assay product ca profiles',
      });
    }),
  );
}
