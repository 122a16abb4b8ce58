import type { Instant } from '../../../core/index.ts';
import type { KnownLogs } from '../witness.ts';
import { MAX_REQUEST_BYTES } from '../witness-request.ts';
import { bodyWithin, type Door, openDoor, Refusal } from './http.ts';
import { pace } from './pace.ts';
import type { Witness } from './witness-store.ts';

export interface ServeWitness {
  readonly witness: Witness;
  readonly logs: KnownLogs;
  readonly host: string;
  readonly port: number;
  readonly now: () => Instant;
  readonly broke: (error: unknown) => void;
}

/** Each request may cost a sync and a signature: more than this a second is nobody's honest log. */
const PER_SECOND = 100;

/** Serves C2SP tlog-witness: POST /add-checkpoint. Throws `Refused` (ASSAY-CODELOG-011). */
export function serveWitness({ witness, logs, host, port, now, broke }: ServeWitness): Promise<Door> {
  const may = pace(PER_SECOND, 2 * PER_SECOND, now);
  return openDoor({
    host,
    port,
    broke,
    async answer(request, path) {
      if (path !== '/add-checkpoint') throw new Refusal(404, 'no such address');
      if (request.method !== 'POST') throw new Refusal(405, 'POST alone', { Allow: 'POST' });
      if (!may(1)) throw new Refusal(429, 'too many requests', { 'Retry-After': '1' });
      const body = (await bodyWithin(request, MAX_REQUEST_BYTES)).toString('utf8');
      const answer = witness.answer(body, logs, Math.floor(now() / 1000));
      if (answer.status === 200) return { status: 200, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: answer.cosignature };
      if (answer.size !== undefined) return { status: 409, headers: { 'Content-Type': 'text/x.tlog.size' }, body: `${answer.size}\n` };
      throw new Refusal(answer.status, answer.why);
    },
  });
}
