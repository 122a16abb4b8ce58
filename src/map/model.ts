import { z } from 'zod';
import { type Json, LAYERS } from '../core/index.ts';
import { FACTS, type FactKey } from './facts.ts';
import { duration, idSchema, LIMITS, list, name, text } from './field.ts';
import { isHost } from './host.ts';
import { incidentPlanSchema } from './incident-plan.ts';

// The contract of service.yaml. Ids share one namespace over the whole map, because evidence names its subject by id alone.

export { idSchema } from './field.ts';

export const PART_KINDS = [
  'app',
  'server',
  'datastore',
  'broker',
  'gateway',
  'device',
  'network',
  'place',
  'identity-provider',
  'mail',
  'wiki',
  'document-system',
  'business-system',
  'workstation',
  'repository',
  'build-system',
  'artifact-registry',
  'signing-system',
  'update-server',
  'certificate-authority',
  'monitoring',
  'backup',
  'admin-console',
  'role',
  'supplier',
] as const;
export type PartKind = (typeof PART_KINDS)[number];

/** What a foreign model held that has no place of its own here. Kept whole, so that nothing is lost and an export can give it back. */
export const originSchema = z.strictObject({
  format: z.string().max(60),
  id: z.string().max(500).optional(),
  /** The element's fields as they stood in the source, those that were mapped and those that were not. */
  fields: z.record(z.string(), z.json()).optional(),
});

/** How sure the world can be of one member: `level` of need, 0 (none) to 4 (lives or the company hang on it). */
const level = z.int().min(0).max(4);

const interfaceSchema = z.strictObject({
  id: idSchema,
  name: name.optional(),
  /** Such as `https`, `mqtts`, `telnet`, `ssh`, `rtsp`, `uart`, `jtag`, `usb`, `ble`, `wifi`. */
  protocol: z.string().min(1).max(60),
  port: z.int().min(0).max(65535).optional(),
  purpose: z.enum(['user-api', 'device-api', 'admin', 'remote-shell', 'stream', 'introduction', 'local-control', 'debug', 'update', 'build', 'other']),
  /** Parts of kind network or place from which it can be reached. */
  on: list(idSchema).default([]),
  /** Declared, and never enough to close an attack step. */
  authentication: z
    .enum(['none', 'default-credential', 'shared-credential', 'identifier-only', 'password', 'token', 'certificate', 'sso', 'passkey', 'unknown'])
    .default('unknown'),
  origin: originSchema.optional(),
});

const factsSchema = z.partialRecord(z.enum(Object.keys(FACTS) as [FactKey, ...FactKey[]]), z.union([z.boolean(), z.number(), z.string().max(LIMITS.name)]));

const variantSchema = z.strictObject({
  id: idSchema,
  name: name.optional(),
  population: z.int().min(0),
  facts: factsSchema.optional(),
});

export const partSchema = z.strictObject({
  id: idSchema,
  kind: z.enum(PART_KINDS),
  name,
  description: text.optional(),
  /** Default: by kind. */
  layer: z.enum(LAYERS).optional(),
  zone: idSchema.optional(),
  owner: z.string().max(LIMITS.name).optional(),
  technology: z.string().max(LIMITS.name).optional(),
  /** How many there are. With variants, their sum. */
  population: z.int().min(1).default(1),
  /** Kinds of member that differ in what they run: firmware versions, app versions. */
  variants: list(variantSchema).optional(),
  /** The unit in which members share a home: parts with the same value are next to each other, household by household. */
  cohort: idSchema.optional(),
  interfaces: list(interfaceSchema).optional(),
  /** Networks and places this part is attached to as a client (its interfaces say where it can be reached). */
  attached: list(idSchema).optional(),
  /** What is so about this part: see facts.ts. Unstated is unknown, never false. */
  facts: factsSchema.optional(),
  inScope: z.boolean().default(true),
  tags: list(z.string().max(LIMITS.name)).optional(),
  origin: originSchema.optional(),
});

export const flowSchema = z.strictObject({
  id: idSchema,
  name: name.optional(),
  description: text.optional(),
  from: idSchema,
  to: idSchema,
  /** The receiving interface, where the map names it. */
  interface: idSchema.optional(),
  protocol: z.string().max(60).default('unknown'),
  authentication: z
    .enum([
      'none',
      'identifier-only',
      'default-credential',
      'shared-credential',
      'password',
      'token',
      'certificate',
      'mutual-tls',
      'signature',
      'sso',
      'unknown',
    ])
    .default('unknown'),
  encryption: z.enum(['none', 'transport', 'end-to-end', 'unknown']).default('unknown'),
  /** Assets it carries, in its direction; `returns` those that come back. */
  carries: list(idSchema).default([]),
  returns: list(idSchema).optional(),
  /** Networks it crosses, on which it can be listened to. */
  over: list(idSchema).optional(),
  tags: list(z.string().max(LIMITS.name)).optional(),
  origin: originSchema.optional(),
});

export const LINK_TYPES = [
  'uses',
  'writes',
  'builds',
  'signs',
  'deploys',
  'administers',
  'authenticates',
  'hosts',
  'updates',
  'supplies',
  'reviews',
  'backs-up',
  'supports',
] as const;
export type LinkType = (typeof LINK_TYPES)[number];

/** One part's power over another. `from` has the power. A role *uses*, *writes*, *administers* or *reviews*; an identity provider *authenticates* (people to) a system. */
export const linkSchema = z.strictObject({
  id: idSchema,
  type: z.enum(LINK_TYPES),
  from: idSchema,
  to: idSchema,
  description: text.optional(),
  /** Assets that travel by it, such as the firmware that is built, signed, shipped. */
  carries: list(idSchema).optional(),
  origin: originSchema.optional(),
});

/** An act that needs `need` distinct members of the named roles: two-person review, threshold signing, four-eyes release. */
export const gateSchema = z.strictObject({
  id: idSchema,
  name,
  act: z.enum(['change', 'build', 'sign', 'release', 'administer']),
  /** The part on which the act is done. */
  on: idSchema,
  need: z.int().min(1).max(20),
  of: list(idSchema).min(1),
});

const placementSchema = z.strictObject({
  part: idSchema,
  state: z.enum(['at-rest', 'in-use', 'in-transit', 'unknown']).default('at-rest'),
  /** Encrypted so that this part cannot read it. Declared, and never enough to close an attack step. */
  sealed: z.boolean().optional(),
});

export const assetSchema = z.strictObject({
  id: idSchema,
  name,
  description: text.optional(),
  kind: z.enum(['information', 'credential', 'code', 'function', 'physical']),
  needs: z
    .strictObject({
      confidentiality: level.default(0),
      integrity: level.default(0),
      availability: level.default(0),
      privacy: level.default(0),
      safety: level.default(0),
    })
    .prefault({}),
  /** Where it lives. Where it travels is said by the flows and links that carry it. */
  at: list(placementSchema).default([]),
  /** For whom it is protected (party ids) and from whom (actor ids). */
  forWhom: list(idSchema).optional(),
  fromWhom: list(idSchema).optional(),
  /** An asset outside the operator's own, such as other people's networks. */
  external: z.boolean().optional(),
  /** For credentials: the states that holding it opens. */
  opens: list(z.strictObject({ part: idSchema, interface: idSchema.optional(), access: z.enum(['reach', 'user', 'admin', 'code']) })).optional(),
  /** For credentials and keys: one for the whole class, one for each member, or one for each household. */
  sharedBy: z.enum(['class', 'member', 'household', 'unknown']).optional(),
  personal: z
    .strictObject({
      category: z.enum(['ordinary', 'sensitive']),
      basis: z.enum(['consent', 'contract', 'legal', 'legitimate-interest', 'unknown']).default('unknown'),
      retention: duration.optional(),
      aggregateOnly: z.boolean().optional(),
      telemetry: z.boolean().optional(),
    })
    .optional(),
  telemetry: z.boolean().optional(),
  tags: list(z.string().max(LIMITS.name)).optional(),
  origin: originSchema.optional(),
});

export const partySchema = z.strictObject({ id: idSchema, name, description: text.optional() });

export const actorSchema = z.strictObject({
  id: idSchema,
  name,
  description: text.optional(),
  kind: z.enum(['outsider', 'insider', 'supplier', 'neighbour', 'user']),
  capability: z.enum(['script', 'skilled', 'expert', 'state']).default('skilled'),
  /** Where the actor begins: holds `access` at `part` (one member of it, unless `every`). */
  starts: list(z.strictObject({ part: idSchema, access: z.enum(['reach', 'user', 'admin', 'code', 'physical']), every: z.boolean().optional() })).min(1),
  origin: originSchema.optional(),
});

export const policySchema = z.strictObject({
  id: idSchema,
  title: name,
  rule: text,
  assets: list(idSchema).default([]),
  /** Parts the rule reaches beyond those that hold or carry its assets. */
  parts: list(idSchema).optional(),
  /** Who may (party, role or actor ids). */
  allow: list(idSchema).optional(),
  /** Where it is enforced at run time, in Cedar. */
  cedar: text.optional(),
  origin: originSchema.optional(),
});

export const zoneSchema = z.strictObject({
  id: idSchema,
  name,
  description: text.optional(),
  kind: z.string().max(60).optional(),
  within: idSchema.optional(),
  trust: z.number().optional(),
  origin: originSchema.optional(),
});

/** What another tool or a person recorded about the map. Carried and shown; never evidence by itself. */
export const noteSchema = z.strictObject({
  id: idSchema,
  kind: z.enum(['threat', 'mitigation', 'risk-decision', 'assumption', 'question', 'other']),
  title: z.string().max(1000),
  description: text.optional(),
  on: list(idSchema).default([]),
  status: z.string().max(60).optional(),
  severity: z.string().max(60).optional(),
  answeredBy: list(idSchema).optional(),
  origin: originSchema.optional(),
});

export const TARGET_PROBES = ['dns', 'mail', 'web', 'tls'] as const;
export type TargetProbe = (typeof TARGET_PROBES)[number];

const host = z.string().max(253).refine(isHost, 'a host name in small letters, such as www.example.org, or an address');
const port = z.int().min(1).max(65535);

/** What Assay's own probes may visit, and nothing else: the operator's own names. What is seen there is evidence about `part`. */
export const targetSchema = z.strictObject({
  host,
  part: idSchema,
  probes: z.array(z.enum(TARGET_PROBES)).min(1).max(4),
  /** Other hosts that this target's probes visit: its mail exchangers, and the host of its MTA-STS policy. */
  also: z.array(host).max(50).optional(),
  /** Where it listens, where that is not 443, 80, 25; `tls` may name several. */
  ports: z.strictObject({ https: port.optional(), http: port.optional(), smtp: port.optional(), tls: z.array(port).min(1).max(20).optional() }).optional(),
  /** It has a private address on purpose. Without this a private address is refused. */
  private: z.boolean().optional(),
  /** Selectors under which its DKIM keys are published. */
  selectors: z
    .array(
      z
        .string()
        .max(200)
        .refine((text) => /^[a-z0-9_](?:[a-z0-9_.-]{0,198}[a-z0-9])?$/i.test(text) && !text.includes('..'), 'a DKIM selector such as s2026'),
    )
    .max(50)
    .optional(),
});

export const serviceMapSchema = z.strictObject({
  assay: z.literal('service/1'),
  service: z.strictObject({
    id: idSchema,
    name,
    description: text.optional(),
    operator: z.string().max(LIMITS.name).optional(),
    /** What the operator owes, as standard ids; the gap report's default. */
    owes: list(z.string().max(60)).optional(),
    facts: factsSchema.optional(),
    origin: originSchema.optional(),
  }),
  parts: list(partSchema).min(1),
  zones: list(zoneSchema).default([]),
  flows: list(flowSchema).default([]),
  links: list(linkSchema).default([]),
  gates: list(gateSchema).default([]),
  assets: list(assetSchema).default([]),
  parties: list(partySchema).default([]),
  actors: list(actorSchema).default([]),
  policies: list(policySchema).default([]),
  notes: list(noteSchema).default([]),
  targets: z.array(targetSchema).max(1000).default([]),
  /** Who does what when something happens: see incident-plan.ts. */
  csirt: incidentPlanSchema.optional(),
});

export type ServiceMap = z.infer<typeof serviceMapSchema>;
export type Part = z.infer<typeof partSchema>;
export type Interface = z.infer<typeof interfaceSchema>;
export type Variant = z.infer<typeof variantSchema>;
export type Flow = z.infer<typeof flowSchema>;
export type Link = z.infer<typeof linkSchema>;
export type Gate = z.infer<typeof gateSchema>;
export type Asset = z.infer<typeof assetSchema>;
export type Party = z.infer<typeof partySchema>;
export type Actor = z.infer<typeof actorSchema>;
export type Policy = z.infer<typeof policySchema>;
export type Zone = z.infer<typeof zoneSchema>;
export type Note = z.infer<typeof noteSchema>;
export type Target = z.infer<typeof targetSchema>;
export type Origin = z.infer<typeof originSchema>;

/** What an importer gives: the map as plain input for the schema, and the account of every element of the source. */
export interface Imported {
  readonly map: z.input<typeof serviceMapSchema>;
  readonly carried: Readonly<Record<string, number>>;
  readonly mapped: readonly { readonly from: string; readonly to: string; readonly how: string }[];
  readonly lost: readonly { readonly at: string; readonly value: Json; readonly why: string }[];
}
