import { type Fault, Refused } from '../../../core/index.ts';
import { federationFaults } from '../faults.ts';
import { endpointFault } from '../issuer.ts';

/** Of a provider's answer: its metadata and its keys are a few kilobytes. */
export const MOST_BYTES = 256 * 1024;
export const PATIENCE_MS = 10_000;

interface Asked {
  readonly body?: unknown;
  readonly headers: Record<string, string>;
  readonly method: string;
  readonly signal?: AbortSignal;
}

/**
 * Asks the identity provider, and nobody else: each address is checked, no redirect is followed, an answer is cut off by time and by size. The answer's bytes are the
 * provider's. Throws `Refused` (ASSAY-FEDERATION-002).
 */
export function boundedFetch(issuer: string): (url: string, asked: Asked) => Promise<Response> {
  return async (url, { body, headers, method, signal }) => {
    const wrong = endpointFault(issuer, url);
    if (wrong !== undefined) throw new Refused(unanswered(`its metadata name ${wrong}`));
    const ends = AbortSignal.timeout(PATIENCE_MS);
    try {
      const response = await fetch(url, {
        method,
        headers,
        redirect: 'manual',
        signal: signal === undefined ? ends : AbortSignal.any([signal, ends]),
        ...(body === undefined || body === null ? {} : { body: body as NonNullable<RequestInit['body']> }),
      });
      if (response.status >= 300 && response.status < 400) throw new Refused(unanswered('it answers by a redirect'));
      return new Response(await bytesOf(response), { status: response.status, headers: response.headers });
    } catch (error) {
      if (error instanceof Refused) throw error;
      // What the network said may name hosts and addresses inside: it is not handed on.
      throw new Refused(unanswered(ends.aborted ? `it does not answer within ${PATIENCE_MS / 1000} s` : 'it cannot be reached'));
    }
  };
}

async function bytesOf(response: Response): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > MOST_BYTES) throw new Refused(unanswered(`its answer is longer than ${MOST_BYTES} bytes`));
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

export function unanswered(found: string): Fault {
  return federationFaults.fault('002', {
    message: `the identity provider does not answer as one: ${found}`,
    expected: 'OpenID Connect Discovery 1.0, and the endpoints that it names',
    found,
    remedy: 'Look at the issuer in the settings, and ask who runs it. Other ways of signing in go on.',
  });
}
