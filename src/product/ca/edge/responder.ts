import { createHash } from 'node:crypto';
import { hexOf } from '../../../core/der/hex.ts';
import { OID } from '../../../core/der/oids.ts';
import { Duration, type Fault, Instant } from '../../../core/index.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import { addressesOf, shardOf } from '../address.ts';
import { fill, fingerprintOf, serialOf, signed, templateOf } from '../certificate.ts';
import { readCertificate } from '../certificate-read.ts';
import { REASONS } from '../crl.ts';
import { authorityInfoAccess, authorityKeyId, basicConstraints, crlDistributionPoint, extendedUsage, keyUsage, ocspNoCheck } from '../extension.ts';
import { writeName } from '../name.ts';
import type { OcspAsked } from '../ocsp.ts';
import { answerOcsp, type Responder } from '../ocsp-answer.ts';
import { readPublicKey } from '../public-key.ts';
import type { OpenAuthority } from './authority.ts';
import { newKey } from './key-file.ts';
import { startOf } from './making.ts';
import { publicKeyOf, signerOf } from './signer.ts';
import { authoritiesIn, certificateIn } from './tables.ts';

/** Answers OCSP for every issuing authority of a fleet. */
export interface OcspResponder {
  /** The answer, to be sent as `application/ocsp-response` with status 200 whatever it says. */
  answer(request: Uint8Array): Promise<{ readonly response: Uint8Array; readonly refused?: readonly Fault[] }>;
}

const LIFE = Duration.days(7);
const GOOD_FOR = Duration.hours(1);
const DIGESTS = [
  [OID.sha1, 'sha1'],
  [OID.sha256, 'sha256'],
  [OID.sha384, 'sha384'],
  [OID.sha512, 'sha512'],
] as const;

/**
 * A responder with a key of its own for each authority, made when it is first asked and never written anywhere: the key of the authority signs one certificate a week for it and not every answer,
 * which a token would take a tenth of a second for. `id-pkix-ocsp-nocheck` (RFC 6960 section 4.2.2.2.1): a week is its only end.
 */
export function ocspResponder(fleet: Fleet, authority: OpenAuthority): OcspResponder {
  const responders = new Map<string, { readonly renewAt: Instant; readonly responder: Promise<Responder> }>();
  const responderOf = (id: string): Promise<Responder> => {
    const known = responders.get(id);
    if (known !== undefined && fleet.now() < known.renewAt) return known.responder;
    const responder = newResponder(fleet, authority, id);
    responders.set(id, { renewAt: Instant.of(fleet.now() + LIFE / 2), responder });
    responder.catch(() => responders.delete(id));
    return responder;
  };
  let known: ReturnType<typeof namesOf> | undefined;
  let count = -1;
  const names = () => {
    const all = authoritiesIn(fleet.db).filter((each) => each.role === 'issuing');
    if (known === undefined || all.length !== count) known = namesOf(all);
    count = all.length;
    return known;
  };
  return {
    answer(request) {
      const ids = names();
      return answerOcsp(request, {
        authorityOf: ({ digest, nameHash, keyHash }: OcspAsked) => ids.get(`${digest} ${nameHash} ${keyHash}`),
        standingOf(id, serial) {
          const kept = certificateIn(fleet.db, serial);
          if (kept === undefined || kept.issuer !== id) return { is: 'unknown' };
          return kept.revoked === undefined ? { is: 'good' } : { is: 'revoked', at: kept.revoked.at, reason: REASONS[kept.revoked.reason] };
        },
        responderOf,
        now: fleet.now(),
        goodForMs: GOOD_FOR,
      });
    },
  };
}

/** Which authority the digests of a request name (RFC 6960 section 4.1.1). SHA-1 names here, and shows nothing: OpenSSL asks by it. */
function namesOf(all: ReturnType<typeof authoritiesIn>): ReadonlyMap<string, string> {
  return new Map(
    all.flatMap(({ id, certificate }) => {
      const { subject, keyBits } = readCertificate(certificate);
      return DIGESTS.map(
        ([oid, name]) => [`${oid} ${createHash(name).update(subject.der).digest('hex')} ${createHash(name).update(keyBits).digest('hex')}`, id] as const,
      );
    }),
  );
}

async function newResponder(fleet: Fleet, authority: OpenAuthority, id: string): Promise<Responder> {
  const { issuer, signer } = await authority.signing(id);
  const key = newKey('p-256');
  const publicKey = readPublicKey(publicKeyOf(key));
  const number = serialOf(fleet.random(20));
  const serial = hexOf(number);
  const name = writeName(`OCSP of ${id}`);
  const now = fleet.now();
  const [notBefore, notAfter] = [startOf(now), Instant.of(Math.min(now + LIFE, issuer.certificate.notAfter))];
  const addresses = issuer.url === undefined ? undefined : addressesOf(issuer.url, id, shardOf(serial, issuer.shards));
  const template = templateOf(issuer.certificate.subject.der, issuer.kind, [
    basicConstraints('end'),
    keyUsage('digitalSignature'),
    extendedUsage(OID.ocspSigning),
    ocspNoCheck(),
    ...(issuer.certificate.subjectKeyId === undefined ? [] : [authorityKeyId(issuer.certificate.subjectKeyId)]),
    // Whoever looks at lists alone, and does not heed that nobody need look here, finds it on one.
    ...(addresses === undefined ? [] : [crlDistributionPoint(addresses.crl), authorityInfoAccess({ issuer: addresses.issuer })]),
  ]);
  const body = fill(template, { serial: number, notBefore, notAfter, subject: name, publicKey });
  const certificate = signed(body, issuer.kind, await signer.sign(body));
  await fleet.act(`certificate:${serial}`, () => ({
    ok: true,
    events: [
      {
        type: 'certificate.issued',
        at: Instant.format(now),
        serial,
        issuer: id,
        profile: 'ocsp-responder',
        notBefore: Instant.format(notBefore),
        notAfter: Instant.format(notAfter),
        fingerprint: fingerprintOf(certificate),
      },
    ],
  }));
  return { name, kind: 'p-256', signer: signerOf(key, 'p-256'), certificate };
}
