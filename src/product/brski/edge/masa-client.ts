import { type RequestOptions, request } from 'node:https';
import { Refused } from '../../../core/index.ts';
import { brskiFaults } from '../faults.ts';
import { VOUCHER } from './wire.ts';

export interface AskMasa {
  /** `https://HOST:PORT`. */
  readonly url: string;
  readonly operation: 'requestvoucher' | 'requestauditlog';
  readonly body: Uint8Array;
  /** PEM: what its TLS certificate is, or leads to. */
  readonly anchors: string;
  /** What the registrar shows of itself, in PEM. */
  readonly key: string;
  readonly cert: string;
}

const PATIENCE_MS = 15_000;
const MOST_ANSWER = 256 * 1024;

/** Asks a manufacturer's service over a connection of its own. Throws `Refused` (ASSAY-BRSKI-015). */
export function askMasa({ url, operation, body, anchors, key, cert }: AskMasa): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const options: RequestOptions = {
      method: 'POST',
      ca: anchors,
      key,
      cert,
      minVersion: 'TLSv1.2',
      agent: false,
      timeout: PATIENCE_MS,
      headers: { 'Content-Type': VOUCHER, Accept: operation === 'requestvoucher' ? VOUCHER : 'application/json', 'Content-Length': String(body.length) },
    };
    const fail = (found: string) => reject(none(operation, found));
    const asking = request(`${url}/.well-known/brski/${operation}`, options, (response) => {
      const parts: Buffer[] = [];
      let length = 0;
      response.on('data', (part: Buffer) => {
        length += part.length;
        if (length > MOST_ANSWER) {
          asking.destroy();
          fail(`more than ${MOST_ANSWER} bytes`);
        } else parts.push(part);
      });
      response.on('error', (error) => fail(error.message));
      response.on('end', () => {
        const whole = Buffer.concat(parts);
        if (response.statusCode === 200) return resolve(new Uint8Array(whole));
        // Another Assay says why by a code; what anybody else says stays there.
        const code = /^ASSAY-[A-Z]+-\d{3}/.exec(whole.toString('latin1', 0, 40))?.[0];
        fail(`status ${response.statusCode}${code === undefined ? '' : `, ${code}`}`);
      });
    });
    // The whole, not the pauses within it: who sends a byte now and then is cut off as well.
    const over = setTimeout(() => asking.destroy(new TypeError('no answer in time')), PATIENCE_MS);
    asking.on('close', () => clearTimeout(over));
    asking.on('timeout', () => asking.destroy(new TypeError('no answer in time')));
    asking.on('error', (error) => fail(error.message));
    asking.end(body);
  });
}

function none(operation: string, found: string): Refused {
  return new Refused(
    brskiFaults.fault('015', {
      message: `the manufacturer’s service gave no ${operation === 'requestvoucher' ? 'voucher' : 'log'}`,
      expected: 'an answer with status 200',
      found: found.slice(0, 200),
      remedy: 'Ask again later. Where it goes on, let the operator ask the manufacturer.',
    }),
  );
}
