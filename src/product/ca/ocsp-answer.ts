import { OID } from '../../core/der/oids.ts';
import { context, contextOf } from '../../core/der/read.ts';
import { bits, element, enumerated, explicit, generalizedTime, octets, oid, sequence } from '../../core/der/write.ts';
import type { Fault } from '../../core/index.ts';
import { Instant, Refused } from '../../core/index.ts';
import type { KeyKind, Signer } from './model.ts';
import { type OcspAsked, type OcspRequest, type OcspStanding, readOcspRequest } from './ocsp.ts';
import { signatureAlgorithm } from './signature.ts';

/** Who signs the answers for one issuing authority: itself, or somebody whom it certified for that. */
export interface Responder {
  /** Name in DER. */
  readonly name: Uint8Array;
  readonly kind: KeyKind;
  readonly signer: Signer;
  /** Sent along where it is not the authority itself. */
  readonly certificate?: Uint8Array;
}

/** What the answers are drawn from. */
export interface OcspDesk {
  /** The authority that the digests name; `undefined`: none of ours. */
  authorityOf(asked: OcspAsked): string | undefined;
  standingOf(authority: string, serial: string): OcspStanding;
  /** Rejects where its key cannot be had now: whoever asked is told to come later. */
  responderOf(authority: string): Promise<Responder>;
  readonly now: Instant;
  /** How long an answer may be kept by who asked, in milliseconds. */
  readonly goodForMs: number;
}

const STATUS = { malformed: 1, tryLater: 3, unauthorized: 6 } as const;

/** The answer of OCSP to what was sent, and why it is none. Never rejects for what a stranger sent. */
export async function answerOcsp(sent: Uint8Array, desk: OcspDesk): Promise<{ readonly response: Uint8Array; readonly refused?: readonly Fault[] }> {
  let request: OcspRequest;
  try {
    request = readOcspRequest(sent);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { response: unsigned(STATUS.malformed), refused: error.faults };
  }
  // One answer has one signature: it speaks for the authority of the first certificate that is one of ours, and knows nothing of others.
  const authority = request.asked.map((each) => desk.authorityOf(each)).find((each) => each !== undefined);
  if (authority === undefined) return { response: unsigned(STATUS.unauthorized) };
  try {
    const responder = await desk.responderOf(authority);
    const body = answerBody(request, authority, responder, desk);
    const signature = await responder.signer.sign(body);
    const certificates = responder.certificate === undefined ? [] : [explicit(0, sequence(responder.certificate))];
    const basic = sequence(body, signatureAlgorithm(responder.kind), bits(signature), ...certificates);
    return { response: sequence(enumerated(0), explicit(0, sequence(oid(OID.ocspBasic), octets(basic)))) };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { response: unsigned(STATUS.tryLater), refused: error.faults };
  }
}

/** RFC 6960 section 4.2.1: nothing signed, since nothing is claimed. */
const unsigned = (status: number): Uint8Array => sequence(enumerated(status));

function answerBody({ asked, nonce }: OcspRequest, authority: string, { name }: Responder, desk: OcspDesk): Uint8Array {
  const { now, goodForMs } = desk;
  const until = Instant.of(now + goodForMs);
  const answers = asked.map((each) => {
    const standing: OcspStanding = desk.authorityOf(each) === authority ? desk.standingOf(authority, each.serial) : { is: 'unknown' };
    return sequence(each.der, written(standing), generalizedTime(now), explicit(0, generalizedTime(until)));
  });
  const extensions = nonce === undefined ? [] : [explicit(1, sequence(sequence(oid(OID.ocspNonce), octets(nonce))))];
  return sequence(explicit(1, name), generalizedTime(now), sequence(...answers), ...extensions);
}

const NO_BYTES = new Uint8Array();

function written(standing: OcspStanding): Uint8Array {
  switch (standing.is) {
    case 'good':
      return element(context(0), NO_BYTES);
    case 'unknown':
      return element(context(2), NO_BYTES);
    case 'revoked':
      return element(contextOf(1), generalizedTime(standing.at), ...(standing.reason === 0 ? [] : [explicit(0, enumerated(standing.reason))]));
  }
}
