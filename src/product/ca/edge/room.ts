import { z } from 'zod';
import { base64, base64Of } from '../../../core/der/armour.ts';
import { Duration, Instant, type Json, Refused } from '../../../core/index.ts';
import { command, type FleetCommand, type Room } from '../../fleet/edge/command.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import { REASONS } from '../crl.ts';
import { caFaults } from '../faults.ts';
import type { RevocationReason } from '../model.ts';
import { type OpenAuthority, openAuthority } from './authority.ts';
import { keepingLists } from './keeping.ts';
import { type Keys, keysOf } from './keys.ts';
import { listFile, makeLists } from './lists.ts';
import { caFolder, makeAuthority } from './making.ts';
import { keepProfiles, profilesOf } from './profile-file.ts';
import { ocspResponder } from './responder.ts';
import { revoke } from './revoking.ts';
import { rotateIssuing, rotateRoot } from './rotating.ts';
import { statusOf } from './status.ts';
import { authoritiesIn, caProjector, type KeptAuthority, keyCountsIn } from './tables.ts';

export interface CaRoomOptions {
  /** What opens the issuing authorities' keys: a passphrase, or the PIN of their token. With it, lists are kept as long as the fleet is open. Absent: only what is given with a command is opened. */
  readonly secret?: string;
  /** For `pkcs11-tool` and the modules that it loads. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The room of the certificate authority. */
export interface CaRoom extends Room {
  /** The authority of this fleet, for the rooms that have certificates issued. Throws `Refused` (ASSAY-CA-010 to -014, -017). */
  open(fleet: Fleet): Promise<OpenAuthority>;
}

export function caRoom(options: CaRoomOptions): CaRoom {
  return {
    projectors: [caProjector],
    commands: [init(options), status, keys, rotate(options), crl(options), ocsp(options), revoked, profiles],
    open: (fleet) => openAuthority({ fleet, keys: keysFor(fleet, options, {}) }),
    // Whoever serves with the key at hand keeps the lists; a command that passes by does not.
    async begin(fleet) {
      if (options.secret === undefined) return async () => undefined;
      let opened: OpenAuthority | undefined;
      const open = async () => {
        if (opened === undefined && authoritiesIn(fleet.db).length > 0) opened = await openAuthority({ fleet, keys: keysFor(fleet, options, {}) });
        return opened;
      };
      // A passphrase that does not fit is refused now, and not found out when the list is over.
      await open();
      const stop = keepingLists(fleet, open);
      return async () => {
        await stop();
        opened?.close();
      };
    },
  };
}

// Secrets come over the control socket, which is this user's alone, are used for one command, and go nowhere else: a fault never repeats what was given.
const secret = z.string().min(1).max(1024);
const kind = z.enum(['p-256', 'p-384', 'ed25519', 'rsa-3072', 'rsa-4096']);
const years = z.int().min(1).max(50);
const moreKeys = z.strictObject({
  rootSecret: secret.optional(),
  issuingSecret: secret.optional(),
  /** Where the root's key file lies, if not in the folder. */
  rootKey: z.string().max(4096).optional(),
});
const newKey = z.strictObject({ kind, secret, pkcs11: z.string().max(1024).optional() });

type Given = Partial<z.infer<typeof moreKeys>>;

function keysFor(fleet: Fleet, options: CaRoomOptions, given: Given): Keys {
  const roots = authoritiesIn(fleet.db).filter(({ role }) => role === 'root');
  return keysOf({
    folder: caFolder(fleet),
    env: options.env,
    secret: (authority) => (authority.role === 'root' ? given.rootSecret : (given.issuingSecret ?? options.secret)) ?? missing(authority),
    files:
      given.rootKey === undefined
        ? {}
        : Object.fromEntries(roots.filter(({ replacedBy }) => replacedBy === undefined).map(({ id }) => [id, given.rootKey ?? ''])),
  });
}

function missing({ id, role, place }: KeptAuthority): never {
  const what = place.kind === 'file' ? 'passphrase' : 'PIN';
  throw new Refused(
    caFaults.fault('012', {
      message: `the ${what} of ${id} was not given`,
      field: role === 'root' ? 'root-passphrase' : 'passphrase',
      expected: `the ${what} that opens its key`,
      found: 'none',
      remedy: `Name where it stands: --${role === 'root' ? 'root-passphrase' : 'passphrase'} env:NAME, file:PATH or fd:NUMBER.`,
    }),
  );
}

const placed = ({ kind: of, secret: opens, pkcs11 }: z.infer<typeof newKey>) =>
  pkcs11 === undefined ? { kind: of, passphrase: opens } : { kind: of, pkcs11, pin: opens };

/** An authority with keys that were given for one command. */
async function withAuthority<T>(fleet: Fleet, options: CaRoomOptions, given: Given, work: (authority: OpenAuthority) => Promise<T>, eager = true): Promise<T> {
  const authority = await openAuthority({ fleet, keys: keysFor(fleet, options, given), eager });
  try {
    return await work(authority);
  } finally {
    authority.close();
  }
}

const init = (options: CaRoomOptions): FleetCommand =>
  command({
    name: 'ca.init',
    input: z.strictObject({
      organisation: z.string().max(200),
      url: z.string().max(300).optional(),
      shards: z.int().min(1).max(256),
      root: newKey,
      issuing: newKey,
      rootYears: years,
      issuingYears: years,
    }),
    async handle(fleet, { root, issuing, url, ...asked }) {
      const made = await makeAuthority(fleet, {
        ...asked,
        ...(url === undefined ? {} : { url }),
        root: placed(root),
        issuing: placed(issuing),
        env: options.env,
      });
      await withAuthority(fleet, options, { rootSecret: root.secret, issuingSecret: issuing.secret }, async (authority) => {
        for (const { authority: id } of made) await makeLists(fleet, authority, { authority: id, delta: false });
      });
      return { folder: caFolder(fleet), ...json(statusOf(fleet)) };
    },
  });

const status = command({
  name: 'ca.status',
  input: z.strictObject({}),
  handle: (fleet) => ({ folder: caFolder(fleet), ...json(statusOf(fleet)) }),
});

/** Whether each device has keys of its own, by counts: what a statement of it rests on. */
const keys = command({
  name: 'ca.keys',
  input: z.strictObject({}),
  handle: (fleet) => ({ ...keyCountsIn(fleet.db) }),
});

const rotate = (options: CaRoomOptions): FleetCommand =>
  command({
    name: 'ca.rotate',
    input: moreKeys.extend({
      what: z.enum(['issuing', 'root']),
      url: z.string().max(300).optional(),
      shards: z.int().min(1).max(256).optional(),
      root: newKey.optional(),
      issuing: newKey,
      rootYears: years,
      issuingYears: years,
    }),
    async handle(fleet, { what, root, issuing, url, shards, rootYears, issuingYears, ...given }) {
      const keys = keysFor(fleet, options, given);
      const rotation = {
        keys,
        issuing: placed(issuing),
        issuingYears,
        env: options.env,
        ...(url === undefined ? {} : { url }),
        ...(shards === undefined ? {} : { shards }),
      };
      const made =
        what === 'issuing' || root === undefined
          ? [await rotateIssuing(fleet, rotation)]
          : await rotateRoot(fleet, { ...rotation, root: placed(root), rootYears });
      // The first lists of what is new, while its keys are at hand.
      const fresh = { rootSecret: root?.secret ?? given.rootSecret, issuingSecret: issuing.secret };
      const known = { ...(fresh.rootSecret === undefined ? {} : { rootSecret: fresh.rootSecret }), issuingSecret: fresh.issuingSecret };
      await withAuthority(fleet, options, known, async (authority) => {
        for (const { authority: id } of made) await makeLists(fleet, authority, { authority: id, delta: false });
      });
      return { made: made.map(({ authority }) => authority), folder: caFolder(fleet), ...json(statusOf(fleet)) };
    },
  });

const crl = (options: CaRoomOptions): FleetCommand =>
  command({
    name: 'ca.crl',
    input: moreKeys.extend({
      authorities: z.array(z.string().max(64)).max(64),
      delta: z.boolean(),
      goodForMs: z.int().min(60_000).max(Duration.days(3650)).optional(),
    }),
    async handle(fleet, { authorities, delta, goodForMs, ...given }) {
      return withAuthority(
        fleet,
        options,
        given,
        async (authority) => {
          const lists: Json[] = [];
          for (const id of authorities.length > 0 ? authorities : listedByDefault(fleet)) {
            const run = await makeLists(fleet, authority, { authority: id, delta, ...(goodForMs === undefined ? {} : { goodFor: goodForMs as Duration }) });
            lists.push({ ...json(run), files: run.digests.map((_, shard) => listFile(fleet, id, shard, delta)) });
          }
          return { lists };
        },
        false,
      );
    },
  });

/** Those whose keys are at hand day by day, and who have something to speak for. */
function listedByDefault(fleet: Fleet): readonly string[] {
  const { authorities } = statusOf(fleet);
  return authorities.filter(({ role, good, replacedBy }) => role === 'issuing' && (good > 0 || replacedBy === undefined)).map(({ id }) => id);
}

const ocsp = (options: CaRoomOptions): FleetCommand =>
  command({
    name: 'ca.ocsp',
    input: moreKeys.extend({ request: z.string().max(64 * 1024) }),
    async handle(fleet, { request, ...given }) {
      const sent = base64(request, 'OCSP request');
      return withAuthority(fleet, options, given, async (authority) => {
        const { response, refused } = await ocspResponder(fleet, authority).answer(sent);
        if (refused !== undefined) throw new Refused(...refused);
        return { response: base64Of(response) };
      });
    },
  });

const reasons = Object.keys(REASONS) as [RevocationReason, ...RevocationReason[]];

const revoked = command({
  name: 'ca.revoke',
  input: z.strictObject({ serial: z.string().max(80), reason: z.enum(reasons) }),
  async handle(fleet, { serial, reason }) {
    const { at, ...rest } = await revoke(fleet, serialNamed(serial), reason);
    return { ...rest, at: Instant.format(at) };
  },
});

/** A serial number as people have it from other tools: in capitals, with colons, with noughts before it. */
function serialNamed(text: string): string {
  return text
    .replaceAll(':', '')
    .toLowerCase()
    .replace(/^(?:0x)?0*(?=.)/, '');
}

const profiles = command({
  name: 'ca.profiles',
  input: z.strictObject({
    text: z
      .string()
      .max(256 * 1024)
      .optional(),
    file: z.string().max(4096).optional(),
  }),
  handle: (fleet, { text, file }) => json({ profiles: text === undefined ? profilesOf(fleet) : keepProfiles(fleet, text, file ?? 'profiles') }),
});

/** What is plain data already, as the type that commands give. */
function json(value: object): { readonly [key: string]: Json } {
  return JSON.parse(JSON.stringify(value)) as { readonly [key: string]: Json };
}
