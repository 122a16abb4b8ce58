import { z } from 'zod';
import { Digest, isInstantText } from '../../core/index.ts';

// What a source shows of the office: things, and the power that one has over another. Accounts are personal data, so a discovery is a file that can be
// erased; the ledger has its digest and counts. docs/design/business.md.

export const THING_KINDS = [
  'tenant',
  'organisation',
  'identity-provider',
  'system',
  'host',
  'open-port',
  'repository',
  'branch',
  'workflow',
  'environment',
  'runner',
  'cloud-identity',
  'account',
  'group',
  'role',
  'service-account',
  'application',
  'token',
  'secret',
  'mailbox-rule',
  'shared-drive',
  'device',
  'backup-job',
] as const;
export type ThingKind = (typeof THING_KINDS)[number];

/** Kinds that are persons or belong to one: their names and keys never leave the erasable file. */
export const PERSONAL: ReadonlySet<ThingKind> = new Set(['account', 'token', 'mailbox-rule', 'device']);

const word = z.string().min(1).max(500);

export const thingSchema = z.strictObject({
  /** Stable within the source, such as `GH_Repository:R_kgDO…` or `host:10.20.0.7`. */
  key: word,
  kind: z.enum(THING_KINDS),
  /** As the source prints it. */
  name: z.string().max(500),
  /** The source's own word for the kind, where it is another. */
  sourceKind: z.string().max(200).optional(),
  /** Other words by which a rule or the map may know it: addresses, host names, package urls, `owner/name`. */
  aliases: z.array(word).max(20).optional(),
  /** Which of the discovery's scopes it belongs to. */
  scope: word,
  /** What a person needs to judge it: `lastUsed`, `mfa`, `expires`, `admin`, `port`. Values as the source has them. */
  attributes: z.record(z.string().max(100), z.union([z.string().max(500), z.number(), z.boolean()])).optional(),
});
export type Thing = z.infer<typeof thingSchema>;

/** What `from` can do to `to`, in the words of the map's links where there is one. `contains` and `member` give no power by themselves, and pass it on. */
export const POWERS = [
  'administers',
  'writes',
  'deploys',
  'builds',
  'runs',
  'reads',
  'holds',
  'authenticates',
  'becomes',
  'forwards',
  'supports',
  'backs-up',
  'hosts',
  'contains',
  'member',
  'none',
] as const;
export type Power = (typeof POWERS)[number];

export const relationSchema = z.strictObject({
  from: word,
  to: word,
  power: z.enum(POWERS),
  /** The source's own word, such as `GH_CanWriteBranch`. */
  sourceKind: z.string().max(200).optional(),
});
export type Relation = z.infer<typeof relationSchema>;

export const discoverySchema = z.strictObject({
  assay: z.literal('discovery/1'),
  /** The importer's format, and whose report it is: `opengraph`, `opengraph github:fernlicht`. Two reports of one source are told apart by their moments alone. */
  format: z.string().min(1).max(60),
  source: z.string().min(1).max(300),
  observedAt: z.string().refine(isInstantText, 'RFC 3339 in UTC'),
  /** What was looked at, all of it: a thing of these scopes that is not here is gone. Empty where the source does not say what it covered. */
  scopes: z.array(word).max(10_000),
  /** What was to be looked at and could not be: nothing of it is gone. */
  uncovered: z.array(word).max(10_000).optional(),
  /** What was covered if the question was not filtered, where the report cannot tell: nothing of it is gone unless the operator says that it was not. */
  ifWhole: z.array(word).max(10_000).optional(),
  things: z.array(thingSchema).max(1_000_000),
  relations: z.array(relationSchema).max(5_000_000),
  /** Of the report it was drawn from. */
  raw: z.strictObject({ digest: z.string().refine((value) => Digest.isText(value), 'sha256: and 64 hex digits'), mediaType: z.string().max(200) }),
});
export type Discovery = z.infer<typeof discoverySchema>;
