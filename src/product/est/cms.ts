import { context, contextOf, inside, readDer, TAG, within } from '../../core/der/read.ts';
import { oidOf } from '../../core/der/value.ts';
import { element, explicit, oid, sequence, smallInteger } from '../../core/der/write.ts';

const SIGNED_DATA = '1.2.840.113549.1.7.2';
const DATA = '1.2.840.113549.1.7.1';

/** A CMS message that only carries certificates (RFC 5652 section 5.2, RFC 5272 section 4.1): what EST answers with. Signed by nobody; each certificate speaks for itself. */
export function certsOnly(certificates: readonly Uint8Array[]): Uint8Array {
  return sequence(
    oid(SIGNED_DATA),
    explicit(
      0,
      sequence(
        smallInteger(1),
        element(TAG.set),
        sequence(oid(DATA)),
        // SET OF, in the order that was given: readers that take the first take the one that was asked for.
        element(contextOf(0), ...certificates),
        element(TAG.set),
      ),
    ),
  );
}

const MOST = 64;

/** The certificates in such a message, for clients and tests. Throws `Refused` (ASSAY-DER-…). */
export function readCertsOnly(der: Uint8Array): readonly Uint8Array[] {
  const what = 'CMS message';
  const outer = inside(readDer(der, what, { most: 512 * 1024 }));
  if (oidOf(outer.take(TAG.oid, what), what) !== SIGNED_DATA) return [];
  const signed = inside(within(outer.take(contextOf(0), what), TAG.sequence, what));
  signed.take(TAG.integer, what);
  signed.take(TAG.set, what);
  signed.take(TAG.sequence, what);
  const certificates = signed.takeIf(contextOf(0));
  // Lists of revoked certificates may stand here; nobody here writes them.
  signed.takeIf(context(1) | 0x20);
  signed.take(TAG.set, what);
  signed.end(what);
  return certificates === undefined
    ? []
    : inside(certificates)
        .rest(what, MOST)
        .map(({ whole }) => whole);
}
