import { gunzip } from 'node:zlib';
import { type Fault, Refused } from '../../../core/index.ts';
import { intakeFaults } from '../faults.ts';
import type { Inbox } from './inbox.ts';
import { readWhole, type StreamOptions } from './stream.ts';

export interface IngestLimits {
  /** Bytes of a request, before and after it is unpacked. */
  readonly bytes: number;
}

export const INGEST_LIMITS: IngestLimits = { bytes: 16 * 1024 * 1024 };

export interface IngestAnswer {
  /** 202 taken, 400 broken, 413 too large, 415 of no format that is read, 429 no room at the moment. */
  readonly status: 202 | 400 | 413 | 415 | 429;
  readonly faults?: readonly Fault[];
  /** Seconds after which to try again. */
  readonly retryAfter?: number;
}

/** Takes the body of a request with events. While the inbox is full it says so instead of losing any: the sender keeps what it has and comes again. */
export function ingest(inbox: Inbox, limits: IngestLimits = INGEST_LIMITS): (body: Uint8Array, options?: StreamOptions) => Promise<IngestAnswer> {
  return async (body, options = {}) => {
    if (inbox.full) return { status: 429, retryAfter: 1 };
    if (body.length > limits.bytes) return { status: 413 };
    try {
      const bytes = body[0] === 0x1f && body[1] === 0x8b ? await unpack(body, limits.bytes) : body;
      if (bytes === 'too-large') return { status: 413 };
      await readWhole(bytes, inbox, { name: 'the request', ...options });
      return { status: 202 };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return { status: error.faults.some(({ code }) => code.endsWith('-003')) ? 400 : 415, faults: error.faults };
    }
  };
}

function unpack(body: Uint8Array, most: number): Promise<Uint8Array | 'too-large'> {
  return new Promise((resolve, reject) => {
    gunzip(body, { maxOutputLength: most }, (error, bytes) => {
      if (error === null) resolve(bytes);
      else if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') resolve('too-large');
      else
        reject(
          new Refused(
            intakeFaults.fault('003', {
              message: `the request cannot be unpacked: ${error.message}`,
              expected: 'gzip (RFC 1952), whole',
              remedy: 'Send it again.',
            }),
          ),
        );
    });
  });
}
