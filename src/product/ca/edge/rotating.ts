import { base64Of } from '../../../core/der/armour.ts';
import { hexOf } from '../../../core/der/hex.ts';
import { type Decision, Instant, Refused } from '../../../core/index.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import { addressOf } from '../address.ts';
import { authorityBody, issuingName } from '../authority-certificate.ts';
import { fingerprintOf, serialOf, signed } from '../certificate.ts';
import { readCertificate } from '../certificate-read.ts';
import type { AuthorityMade, AuthorityRotated, CaEvent, CertificateIssued } from '../events.ts';
import { caFaults } from '../faults.ts';
import type { Signer } from '../model.ts';
import { type PublicKey, readPublicKey } from '../public-key.ts';
import { linkBody, nextId, organisationOf, type Root } from '../rollover.ts';
import type { Keys } from './keys.ts';
import { type FreshKey, freshKey, madeFacts, type NewKey, openFolder, publish, startOf, yearsOn } from './making.ts';
import { authoritiesIn, type KeptAuthority } from './tables.ts';

export interface Rotation {
  /** Opens the key of the root that signs: the one that stands, which has to be brought from where it lies. */
  readonly keys: Keys;
  readonly issuing: NewKey;
  readonly issuingYears: number;
  /** Where they change; by default as before. */
  readonly url?: string;
  readonly shards?: number;
  readonly env: Readonly<Record<string, string | undefined>>;
}

interface Signing {
  readonly root: Root;
  readonly publicKey: PublicKey;
  readonly signer: Signer;
}

/**
 * Puts a new issuing authority under the root that stands. The old one signs nothing more but lists and OCSP for what it signed.
 * Throws `Refused`: ASSAY-CA-010 to -015, -017, -019.
 */
export async function rotateIssuing(fleet: Fleet, asked: Rotation): Promise<AuthorityMade> {
  const { root, issuing } = standing(fleet);
  const signer = await asked.keys.open(root);
  const folder = openFolder(fleet);
  const by = signingBy(root, signer);
  const made = await issuingBelow(fleet, folder, by, issuing, asked);
  const rotated: AuthorityRotated = { type: 'authority.rotated', at: made.facts[0].at, from: issuing.id, to: made.facts[0].authority };
  await made.fresh.keep();
  await enter(fleet, issuing, [...made.facts, rotated]);
  publish(folder, made.facts[0].authority, made.der);
  return made.facts[0];
}

/**
 * Puts a new root in the place of the one that stands, links both (RFC 4210 section 4.4), and a new issuing authority below it. Both keys are needed once; then both can lie in their drawers.
 * Throws `Refused`: ASSAY-CA-010 to -015, -017, -019.
 */
export async function rotateRoot(fleet: Fleet, asked: Rotation & { readonly root: NewKey; readonly rootYears: number }): Promise<readonly AuthorityMade[]> {
  const { root: old, issuing, all } = standing(fleet);
  const oldSigner = await asked.keys.open(old);
  const folder = openFolder(fleet);
  const id = nextId(
    all.map((each) => each.id),
    'root',
  );
  const now = fleet.now();
  const [at, notBefore, notAfter] = [Instant.format(now), startOf(now), yearsOn(now, asked.rootYears)];
  const url = addressAsked(asked, old);
  const fresh = await freshKey(folder, id, asked.root, asked.env);
  const { publicKey, signer } = fresh;
  // The same name: it is the same authority, with another key.
  const name = readCertificate(old.certificate).subject.der;
  const serial = serialOf(fleet.random(20));
  const body = authorityBody({ subject: name, publicKey, serial, notBefore, notAfter, signedBy: { name, publicKey, id, ...url } });
  const der = signed(body, publicKey.kind, await signer.sign(body));
  const by: Signing = { root: { id, certificate: readCertificate(der), ...url }, publicKey, signer };
  const oldBy = signingBy(old, oldSigner);
  const oldWithNew = await link(fleet, oldBy.root, by, oldBy.root.certificate.notBefore);
  const newWithOld = await link(fleet, by.root, oldBy, notBefore);
  const below = await issuingBelow(fleet, folder, by, issuing, asked);
  const facts = madeFacts({
    at,
    authority: id,
    role: 'root',
    parent: id,
    key: fresh.place,
    ...url,
    shards: 1,
    der,
    serial: hexOf(serial),
    notBefore,
    notAfter,
  });
  await fresh.keep();
  await below.fresh.keep();
  await enter(fleet, issuing, [
    ...facts,
    ...below.facts,
    oldWithNew.fact,
    newWithOld.fact,
    { type: 'authority.rotated', at, from: old.id, to: id, oldWithNew: base64Of(oldWithNew.der), newWithOld: base64Of(newWithOld.der) },
    { type: 'authority.rotated', at, from: issuing.id, to: below.facts[0].authority },
  ]);
  publish(folder, id, der);
  publish(folder, below.facts[0].authority, below.der);
  publish(folder, `${old.id}-with-${id}`, oldWithNew.der);
  publish(folder, `${id}-with-${old.id}`, newWithOld.der);
  return [facts[0], below.facts[0]];
}

interface Standing {
  readonly all: readonly KeptAuthority[];
  readonly root: KeptAuthority;
  readonly issuing: KeptAuthority;
}

function standing(fleet: Fleet): Standing {
  const all = authoritiesIn(fleet.db);
  const issuing = all.findLast((each) => each.role === 'issuing' && each.replacedBy === undefined);
  const root = all.findLast((each) => each.role === 'root' && each.replacedBy === undefined);
  if (issuing !== undefined && root !== undefined) return { all, root, issuing };
  throw new Refused(
    caFaults.fault('014', {
      message: 'there is no authority that could be rolled over',
      expected: 'one',
      found: 'none',
      remedy: 'Make one: assay product ca init',
    }),
  );
}

function signingBy(root: KeptAuthority, signer: Signer): Signing {
  const certificate = readCertificate(root.certificate);
  return { root: { id: root.id, certificate, ...(root.url === undefined ? {} : { url: root.url }) }, publicKey: readPublicKey(certificate.publicKey), signer };
}

const addressAsked = ({ url }: Rotation, before: KeptAuthority): { readonly url?: string } => {
  if (url !== undefined) return { url: addressOf(url) };
  return before.url === undefined ? {} : { url: before.url };
};

async function issuingBelow(
  fleet: Fleet,
  folder: string,
  by: Signing,
  before: KeptAuthority,
  asked: Rotation,
): Promise<{ readonly fresh: FreshKey; readonly der: Uint8Array; readonly facts: ReturnType<typeof madeFacts> }> {
  const id = nextId(
    authoritiesIn(fleet.db).map((each) => each.id),
    'issuing',
  );
  const now = fleet.now();
  const url = addressAsked(asked, before);
  const fresh = await freshKey(folder, id, asked.issuing, asked.env);
  const [notBefore, latest] = [startOf(now), yearsOn(now, asked.issuingYears)];
  const notAfter = latest < by.root.certificate.notAfter ? latest : by.root.certificate.notAfter;
  const serial = serialOf(fleet.random(20));
  const subject = issuingName(organisationOf(by.root.certificate), id);
  const signedBy = {
    name: by.root.certificate.subject.der,
    publicKey: by.publicKey,
    id: by.root.id,
    ...(by.root.url === undefined ? {} : { url: by.root.url }),
  };
  const body = authorityBody({ subject, publicKey: fresh.publicKey, serial, notBefore, notAfter, pathLength: 0, signedBy });
  const der = signed(body, by.publicKey.kind, await by.signer.sign(body));
  const facts = madeFacts({
    at: Instant.format(now),
    authority: id,
    role: 'issuing',
    parent: by.root.id,
    key: fresh.place,
    ...url,
    shards: asked.shards ?? before.shards,
    der,
    serial: hexOf(serial),
    notBefore,
    notAfter,
  });
  return { fresh, der, facts };
}

async function link(fleet: Fleet, of: Root, by: Signing, notBefore: Instant): Promise<{ readonly der: Uint8Array; readonly fact: CertificateIssued }> {
  const serial = serialOf(fleet.random(20));
  const body = linkBody({ serial, of, by: by.root, notBefore });
  const der = signed(body, by.publicKey.kind, await by.signer.sign(body));
  const read = readCertificate(der);
  return {
    der,
    fact: {
      type: 'certificate.issued',
      at: Instant.format(fleet.now()),
      serial: read.serial,
      issuer: by.root.id,
      profile: 'authority',
      notBefore: Instant.format(read.notBefore),
      notAfter: Instant.format(read.notAfter),
      fingerprint: fingerprintOf(der),
    },
  };
}

/** Enters a roll-over where nobody else has rolled over meanwhile. */
async function enter(fleet: Fleet, before: KeptAuthority, events: readonly CaEvent[]): Promise<void> {
  await fleet.act('authority', (): Decision<CaEvent> => {
    const now = standing(fleet).issuing.id;
    if (now === before.id) return { ok: true, events };
    const fault = caFaults.fault('015', {
      message: 'another roll-over was done meanwhile',
      expected: before.id,
      found: now,
      remedy: 'See what stands: assay product ca status',
    });
    return { ok: false, faults: [fault] };
  });
}
