import { z } from 'zod';

/** The contract of `people.yaml`: who stands behind addresses, accounts and keys, and what kind of somebody that is. */

const text = (most: number) => z.string().trim().min(1).max(most);
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}Z)?$/);

export const KINDS = ['person', 'forge', 'bot', 'model'] as const;
/** A person, a forge that commits for others, a program, or a language model. Only a person reviews. */
export type PersonKind = (typeof KINDS)[number];

export const KEY_KINDS = ['ssh', 'openpgp', 'x509'] as const;

const keySchema = z.strictObject({
  /** What the id is of; where absent, what its form says. */
  kind: z.enum(KEY_KINDS).optional(),
  /**
   * An OpenPGP key id of 16 hex digits or a fingerprint of 40 or 64; `SHA256:…` of an SSH key or of a certificate; or, for certificates of one holder that change by the day,
   * `email:…`, `uri:…` or `name:…` as the certificate has it, with `issuer`.
   */
  id: z
    .string()
    .regex(/^(?:SHA256:[A-Za-z0-9+/]{43}|[0-9A-Fa-f]{16}|[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64}|email:[^\s<>]{1,250}|uri:\S{1,500}|name:[^\p{Cc}]{1,200})$/u),
  /** Who vouches for the holder named by `id`: the address of the OpenID provider that the certificate names, else the common name of the authority that issued it. */
  issuer: text(500).optional(),
  /** What a signature by it stands for; what the entry is, where it does not say. A key of a person that a build server holds is a bot's. */
  role: z.enum(KINDS).optional(),
  from: day.optional(),
  until: day.optional(),
  /** From when somebody else may have had it. Whoever has a key sets the clock of what it signs: nothing by it counts whose time nothing but its own clock tells. */
  compromisedFrom: day.optional(),
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
  /** Roles of the map and opaque ids under which this one acts on the ledger of a service. */
  actsAs: z.array(text(80)).max(50).optional(),
  /** Who made sure that this is nobody else of the register. Without it, an entry may be a second face of another. */
  confirmedBy: z.string().optional(),
});

export const registerSchema = z.strictObject({ format: z.literal('people/1'), people: z.array(personSchema).max(50_000) });

export type Person = z.output<typeof personSchema>;
export type PersonKey = z.output<typeof keySchema>;
