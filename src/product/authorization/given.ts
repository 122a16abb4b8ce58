import { z } from 'zod';
import { Digest, type Fault, Instant, isInstantText, type Json, Refused } from '../../core/index.ts';
import { readDocument } from '../../map/document.ts';
import { fieldName } from '../../map/spots.ts';
import type { DeviceId, HouseholdId, MemberId, ProductId } from '../fleet/model.ts';
import { type Consent, type Member, purposeName, ROLES, type Share, type ShareId, type Visit, type VisitId } from '../household/model.ts';
import type { DeviceFact, Facts } from './facts.ts';
import { authorizationFaults } from './faults.ts';
import type { DataClass } from './model.ts';
import { DATA_CLASSES } from './schema.ts';
import { COMMAND_CHANNEL, isChannelName, isDeviceId } from './topic.ts';

const short = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'small letters, digits and hyphens');
export const moment = z.string().refine(isInstantText, 'a moment such as 2026-11-01T00:00:00Z').transform(Instant.parse);
export const channelName = z.string().refine((name) => name === COMMAND_CHANNEL || isChannelName(name), 'a channel such as video');
const deviceId = z.string().refine(isDeviceId, 'a device such as cam-17');
const dataClass = z.enum(DATA_CLASSES);

const device = z.union([
  short.transform((product) => ({ product, life: 'in-service' as const, gateway: undefined })),
  z.strictObject({ product: short, life: z.enum(['registered', 'in-service', 'retired']).default('in-service'), gateway: deviceId.optional() }),
]);
const devices = z.record(deviceId, device).default({});
const member = z.union([
  z.enum(ROLES).transform((role) => ({ role, until: undefined, left: undefined })),
  z.strictObject({ role: z.enum(ROLES), until: moment.optional(), left: moment.optional() }),
]);
const LONG_AGO = '2000-01-01T00:00:00Z';

/** Facts as a person writes them, with names in the place of ids. The file of a test has them, and `--facts` reads them alone. */
export const given = z.strictObject({
  households: z
    .record(
      short,
      z.strictObject({
        members: z.record(short, member).default({}),
        devices,
        shares: z
          .array(
            z.strictObject({
              device: deviceId,
              channel: channelName.optional(),
              to: short,
              from: moment.prefault(LONG_AGO),
              until: moment,
              ended: moment.optional(),
            }),
          )
          .max(1000)
          .default([]),
        visits: z
          .array(
            z.strictObject({
              by: short,
              device: deviceId.optional(),
              asked: moment.prefault(LONG_AGO),
              agreed: moment.optional(),
              until: moment.optional(),
              ended: moment.optional(),
            }),
          )
          .max(1000)
          .default([]),
        consents: z
          .array(
            z.strictObject({
              purpose: purposeName,
              class: dataClass,
              given: moment.prefault(LONG_AGO),
              until: moment.optional(),
              withdrawn: moment.optional(),
            }),
          )
          .max(1000)
          .default([]),
      }),
    )
    .default({}),
  /** Nobody's. */
  devices,
});
export type Given = z.infer<typeof given>;

const idOf = (prefix: string, name: string): string =>
  `${prefix}_${Digest.of(`${prefix} ${name}`)
    .replace(/^sha256:/, '')
    .slice(0, 20)}`;
/** The id that stands for a person of this name in given facts. */
export const memberNamed = (name: string): MemberId => idOf('u', name) as MemberId;
export const householdNamed = (name: string): HouseholdId => idOf('h', name) as HouseholdId;

/** Given facts as the port that decisions ask, and the names of who is in them. */
export function factsOf({
  households,
  devices: nobodys,
}: Given): Facts & { readonly members: ReadonlySet<string>; readonly devices: ReadonlyMap<DeviceId, DeviceFact> } {
  const all = new Map<DeviceId, DeviceFact>();
  const members = new Map<MemberId, Member & { readonly household: HouseholdId }>();
  const shares: (Share & { readonly household: HouseholdId })[] = [];
  const visits: (Visit & { readonly household: HouseholdId })[] = [];
  const consents = new Map<string, Consent>();
  const names = new Set<string>();
  const add = (id: string, { product, life, gateway }: z.infer<typeof device>, household?: HouseholdId) =>
    all.set(id as DeviceId, {
      product: product as ProductId,
      life,
      ...(household === undefined ? {} : { household }),
      ...(gateway === undefined ? {} : { gateway: gateway as DeviceId }),
    });
  for (const [id, one] of Object.entries(nobodys)) add(id, one);
  for (const [name, home] of Object.entries(households)) {
    const household = householdNamed(name);
    for (const [id, one] of Object.entries(home.devices)) add(id, one, household);
    for (const [who, { role, until, left }] of Object.entries(home.members)) {
      names.add(who);
      const id = memberNamed(who);
      members.set(id, {
        id,
        household,
        role,
        since: Instant.parse(LONG_AGO),
        ...(until === undefined ? {} : { until }),
        ...(left === undefined ? {} : { leftAt: left }),
      });
    }
    for (const [i, share] of home.shares.entries()) {
      const { device: on, channel, to, from, until, ended } = share;
      shares.push({
        id: idOf('s', `${name} ${i}`) as ShareId,
        household,
        device: on as DeviceId,
        to: memberNamed(to),
        from,
        until,
        ...(channel === undefined ? {} : { channel }),
        ...(ended === undefined ? {} : { endedAt: ended }),
      });
    }
    for (const [i, visit] of home.visits.entries()) {
      names.add(visit.by);
      const { by, device: on, asked, agreed, until, ended } = visit;
      visits.push({
        id: idOf('v', `${name} ${i}`) as VisitId,
        household,
        supporter: memberNamed(by),
        minutes: 60,
        askedAt: asked,
        ...(on === undefined ? {} : { device: on as DeviceId }),
        ...(agreed === undefined ? {} : { agreedAt: agreed }),
        ...(until === undefined ? {} : { until }),
        ...(ended === undefined ? {} : { endedAt: ended }),
      });
    }
    for (const { purpose, class: of, given: givenAt, until, withdrawn } of home.consents)
      consents.set(`${household} ${purpose} ${of}`, {
        purpose,
        dataClass: of,
        givenAt,
        ...(until === undefined ? {} : { until }),
        ...(withdrawn === undefined ? {} : { withdrawnAt: withdrawn }),
      });
  }
  return {
    members: names,
    devices: all,
    device: (id) => all.get(id),
    member: (id) => members.get(id),
    shares: (to, on) => shares.filter((one) => one.to === to && one.device === on),
    visits: (supporter, household) => visits.filter((one) => one.supporter === supporter && one.household === household),
    consent: (household, purpose, of: DataClass) => consents.get(`${household} ${purpose} ${of}`),
    reachOf: (who) => [
      ...new Set([...shares.filter(({ to }) => to === who), ...visits.filter(({ supporter }) => supporter === who)].map(({ household }) => household)),
    ],
    peopleOf: (on, household) =>
      [
        ...new Set([
          ...[...members.values()].filter((one) => one.household === household && one.leftAt === undefined).map(({ id }) => id),
          ...shares.filter((one) => one.device === on && one.household === household && one.endedAt === undefined).map(({ to }) => to),
          ...visits.filter((one) => one.household === household && one.endedAt === undefined).map(({ supporter }) => supporter),
        ]),
      ].sort(),
    membersOf: (household) => [...members.values()].filter((one) => one.household === household).map(({ id }) => id),
  };
}

/** Reads YAML by a schema. `format`: what the file says of itself in `assay`. Throws `Refused` (ASSAY-AUTHORIZATION-006, ASSAY-MAP-001 to -008) with each place. */
export function readYaml<T extends z.ZodType>(schema: T, text: string, file: string): z.output<T> {
  const document = readDocument(text, file);
  const parsed = schema.safeParse(document.value);
  if (parsed.success) return parsed.data;
  throw new Refused(...parsed.error.issues.flatMap((issue) => leaves(issue)).map(({ path, message }) => yamlFault(document, path, message)));
}

export function yamlFault(document: ReturnType<typeof readDocument>, path: readonly (string | number)[], message: string): Fault {
  return authorizationFaults.fault('006', {
    message,
    file: document.file,
    ...document.place(path, 'value'),
    field: fieldName(path),
    remedy: 'docs/product-access.md shows how these files are written.',
  });
}

interface Leaf {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** A value that fits no branch of a union is told by the branch that it came furthest in. */
function leaves(issue: z.core.$ZodIssue, before: readonly (string | number)[] = []): readonly Leaf[] {
  const path = [...before, ...issue.path.filter((key) => typeof key !== 'symbol')];
  if (issue.code !== 'invalid_union') return [{ path, message: issue.message }];
  const branches = issue.errors.map((errors) => errors.flatMap((one) => leaves(one, path)));
  const deepest = branches.sort((a, b) => depth(b) - depth(a))[0];
  return deepest ?? [{ path, message: issue.message }];
}

const depth = (found: readonly Leaf[]): number => Math.max(0, ...found.map(({ path }) => path.length));

export const asJson = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;
