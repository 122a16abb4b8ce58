import { z } from 'zod';

/** The contract of `people.yaml`: who stands behind addresses, accounts and keys, and what kind of somebody that is. */

const text = (most: number) => z.string().trim().min(1).max(most);
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}Z)?$/);

export const KINDS = ['person', 'forge', 'bot', 'model'] as const;
/** A person, a forge that commits for others, a program, or a language model. Only a person reviews. */
export type PersonKind = (typeof KINDS)[number];

const keySchema = z.strictObject({
  /** An OpenPGP key id of 16 hex digits or a fingerprint of 40 or 64, or `SHA256:…` of an SSH key or of a certificate. */
  id: z.string().regex(/^(?:SHA256:[A-Za-z0-9+/]{43}|[0-9A-Fa-f]{16}|[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})$/),
  /** What a signature by it stands for; what the entry is, where it does not say. A key of a person that a build server holds is a bot's. */
  role: z.enum(KINDS).optional(),
  from: day.optional(),
  until: day.optional(),
});

const personSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/),
  kind: z.enum(KINDS).default('person'),
  name: text(200),
  /** Other names under which this one is written. */
  names: z.array(text(200)).max(50).default([]),
  addresses: z
    .array(z.string().regex(/^[^\s<>]{1,250}$/))
    .max(200)
    .default([]),
  /** `forge:account`, such as `github:ada`. */
  accounts: z
    .array(z.string().regex(/^[a-z][a-z0-9.-]{0,62}:[^\s:]{1,100}$/))
    .max(50)
    .default([]),
  keys: z.array(keySchema).max(100).default([]),
  /** Who made sure that this is nobody else of the register. Without it, an entry may be a second face of another. */
  confirmedBy: z.string().optional(),
});

export const registerSchema = z.strictObject({ format: z.literal('people/1'), people: z.array(personSchema).max(50_000) });

export type Person = z.output<typeof personSchema>;
export type PersonKey = z.output<typeof keySchema>;
