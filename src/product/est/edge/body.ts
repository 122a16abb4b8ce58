import type { IncomingMessage } from 'node:http';
import { Refused } from '../../../core/index.ts';
import { readAtMost } from '../../endpoint/edge/body.ts';
import { estFaults } from '../faults.ts';

/** Bytes of a request's body. */
export const MOST_BODY = 16 * 1024;

/** Reads a body whole, or refuses it as soon as it is too long. Slow ones end with the connection (the server's own time-out). Throws `Refused` (ASSAY-EST-003, -004). */
export async function readBody(request: IncomingMessage): Promise<Uint8Array> {
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/pkcs10') {
    throw new Refused(
      estFaults.fault('004', {
        message: 'this address takes certification requests',
        field: 'Content-Type',
        expected: 'application/pkcs10',
        found: type === undefined ? 'none' : 'another',
        remedy: 'Send a PKCS #10 request in base64, with this media type.',
      }),
    );
  }
  return await readAtMost(request, MOST_BODY, tooLong);
}

function tooLong(): Refused {
  return new Refused(
    estFaults.fault('003', {
      message: 'the request is too long',
      expected: `at most ${MOST_BODY} bytes`,
      found: 'more',
      remedy: 'Send the certification request alone.',
    }),
  );
}
