import { openCheckpoint, readKey } from '../verify/note.ts';
import { type Progress, verifyWhole, type Whole } from '../verify/whole.ts';

/** What the page asks of this worker. */
export interface WholeAsked {
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
  const answer = await fetch(`${url}?to=${opened.head.size}`, { credentials: 'same-origin', redirect: 'error' });
  if (!answer.ok || answer.body === null) return say({ kind: 'failed', why: `The server did not hand the entries over (status ${answer.status}).` });
  const whole = await verifyWhole(piecesOf(answer.body), opened.head, (progress) => say({ kind: 'progress', progress }));
  say({ kind: 'done', whole, ms: performance.now() - started });
}

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
