import { base64 } from '../../core/der/armour.ts';
import { contextOf, inside, readDer, TAG } from '../../core/der/read.ts';
import { Refused } from '../../core/index.ts';
import { type Strength, strengthOf } from './strength.ts';

/** The strength of the key in a certificate, DER in base64 as the ledger keeps an authority's own (RFC 5280 section 4.1). What cannot be read is unknown. */
export function strengthInCertificate(text: string): Strength {
  try {
    const cursor = inside(inside(readDer(base64(text, 'certificate'), 'certificate')).take(TAG.sequence, 'certificate'));
    cursor.takeIf(contextOf(0));
    cursor.take(TAG.integer, 'serial number');
    for (const part of ['algorithm', 'issuer', 'validity', 'subject']) cursor.take(TAG.sequence, part);
    return strengthOf(cursor.take(TAG.sequence, 'public key').whole);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { key: 'unknown', verdict: 'unknown', why: 'the certificate cannot be read' };
  }
}
