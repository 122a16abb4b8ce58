import { firstUnfit } from '../verify/first-unfit.ts';
import { openCheckpoint, readKey } from '../verify/note.ts';
import { type Progress, verifyWhole, type Whole } from '../verify/whole.ts';

/** What the page asks of this worker. */
export interface WholeAsked {
  /** Of the ledger. */
  readonly url: string;
  readonly checkpoint: string;
  readonly verifierKey: string;
}
export type WholeSaid =
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'done'; readonly whole: Whole; readonly ms: number }
  | { readonly kind: 'failed'; readonly why: string };

// A thread of the browser: it fetches every entry, hashes it and throws it away.
const say = (said: WholeSaid) => postMessage(said);

async function run({ url, checkpoint, verifierKey }: WholeAsked): Promise<void> {
  const key = await readKey(verifierKey);
  const opened = key === undefined ? undefined : await openCheckpoint(checkpoint, key);
  if (opened?.kind !== 'open') return say({ kind: 'failed', why: opened?.why ?? 'The verifier key cannot be read.' });
  const started = performance.now();
  const { head } = opened;
  const lines = async () => {
    const answer = await fetched(`${url}/lines?to=${head.size}`);
    return answer.ok && answer.body !== null ? piecesOf(answer.body) : answer.status;
  };
  const pieces = await lines();
  if (typeof pieces === 'number') return say({ kind: 'failed', why: `The server did not hand the entries over (status ${pieces}).` });
  const whole = await verifyWhole(pieces, head, (progress) => say({ kind: 'progress', progress }));
  say({ kind: 'done', whole: whole.kind === 'broken' ? await located(whole, await lines()) : whole, ms: performance.now() - started });

  /** Which it is, by the hashes that were signed, where the server still has them. */
  async function located(broken: Whole & { readonly kind: 'broken' }, again: AsyncGenerator<Uint8Array> | number): Promise<Whole> {
    if (typeof again === 'number') return broken;
    const unfit = await firstUnfit(again, head, async (path) => {
      const tile = await fetched(`${url}/${path}`);
      return tile.ok ? new Uint8Array(await tile.arrayBuffer()) : undefined;
    });
    if (unfit.kind === 'unknown') return broken;
    const why = `Entry ${unfit.at} is the first that is not what was signed. All before it are.`;
    return { kind: 'broken', at: unfit.at, why: unfit.at === broken.at && broken.at > 0 ? `${why} ${broken.why}` : why };
  }
}

const fetched = (url: string) => fetch(url, { credentials: 'same-origin', redirect: 'error' });

/** Not every browser lets a stream be walked. */
async function* piecesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

addEventListener('message', ({ data }: MessageEvent<WholeAsked>) => {
  run(data).catch((error: unknown) => say({ kind: 'failed', why: error instanceof Error ? error.message : 'It broke off.' }));
});
