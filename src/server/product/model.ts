import { z } from '@hono/zod-openapi';
import { digest, moment, paging, reason } from '../model.ts';

const list = <T extends z.ZodType>(of: T) => z.array(of).readonly();
const count = z.number().int();

/** As the operator called it. What has another form is refused before the fleet is asked. */
export const deviceId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/);
const productId = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/);
const serial = z.string().regex(/^[0-9a-f]{1,64}$/);

export const LIVES = ['registered', 'in-service', 'retired'] as const;
/** When the last certificate of a device ends: it is over; over or within a week; over or within 30 days. */
export const ENDS = ['over', 'week', 'month'] as const;
const life = z.enum(LIVES);

export const overview = z
  .object({
    /** Nothing was ever registered: everything else is absent. */
    begun: z.boolean(),
    at: moment.optional(),
    products: list(z.object({ product: z.string(), registered: count, inService: count, retired: count })).optional(),
    /** In service, and of no household. */
    nobodys: count.optional(),
    /** Certificates that end within 30 days; that are over, and may only be renewed or not even that. */
    ending: count.optional(),
    ended: count.optional(),
    beyond: count.optional(),
    /** Told to erase themselves, and have not confirmed it. */
    unwiped: count.optional(),
  })
  .openapi('Fleet');
export type Overview = z.infer<typeof overview>;

export const devicesQuery = {
  text: z
    .string()
    .regex(/^[A-Za-z0-9._:-]{1,64}$/, 'a part of an id: letters, digits, dots, underscores, colons and hyphens')
    .optional(),
  product: productId.optional(),
  life: life.optional(),
  owned: z.enum(['yes', 'no']).optional(),
  ends: z.enum(ENDS).optional(),
  unwiped: z.enum(['yes']).optional(),
  ...paging,
  limit: z.coerce.number().int().min(1).max(500).default(50),
};

const wipe = z.object({ order: z.string(), askedAt: moment, confirmedAt: moment.optional(), receipt: z.string().optional() });
const device = z.object({
  id: z.string(),
  product: z.string(),
  life,
  /** Opaque. Who that is stands in no answer to an operator. */
  household: z.string().optional(),
  gateway: z.string().optional(),
  firmware: z.string().optional(),
  manufacturerKey: z.string().optional(),
  predecessor: z.string().optional(),
  registeredAt: moment,
  retiredAt: moment.optional(),
  wipe: wipe.optional(),
  /** The end of its last certificate that is not over by an act. */
  expiresAt: moment.optional(),
});
export type Device = z.infer<typeof device>;
export const devices = z.object({ devices: list(device), next: z.string().optional() }).openapi('Devices');
export type Devices = z.infer<typeof devices>;

const standing = z.object({
  may: z.enum(['everything', 'renew-only', 'nothing']),
  until: moment.optional(),
  because: z
    .enum(['expired-in-grace', 'nobodys', 'rotation-asked', 'unknown', 'not-yet-valid', 'expired', 'superseded', 'revoked', 'retired', 'quarantined'])
    .optional(),
});
export type Standing = z.infer<typeof standing>;
const credential = z.object({
  serial: z.string(),
  profile: z.string(),
  fingerprint: z.string(),
  notBefore: moment,
  notAfter: moment,
  graceUntil: moment,
  state: z.enum(['pending', 'current', 'superseded', 'revoked']),
  standing,
});
export type Credential = z.infer<typeof credential>;

export const ending = z.object({
  retirement: z.string(),
  device: z.string(),
  kind: z.enum(['retire', 'transfer']),
  household: z.string().optional(),
  data: z.enum(['erase', 'hand-over']),
  reason: z.string(),
  begunAt: moment,
  stands: z.enum(['confirmed', 'not-confirmed']),
  missing: list(z.string()),
  intents: list(z.object({ closer: z.string(), state: z.enum(['open', 'failed', 'done']), says: z.string().optional(), doneAt: moment.optional() })),
  wipe: z.object({ course: z.enum(['asked', 'not-needed', 'impossible']), order: z.string().optional(), confirmedAt: moment.optional() }),
  entries: list(count),
});
export type Ending = z.infer<typeof ending>;

export const deviceLife = z
  .object({
    at: moment,
    device,
    credentials: list(credential),
    /** Facts of its life, oldest first, each with its entry of the fleet's ledger; of more than 1,000, the newest. */
    life: list(z.object({ seq: count, at: moment, type: z.string(), says: z.string() })),
    facts: count,
    head: z.object({ size: count, root: z.string(), origin: z.string() }),
    /** `unserved`: no process serves the fleet to devices, so none can be connected. */
    session: z.enum(['open', 'none', 'unserved']),
    /** Its newest retirement or transfer. */
    ending: ending.optional(),
  })
  .openapi('DeviceLife');
export type DeviceLife = z.infer<typeof deviceLife>;

export const introducing = z.strictObject({ digest });
export const introduced = z.object({ device: z.string(), until: moment }).openapi('Introduced');
export type Introduced = z.infer<typeof introduced>;

const data = z.enum(['erase', 'hand-over']).default('erase');
export const ended = z.strictObject({ reason, data });
export const revoked = z.strictObject({
  serial,
  because: z.enum(['unspecified', 'keyCompromise', 'affiliationChanged', 'superseded', 'cessationOfOperation', 'privilegeWithdrawn']),
  reason,
});
export const revocation = z.object({ serial: z.string(), at: moment, reason: z.string() }).openapi('Revocation');
/** A signed text, byte for byte, and the key that it verifies by. */
export const receipt = z.object({ receipt: z.string(), signature: z.base64(), publicKey: z.string(), entry: count }).openapi('Receipt');
export type Receipt = z.infer<typeof receipt>;

export const unconfirmed = z.object({ retirements: list(ending), next: z.string().optional() }).openapi('Unconfirmed');
export type Unconfirmed = z.infer<typeof unconfirmed>;

const authorityStatus = z.object({
  id: z.string(),
  role: z.enum(['root', 'issuing']),
  subject: z.string(),
  serial: z.string(),
  parent: z.string(),
  kind: z.string(),
  /** A file's name, or the URI of a key in a token. */
  key: z.string(),
  /** The key lies in the folder of the fleet. */
  keyHere: z.boolean(),
  notBefore: moment,
  notAfter: moment,
  fingerprint: z.string(),
  replacedBy: z.string().optional(),
  /** What the addresses of lists and OCSP in its certificates begin with. */
  url: z.string().optional(),
  shards: count,
  issued: count,
  good: count,
  revoked: count,
  revokedAt: moment.optional(),
  list: z.object({ number: count, at: moment, nextUpdate: moment, entries: count }).optional(),
});
export const authority = z
  .object({
    at: moment,
    authorities: list(authorityStatus),
    /** Which root leads to which, and until when: what a rehearsed roll-over leaves. */
    links: list(z.object({ kind: z.string(), old: z.string(), new: z.string(), notAfter: moment })),
    problems: list(z.object({ what: z.string(), remedy: z.string() })),
    notes: list(z.string()),
    profiles: list(z.object({ name: z.string(), days: count, graceDays: count })),
  })
  .openapi('Authority');
export type Authority = z.infer<typeof authority>;

const word = z.enum(['allow', 'deny']);
const policy = z.object({ id: z.string(), effect: z.enum(['permit', 'forbid']), because: z.string().optional() });
const testRun = z.object({
  results: list(z.object({ file: z.string(), name: z.string(), expected: word, found: word, passed: z.boolean(), sentence: z.string() })),
  failed: count,
  /** Policies that decided in no test. */
  untested: list(z.string()),
});
export const policies = z
  .object({ files: list(z.object({ name: z.string(), shipped: z.boolean(), text: z.string() })), policies: list(policy), run: testRun })
  .openapi('Policies');
export type Policies = z.infer<typeof policies>;

export const trying = z.strictObject({
  files: z
    .array(z.strictObject({ name: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,60}\.(?:cedar|ya?ml)$/), text: z.string().max(256 * 1024) }))
    .min(1)
    .max(20),
});
export const tried = z
  .object({
    policies: list(policy),
    run: testRun,
    /** What would have been decided otherwise of what was asked since yesterday. */
    shadow: z.object({
      decisions: count,
      changed: count,
      share: z.number(),
      changes: list(
        z.object({
          decided: z.object({ who: z.string(), do: z.string(), on: z.string(), purpose: z.string(), count }),
          before: word,
          after: word,
          sentence: z.string(),
        }),
      ),
    }),
  })
  .openapi('PoliciesTried');
export type Tried = z.infer<typeof tried>;

const line = z.string().min(1).max(300);
export const asking = z.strictObject({
  who: line,
  do: line,
  on: line,
  purpose: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,31}$/)
    .default('operation'),
});
export const explained = z
  .object({ allowed: z.boolean(), sentence: z.string(), policies: list(policy), missing: list(z.object({ fact: z.string(), said: z.string() })) })
  .openapi('Explained');
export type Explained = z.infer<typeof explained>;
