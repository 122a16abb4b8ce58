import { createHash, createPrivateKey, randomBytes, sign } from 'node:crypto';
import { Refusal } from './backoff.ts';
import { answered, type Registered, secretOf } from './digits.ts';
import { type Answer, exchange, retryAfter, type Shown, type Way } from './wire.ts';

/** An introduction that waits for somebody at the device. */
export interface Challenge {
  readonly claim: string;
  readonly device: string;
  readonly nonce: string;
  readonly digest: string;
  /** Milliseconds that are left. */
  readonly left: number;
}

/** How a device stands, as the server sees it. */
export interface Standing {
  readonly device: string;
  readonly may: 'everything' | 'renew-only' | 'nothing';
  readonly because?: string;
  /** The server's time, RFC 3339. */
  readonly at: string;
  readonly tag: string;
  readonly introduction?: Challenge;
  /** An order to erase itself. */
  readonly wipe?: { readonly order: string };
}

/** `GET /self`: how it stands; waits at the server for as long as nothing has changed since `seen`. Throws `Refusal`. */
export async function stands(
  way: Way,
  https: URL,
  shown: Shown,
  { seen, wait = 0 }: { readonly seen?: string | undefined; readonly wait?: number } = {},
): Promise<Standing> {
  const url = new URL('/self', https);
  if (seen !== undefined && wait > 0) {
    url.searchParams.set('seen', seen);
    url.searchParams.set('wait', String(wait));
  }
  const answer = await exchange(way, { method: 'GET', url, shown, patience: (wait + 15) * 1000 });
  if (answer.status !== 200) throw refused(answer);
  const standing = JSON.parse(answer.body.toString('utf8')) as Standing;
  way.clock.said(Date.parse(standing.at), answer.server);
  return standing;
}

/** A code of the device's own: what its QR shows, and the digest that the server is given instead of it. `until`: milliseconds since 1970, for the phone to say early that it is over. */
export function newCode(device: string, until: number): { readonly text: string; readonly digest: string } {
  const secret = randomBytes(24).toString('base64url');
  return { text: `assay:1?d=${device}&s=${secret}&x=${Math.floor(until / 1000)}`, digest: claimDigest(device, secret) };
}

const claimDigest = (device: string, secret: string) => sha256(`assay-claim/1\n${device}\n${secret}`);

/** `POST /self/introduction`: the device shows a code, and may be introduced by it. Throws `Refusal`. */
export async function introduce(way: Way, https: URL, shown: Shown, digest: string): Promise<Challenge> {
  return (await post(way, new URL('/self/introduction', https), shown, { digest })) as unknown as Challenge;
}

/** `POST /self/presence`: somebody pressed the button. Gives how the introduction stands: `open` or `completed`. Throws `Refusal`. */
export async function present(way: Way, https: URL, shown: Shown, { claim, device, nonce, digest }: Challenge): Promise<string> {
  const transcript = sha256(`assay-introduction/1\n${claim}\n${device}\n${nonce}\n${digest}`);
  return String((await post(way, new URL('/self/presence', https), shown, { claim, transcript }))['state']);
}

/** `POST /self/code`: somebody pressed the button, and digits are taken from here on. `fresh`: the device has just made them. Gives for how long, in milliseconds. Throws `Refusal`. */
export async function takeDigits(way: Way, https: URL, shown: Shown, fresh: boolean): Promise<number> {
  return Number((await post(way, new URL('/self/code', https), shown, { fresh }))['left']);
}

/** A try of somebody to type the digits. */
export interface Try {
  readonly exchange: string;
  readonly household: string;
  readonly shareP: string;
  readonly confirmP?: string;
}

/** `GET /self/code`: the try that waits for the device, once there is one. Throws `Refusal`. */
export async function nextTry(way: Way, https: URL, shown: Shown, wait: number, confirmed = false): Promise<Try | undefined> {
  const url = new URL('/self/code', https);
  url.searchParams.set('wait', String(wait));
  if (confirmed) url.searchParams.set('confirmed', '1');
  const answer = await exchange(way, { method: 'GET', url, shown, patience: (wait + 15) * 1000 });
  if (answer.status !== 200) throw refused(answer);
  const found = JSON.parse(answer.body.toString('utf8')) as Try & { readonly waiting: boolean };
  return found.waiting ? undefined : found;
}

/** Answers a try and says what came of it. Gives the digest of the introduction that follows; `undefined` where the digits were not right, or nobody ended the try. Throws `Refusal`. */
export async function judgeTry(way: Way, https: URL, shown: Shown, device: string, digits: Registered, one: Try, wait: number): Promise<string | undefined> {
  const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));
  const text = (of: Uint8Array) => Buffer.from(of).toString('base64');
  const made = answered({ context: 'assay-code/1', prover: one.household, verifier: device }, digits, bytes(one.shareP));
  // No share at all: it counts as a wrong try when its time is over.
  if (made === undefined) return undefined;
  const { exchange: id } = one;
  await post(way, new URL('/self/code/answer', https), shown, { exchange: id, shareV: text(made.shareV), confirmV: text(made.confirmV) });
  const heard = await nextTry(way, https, shown, wait, true);
  if (heard?.exchange !== id || heard.confirmP === undefined) return undefined;
  const digest = made.holds(bytes(heard.confirmP)) ? claimDigest(device, secretOf(made.shared)) : undefined;
  await post(way, new URL('/self/code/result', https), shown, { exchange: id, ...(digest === undefined ? {} : { digest }) });
  return digest;
}

/** `POST /self/wipe`: the device has erased itself, and signs that it has. Throws `Refusal`. */
export async function confirmWipe(way: Way, https: URL, shown: Shown, device: string, order: string, erased: readonly string[]): Promise<void> {
  // Canonical JSON (RFC 8785): names in the order of the alphabet, no white space.
  const statement = JSON.stringify({ device, erased, format: 'assay-wipe/1', order });
  const signature = sign('sha256', Buffer.from(statement, 'utf8'), createPrivateKey(shown.key)).toString('base64');
  await post(way, new URL('/self/wipe', https), shown, { statement, signature });
}

async function post(way: Way, url: URL, shown: Shown, body: object): Promise<Readonly<Record<string, unknown>>> {
  const answer = await exchange(way, { method: 'POST', url, shown, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  if (answer.status !== 200 && answer.status !== 201) throw refused(answer);
  return JSON.parse(answer.body.toString('utf8')) as Readonly<Record<string, unknown>>;
}

function refused(answer: Answer): Refusal {
  const text = answer.body.toString('utf8');
  let first: { readonly code?: string; readonly message?: string } = {};
  try {
    first = (JSON.parse(text) as { readonly faults?: readonly (typeof first)[] }).faults?.[0] ?? {};
  } catch {
    // A proxy's page, perhaps: its status says enough.
  }
  return new Refusal(`HTTPS ${answer.status}: ${first.message ?? text.slice(0, 200)}`, { code: first.code ?? '', retryAfter: retryAfter(answer) });
}

const sha256 = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;
