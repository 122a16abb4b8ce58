import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { base64, base64Of } from '../core/der/armour.ts';
import { Duration, type Json, Refused } from '../core/index.ts';
import { readFileBytes, readTextFile, writeFileWhole } from '../map/edge/files.ts';
import { addressOf } from '../product/ca/address.ts';
import { rootName } from '../product/ca/authority-certificate.ts';
import type { Lists } from '../product/ca/edge/lists.ts';
import { caRoom } from '../product/ca/edge/room.ts';
import { newSecret } from '../product/ca/edge/secret.ts';
import type { CaStatus } from '../product/ca/edge/status.ts';
import { caFaults } from '../product/ca/faults.ts';
import type { Profile, Revoked } from '../product/ca/model.ts';
import { readPkcs11Uri } from '../product/ca/pkcs11-uri.ts';
import { fleetAt } from '../product/fleet/edge/door.ts';
import { fleetFolder } from '../product/fleet/edge/open.ts';
import { fleetRooms } from '../product/fleet/edge/whole.ts';
import type { Arguments, Command, Io, Outcome } from './command.ts';
import { cliFaults } from './faults.ts';
import { choice, needed, WORKSPACE, wholeNumber } from './parse.ts';
import { listsText, profilesText, statusText } from './product-ca-text.ts';
import { secretAt } from './secret.ts';
import { dataFolder, refuseForeignFolder, servicesBelow } from './workspace.ts';

const ACTS = ['init', 'status', 'rotate', 'crl', 'ocsp', 'revoke', 'profiles'] as const;
const USAGE = 'init | status | rotate issuing or root | crl [AUTHORITY…] | ocsp REQUEST | revoke SERIAL | profiles [FILE]';
const NAMED = { noun: 'product', verb: 'ca', usage: USAGE };
const KINDS = ['p-256', 'p-384', 'ed25519', 'rsa-3072', 'rsa-4096'] as const;
const REASONS = ['unspecified', 'keyCompromise', 'affiliationChanged', 'superseded', 'cessationOfOperation', 'privilegeWithdrawn'] as const;

export const productCa: Command = {
  ...NAMED,
  most: 66,
  about:
    'The certificate authority of the fleet: a root that can lie in a drawer, issuing authorities below it, lists of revoked certificates, OCSP. "status" exits 1 where somebody has to see to something.',
  options: [
    ...WORKSPACE.filter(({ name }) => name === 'data'),
    { name: 'passphrase', kind: 'text', value: 'SOURCE', about: "of the issuing authority's key, or the PIN of its token: env:NAME, file:PATH or fd:NUMBER" },
    { name: 'root-passphrase', kind: 'text', value: 'SOURCE', about: "of the root's key, or the PIN of its token" },
    { name: 'new-root-passphrase', kind: 'text', value: 'SOURCE', about: 'rotate root: of the new root (default: as of the old one)' },
    { name: 'root-key', kind: 'text', value: 'FILE', about: "rotate, crl: the root's key file, where it lies elsewhere" },
    { name: 'organisation', kind: 'text', value: 'NAME', about: 'init: whose authority it is, as its certificates say' },
    { name: 'url', kind: 'text', value: 'URL', about: 'init, rotate: what the addresses of lists and OCSP in certificates begin with (http://…)' },
    { name: 'shards', kind: 'text', value: 'N', about: 'init, rotate: into how many lists revoked certificates are divided, 1 to 256 (default: 1)' },
    { name: 'root-kind', kind: 'text', value: 'KIND', about: `init, rotate root: the root's key, one of ${KINDS.join(', ')} (default: p-384)` },
    { name: 'issuing-kind', kind: 'text', value: 'KIND', about: "init, rotate: the issuing authority's key (default: p-256)" },
    { name: 'root-pkcs11', kind: 'text', value: 'URI', about: "init, rotate root: make the root's key in a token: pkcs11:token=…;object=…?module-path=/…" },
    { name: 'issuing-pkcs11', kind: 'text', value: 'URI', about: "init, rotate: make the issuing authority's key in a token" },
    { name: 'root-years', kind: 'text', value: 'N', about: 'init, rotate root: how long the root is good (default: 20)' },
    { name: 'issuing-years', kind: 'text', value: 'N', about: 'init, rotate: how long the issuing authority is good (default: 5)' },
    { name: 'delta', kind: 'flag', about: 'crl: only what was revoked since the newest full list' },
    { name: 'for', kind: 'text', value: 'DURATION', about: 'crl: how long the list is good (default: P7D; P1D for a delta, P365D for a root)' },
    { name: 'reason', kind: 'text', value: 'REASON', about: `revoke: one of ${REASONS.join(', ')} (default: unspecified)` },
    { name: 'out', kind: 'text', value: 'FILE', about: 'ocsp: where the answer is written' },
  ],
  examples: [
    'assay product ca init --organisation "Example Cameras" --url http://ca.example.org --root-passphrase env:ROOT --passphrase env:ISSUING',
    'assay product ca crl --passphrase file:/run/secrets/issuing',
    'assay product ca rotate root --root-key /media/drawer/root-1.key --root-passphrase env:ROOT --passphrase env:ISSUING',
  ],
  async run(args, io) {
    const verb = needed(args, 0, `one of ${ACTS.join(', ')}`, NAMED);
    const act = ACTS.find((one) => one === verb);
    switch (act) {
      case 'init':
        return init(args, io);
      case 'status':
        return status(args, io);
      case 'rotate':
        return rotate(args, io);
      case 'crl':
        return crl(args, io);
      case 'ocsp':
        return ocsp(args, io);
      case 'revoke':
        return revoke(args, io);
      case 'profiles':
        return profiles(args, io);
      case undefined:
        throw new Refused(
          cliFaults.fault('004', {
            message: `"product ca" takes no "${verb}"`,
            expected: ACTS.join(', '),
            found: verb,
            remedy: 'See: assay product ca --help',
          }),
        );
    }
  },
};

/** Asks whoever holds the fleet. Only `init` begins one: a slip in the name of a folder must not leave a fleet there. */
async function ask<T>(args: Arguments, io: Io, command: string, input: Json, begins = false): Promise<T> {
  const dir = dataFolder(args, io);
  if (!existsSync(fleetFolder(dir))) {
    if (!begins) throw noAuthority(dir);
    refuseForeignFolder(dir);
  }
  // With the rooms of devices: what is revoked here, their sessions hear of.
  const door = await fleetAt({ dir, now: io.now, rooms: fleetRooms([caRoom({ env: io.env })]) });
  try {
    // The room's own commands give these shapes; the types are its.
    return (await door.ask(command, input)) as T;
  } finally {
    await door.close();
  }
}

function noAuthority(dir: string): Refused {
  return new Refused(
    caFaults.fault('014', {
      message: 'there is no authority in this folder',
      file: dir,
      expected: 'the data folder of a service with a fleet',
      found: 'none',
      remedy: servicesBelow(dir) ?? 'Name the folder with --data, or make an authority: assay product ca init',
    }),
  );
}

interface Keyed {
  readonly kind: (typeof KINDS)[number];
  readonly secret: string;
  readonly pkcs11?: string;
}

/** The key that is to be made for one of the two. */
function newKey(args: Arguments, which: 'root' | 'issuing', secret: string): Keyed & { readonly [key: string]: Json } {
  const pkcs11 = args.text(`${which}-pkcs11`);
  if (pkcs11 === undefined) newSecret(secret, SECRETS[which === 'root' ? 'root-passphrase' : 'passphrase']);
  else readPkcs11Uri(pkcs11);
  return { kind: choice(args, `${which}-kind`, KINDS, which === 'root' ? 'p-384' : 'p-256'), secret, ...(pkcs11 === undefined ? {} : { pkcs11 }) };
}

const SECRETS = {
  passphrase: 'passphrase of the issuing authority',
  'root-passphrase': 'passphrase of the root',
  'new-root-passphrase': 'passphrase of the new root',
};

function secretOf(args: Arguments, io: Io, name: keyof typeof SECRETS): string | undefined {
  const source = args.text(name);
  if (source === undefined) return undefined;
  return secretAt(source, io, SECRETS[name]);
}

function secretNeeded(args: Arguments, io: Io, name: keyof typeof SECRETS): string {
  const secret = secretOf(args, io, name);
  if (secret !== undefined) return secret;
  throw new Refused(
    caFaults.fault('012', {
      message: `the ${SECRETS[name]} was not given`,
      field: name,
      expected: 'where it stands',
      found: 'nothing',
      remedy: `Name it: --${name} env:NAME, --${name} file:PATH or --${name} fd:NUMBER.`,
    }),
  );
}

/** What opens keys that are there already. */
function openers(args: Arguments, io: Io): { readonly [key: string]: Json } {
  const [rootSecret, issuingSecret, rootKey] = [secretOf(args, io, 'root-passphrase'), secretOf(args, io, 'passphrase'), args.text('root-key')];
  return {
    ...(rootSecret === undefined ? {} : { rootSecret }),
    ...(issuingSecret === undefined ? {} : { issuingSecret }),
    ...(rootKey === undefined ? {} : { rootKey: resolve(io.cwd, rootKey) }),
  };
}

const YEARS = { least: 1, most: 50 };
const lives = (args: Arguments) => ({
  rootYears: wholeNumber(args, 'root-years', { ...YEARS, otherwise: 20 }),
  issuingYears: wholeNumber(args, 'issuing-years', { ...YEARS, otherwise: 5 }),
});
const address = (args: Arguments) => {
  const url = args.text('url');
  return url === undefined ? {} : { url: addressOf(url) };
};

/** Held to what can stand in a name before anything is made. */
function organisationNamed(organisation: string): string {
  rootName(organisation);
  return organisation;
}

type Told = CaStatus & { readonly folder: string };

async function init(args: Arguments, io: Io): Promise<Outcome> {
  const organisation = args.text('organisation');
  if (organisation === undefined) {
    throw new Refused(
      cliFaults.fault('003', {
        message: '"product ca init" needs --organisation',
        expected: '--organisation NAME',
        found: 'nothing',
        remedy: 'Say whose authority it is: its certificates bear the name.',
      }),
    );
  }
  const told = await ask<Told>(
    args,
    io,
    'ca.init',
    {
      organisation: organisationNamed(organisation),
      ...address(args),
      shards: wholeNumber(args, 'shards', { least: 1, most: 256, otherwise: 1 }),
      root: newKey(args, 'root', secretNeeded(args, io, 'root-passphrase')),
      issuing: newKey(args, 'issuing', secretNeeded(args, io, 'passphrase')),
      ...lives(args),
    },
    true,
  );
  return { json: told, text: `Made an authority in ${told.folder}.\n\n${statusText(told)}`, code: 0 };
}

async function status(args: Arguments, io: Io): Promise<Outcome> {
  const told = await ask<Told>(args, io, 'ca.status', {});
  if (told.authorities.length === 0) throw noAuthority(dataFolder(args, io));
  return { json: told, text: statusText(told), code: told.problems.length === 0 ? 0 : 1 };
}

/** Rolls one over by the options of `product ca rotate`. Throws `Refused` (ASSAY-CA-…). */
export async function rotateAuthority(args: Arguments, io: Io, what: 'issuing' | 'root'): Promise<Told & { readonly made: readonly string[] }> {
  const given = openers(args, io);
  const newRoot = secretOf(args, io, 'new-root-passphrase') ?? secretNeeded(args, io, 'root-passphrase');
  return ask<Told & { readonly made: readonly string[] }>(args, io, 'ca.rotate', {
    ...given,
    what,
    ...address(args),
    ...(args.text('shards') === undefined ? {} : { shards: wholeNumber(args, 'shards', { least: 1, most: 256, otherwise: 1 }) }),
    ...(what === 'root' ? { root: newKey(args, 'root', newRoot) } : {}),
    issuing: newKey(args, 'issuing', secretNeeded(args, io, 'passphrase')),
    ...lives(args),
  });
}

async function rotate(args: Arguments, io: Io): Promise<Outcome> {
  const what = needed(args, 1, 'what is to be rolled over: issuing or root', NAMED);
  if (what !== 'issuing' && what !== 'root')
    throw new Refused(
      cliFaults.fault('004', {
        message: `"product ca rotate" takes no "${what}"`,
        expected: 'issuing or root',
        found: what,
        remedy: 'See: assay product ca --help',
      }),
    );
  const told = await rotateAuthority(args, io, what);
  const note =
    what === 'root' ? ['Give devices the new root by EST cacerts, with the links that stand beside it. Until they have it,', 'the links are enough.'] : [];
  return { json: told, text: [`Made ${told.made.join(' and ')}.`, ...note, '', statusText(told)].join('\n'), code: 0 };
}

async function crl(args: Arguments, io: Io): Promise<Outcome> {
  const duration = args.text('for');
  const { lists } = await ask<{ readonly lists: readonly (Lists & { readonly files: readonly string[] })[] }>(args, io, 'ca.crl', {
    ...openers(args, io),
    authorities: args.positionals.slice(1),
    delta: args.flag('delta'),
    ...(duration === undefined ? {} : { goodForMs: Duration.parse(duration) }),
  });
  return { json: { lists }, text: listsText(lists), code: 0 };
}

async function ocsp(args: Arguments, io: Io): Promise<Outcome> {
  const file = needed(args, 1, 'a file with a request in DER', NAMED);
  const out = args.text('out');
  const request = readFileBytes(resolve(io.cwd, file), { bytes: 16 * 1024 });
  const { response } = await ask<{ readonly response: string }>(args, io, 'ca.ocsp', { ...openers(args, io), request: base64Of(request) });
  if (out === undefined) return { json: { response }, text: response, code: 0 };
  writeFileWhole(resolve(io.cwd, out), base64(response, 'answer'), { overwrite: false });
  return { json: { response, file: out }, text: `The answer is in ${out}. See it with: openssl ocsp -respin ${out} -resp_text -noverify`, code: 0 };
}

async function revoke(args: Arguments, io: Io): Promise<Outcome> {
  const serial = needed(args, 1, 'the serial number of a certificate', NAMED);
  const reason = choice(args, 'reason', REASONS, 'unspecified');
  const revoked = await ask<Omit<Revoked, 'at'> & { readonly at: string }>(args, io, 'ca.revoke', { serial, reason });
  return {
    json: revoked,
    text: `${revoked.serial} is revoked since ${revoked.at} (${revoked.reason}).\nOCSP says so at once, lists from the next one on: assay product ca crl`,
    code: 0,
  };
}

async function profiles(args: Arguments, io: Io): Promise<Outcome> {
  const file = args.positionals[1];
  const input = file === undefined ? {} : { text: readTextFile(resolve(io.cwd, file), { bytes: 256 * 1024 }), file };
  const told = await ask<{ readonly profiles: readonly Profile[] }>(args, io, 'ca.profiles', input);
  return { json: told, text: `${file === undefined ? '' : `Took over ${file}.\n\n`}${profilesText(told.profiles)}`, code: 0 };
}
