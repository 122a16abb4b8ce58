import { contextOf, type Element, inside, readDer, TAG } from '../../core/der/read.ts';
import { oidOf, textOf } from '../../core/der/value.ts';
import { Refused } from '../../core/index.ts';

// RFC 4514 section 3, and the address of mail, which certificates of devices often bear.
const SHORT = new Map([
  ['2.5.4.3', 'CN'],
  ['2.5.4.6', 'C'],
  ['2.5.4.7', 'L'],
  ['2.5.4.8', 'ST'],
  ['2.5.4.10', 'O'],
  ['2.5.4.11', 'OU'],
  ['2.5.4.9', 'STREET'],
  ['0.9.2342.19200300.100.1.25', 'DC'],
  ['1.2.840.113549.1.9.1', 'emailAddress'],
]);
const MOST_PARTS = 32;

/** A name as RFC 4514 writes it: the last part first. */
function nameText(name: Element): string {
  const parts: string[] = [];
  for (const set of inside(name).rest('a name', MOST_PARTS)) {
    for (const pair of inside(set).rest('a part of a name', 8)) {
      const cursor = inside(pair);
      const oid = oidOf(cursor.take(TAG.oid, 'a part of a name'), 'a part of a name');
      const text = textOf(cursor.any('a part of a name'), 'a part of a name', 512).replace(/[\\,+"<>;]/g, '\\$&');
      parts.unshift(`${SHORT.get(oid) ?? oid}=${text}`);
    }
  }
  return parts.join(',');
}

/** Subject and issuer of a certificate (RFC 5280 section 4.1). `undefined` where the bytes, which are a stranger's, are none. */
export function certificateNames(der: Uint8Array): { readonly subject: string; readonly issuer: string } | undefined {
  try {
    const cursor = inside(inside(readDer(der, 'a certificate')).take(TAG.sequence, 'a certificate'));
    cursor.takeIf(contextOf(0));
    cursor.take(TAG.integer, 'its serial number');
    cursor.take(TAG.sequence, 'its algorithm');
    const issuer = nameText(cursor.take(TAG.sequence, 'its issuer'));
    cursor.take(TAG.sequence, 'its validity');
    return { issuer, subject: nameText(cursor.take(TAG.sequence, 'its subject')) };
  } catch (error) {
    // What is refused is told by whoever asked, as something weird.
    if (error instanceof Refused) return undefined;
    throw error;
  }
}
