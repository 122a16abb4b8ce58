import { JSON_LIMITS, type Json, parseJson, Refused } from '../../core/index.ts';
import { serverFaults } from '../faults.ts';

export interface BodyLimits {
  /** In bytes. */
  readonly most: number;
  /** From the call on, in milliseconds: a body of one byte a second is refused like one that never comes. */
  readonly withinMs?: number;
}

export const BODY_WITHIN_MS = 15_000;

/** Named in faults as the file that was read. */
const NAME = 'the body of the request';

/**
 * The body as JSON, of type application/json in UTF-8. Throws `Refused`: ASSAY-SERVER-007 too large or too slow, -016 of another kind, and
 * ASSAY-JSON-001 to -006 for text that is not JSON as Assay takes it. Every byte is the caller's.
 */
export async function readJson(request: Request, limits: BodyLimits): Promise<Json> {
  const text = await readText(request, 'application/json', limits);
  return parseJson(text, NAME, { bytes: limits.most, depth: JSON_LIMITS.depth });
}

/** The body as text of one media type in UTF-8. Throws like `readJson`, without the faults of JSON. */
export async function readText(request: Request, mediaType: string, limits: BodyLimits): Promise<string> {
  refuseOtherKinds(request.headers, mediaType);
  const bytes = await readBytes(request, limits);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw otherKind('text in UTF-8', 'bytes that are no UTF-8');
  }
}

/** The body as it came, of one media type. Throws like `readText`. */
export function readOctets(request: Request, mediaType: string, limits: BodyLimits): Promise<Uint8Array> {
  refuseOtherKinds(request.headers, mediaType);
  return readBytes(request, limits);
}

/** Whether a body was sent at all: a route without one refuses it, since what nobody reads may still be a second request (RFC 9112 section 11.2). */
export function hasBody(headers: Headers): boolean {
  return headers.has('transfer-encoding') || !['0', null].includes(headers.get('content-length'));
}

function refuseOtherKinds(headers: Headers, mediaType: string): void {
  // A compressed body may be a thousand times as large as it looks, and nothing that Assay takes needs it.
  const encoding = headers.get('content-encoding');
  if (encoding !== null && encoding.trim().toLowerCase() !== 'identity') throw otherKind('no Content-Encoding', encoding);
  const type = headers.get('content-type');
  const [essence = '', ...parameters] = (type ?? '').split(';').map((part) => part.trim().toLowerCase());
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice('charset='.length);
  if (essence !== mediaType || (charset !== undefined && !['utf-8', '"utf-8"', 'utf8'].includes(charset))) {
    throw otherKind(`Content-Type: ${mediaType}`, type ?? 'none');
  }
}

async function readBytes(request: Request, { most, withinMs = BODY_WITHIN_MS }: BodyLimits): Promise<Uint8Array> {
  const declared = request.headers.get('content-length');
  if (declared !== null && Number(declared) > most) throw tooLarge(most, `${declared} bytes`);
  if (request.body === null) return new Uint8Array();
  const reader = request.body.getReader();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(resolve, withinMs, 'late');
  });
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const read = await Promise.race([reader.read(), late]);
      if (read === 'late') throw tooSlow(withinMs, size);
      if (read.done) return Buffer.concat(chunks, size);
      size += read.value.length;
      if (size > most) throw tooLarge(most, `more than ${most} bytes`);
      chunks.push(read.value);
    }
  } catch (error) {
    // Not awaited: the far end may never answer.
    void reader.cancel().catch(() => undefined);
    if (error instanceof Refused) throw error;
    throw new Refused(
      serverFaults.fault('007', {
        message: 'The body broke off before it was whole.',
        expected: declared === null ? 'a whole body' : `${declared} bytes`,
        found: `${size} bytes`,
        remedy: 'Send the request again.',
      }),
    );
  } finally {
    clearTimeout(timer);
  }
}

function tooLarge(most: number, found: string): Refused {
  return new Refused(
    serverFaults.fault('007', {
      message: 'The body is larger than this route takes.',
      expected: `at most ${most} bytes`,
      found,
      remedy: 'Send less at a time.',
    }),
  );
}

function tooSlow(withinMs: number, size: number): Refused {
  return new Refused(
    serverFaults.fault('007', {
      message: 'The body came too slowly.',
      expected: `a whole body within ${withinMs / 1000} s`,
      found: `${size} bytes by then`,
      remedy: 'Send it again over a better line, or send less at a time.',
    }),
  );
}

function otherKind(expected: string, found: string): Refused {
  return new Refused(
    serverFaults.fault('016', { message: 'A body of this kind is not taken here.', expected, found: found.slice(0, 200), remedy: `Send ${expected}.` }),
  );
}
