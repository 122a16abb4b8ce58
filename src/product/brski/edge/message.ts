import { unarmoured } from '../../../core/der/armour.ts';
import { OID } from '../../../core/der/oids.ts';
import { type Fault, Refused } from '../../../core/index.ts';
import { isUnreadable } from '../../est/cms-signed.ts';
import { type Verified, verified } from '../../est/edge/cms-verify.ts';
import { brskiFaults } from '../faults.ts';

/** A signed message of this room, whose signature holds. Whose it is, is not looked at. Throws `Refused` (ASSAY-BRSKI-005, -006). */
export function signedMessage(bytes: Uint8Array): Verified {
  let message: Verified | undefined;
  try {
    message = verified(unarmoured(bytes, ['CMS'], 'signed message'));
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    throw new Refused(unreadable(error.faults[0]));
  }
  if (message === undefined) {
    throw new Refused(
      brskiFaults.fault('006', {
        message: 'the signature of the message does not hold',
        expected: 'a signature by a certificate that the message carries',
        found: 'another',
        remedy: 'Sign the message as it is sent, with the key of the certificate beside it.',
      }),
    );
  }
  // RFC 8366 section 5.4; the examples of RFC 8995 and what was built from them say plain data.
  if (message.contentType !== OID.animaVoucher && message.contentType !== OID.data) throw new Refused(unreadable(undefined));
  return message;
}

function unreadable(cause: Fault | undefined): Fault {
  return brskiFaults.fault('005', {
    message: `the signed message cannot be read${cause === undefined ? '' : `: ${cause.message}`}`,
    expected: cause?.expected ?? 'a voucher or plain data, signed',
    ...(cause?.found === undefined ? {} : { found: cause.found }),
    remedy: 'Send CMS signed data in DER, with one signer, signed attributes, and the signer’s certificate.',
  });
}
