import type { Instant } from '../../core/index.ts';
import { addressesOf } from './address.ts';
import { fill, keyIdOf, templateOf } from './certificate.ts';
import { authorityInfoAccess, authorityKeyId, basicConstraints, crlDistributionPoint, keyUsage } from './extension.ts';
import type { KeyKind } from './model.ts';
import { writeName } from './name.ts';
import type { PublicKey } from './public-key.ts';

/** One certificate of an authority: a root, an issuing authority below it, or the link between two roots. */
export interface AuthorityAsked {
  /** Name in DER. */
  readonly subject: Uint8Array;
  readonly publicKey: PublicKey;
  readonly serial: Uint8Array;
  readonly notBefore: Instant;
  readonly notAfter: Instant;
  /** How many authorities may stand below; `undefined`: as many as there are. */
  readonly pathLength?: number;
  readonly signedBy: {
    /** Name in DER. */
    readonly name: Uint8Array;
    readonly publicKey: PublicKey;
    /** Where its list of revoked authorities is. */
    readonly id: string;
    readonly url?: string;
  };
}

/** The body to sign. A root's own certificate says nothing of revocation: nobody could believe it. Of authorities there is a list alone: the root that could answer by OCSP lies in a drawer. */
export function authorityBody({ signedBy, pathLength, ...asked }: AuthorityAsked): Uint8Array {
  const own = signedBy.publicKey.der === asked.publicKey.der;
  const addresses = own || signedBy.url === undefined ? undefined : addressesOf(signedBy.url, signedBy.id, 0);
  const template = templateOf(signedBy.name, signedBy.publicKey.kind, [
    basicConstraints(pathLength === undefined ? {} : { pathLength }),
    keyUsage('keyCertSign', 'crlSign'),
    authorityKeyId(keyIdOf(signedBy.publicKey.bits)),
    ...(addresses === undefined ? [] : [crlDistributionPoint(addresses.crl), authorityInfoAccess({ issuer: addresses.issuer })]),
  ]);
  return fill(template, asked);
}

/** The one name of all roots of an operator: a roll-over changes the key and not who it is (RFC 4210 section 4.4). */
export const rootName = (organisation: string): Uint8Array => writeName(`${organisation} root`.slice(0, 64), organisation);

/** Issuing authorities are told apart by their names, so that each has lists of its own. */
export const issuingName = (organisation: string, id: string): Uint8Array => writeName(`${organisation.slice(0, 64 - id.length - 1)} ${id}`, organisation);

export type AuthorityKeyKind = Exclude<KeyKind, 'rsa-2048'>;
