import { OID } from '../../core/der/oids.ts';
import type { Instant } from '../../core/index.ts';
import { type AuthorityAsked, authorityBody } from './authority-certificate.ts';
import type { Certificate } from './certificate-read.ts';
import { readPublicKey } from './public-key.ts';

/** One of two roots that a roll-over is between. */
export interface Root {
  readonly id: string;
  readonly certificate: Certificate;
  readonly url?: string;
}

/** What a link between two roots certifies, and by which of them it is signed. */
export interface LinkAsked {
  readonly serial: Uint8Array;
  /** Whose key is certified. */
  readonly of: Root;
  /** Who signs. */
  readonly by: Root;
  readonly notBefore: Instant;
}

/**
 * The body of a link (RFC 4210 section 4.4): the key of one root under the signature of the other. *Old with new* lets who trusts the new root verify what the old one signed;
 * *new with old* lets who was never told of the new root verify what stands below it. Neither outlives the old root: by then every device has the new one, or has to be introduced anew.
 */
export function linkBody({ serial, of, by, notBefore }: LinkAsked): Uint8Array {
  const asked: AuthorityAsked = {
    subject: of.certificate.subject.der,
    publicKey: readPublicKey(of.certificate.publicKey),
    serial,
    notBefore,
    notAfter: of.certificate.notAfter < by.certificate.notAfter ? of.certificate.notAfter : by.certificate.notAfter,
    signedBy: {
      name: by.certificate.subject.der,
      publicKey: readPublicKey(by.certificate.publicKey),
      id: by.id,
      ...(by.url === undefined ? {} : { url: by.url }),
    },
  };
  return authorityBody(asked);
}

/** The organisation in the name of an authority of ours. */
export function organisationOf({ subject }: Certificate): string {
  return subject.attributes.find(({ type }) => type === OID.organisation)?.value ?? '';
}

/** The id after this one: `root-1`, `root-2`. */
export function nextId(ids: readonly string[], role: 'root' | 'issuing'): string {
  const numbers = ids.filter((id) => id.startsWith(`${role}-`)).map((id) => Number(id.slice(role.length + 1)));
  return `${role}-${Math.max(0, ...numbers) + 1}`;
}
