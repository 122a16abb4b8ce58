import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { Refusal } from './backoff.ts';
import { certificatesIn, certificationRequest } from './der.ts';
import { type Answer, exchange, retryAfter, type Shown, type Way } from './wire.ts';

/** By what a device shows who it is the first time. */
export type Proof = { readonly token: string } | { readonly manufacturer: Shown };

/** A fresh key, PKCS #8 in PEM. It is made in the device, and never leaves it. */
export function newKey(): string {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** A certificate for a key of the device, PEM; `wait`: a person looks at the request, and it is to be sent again, with the same key, after so many seconds. */
export type Enrolled = { readonly cert: string } | { readonly wait: number };

/** `simpleenroll`: the first certificate. Throws `Refusal`. */
export function enrol(way: Way, est: URL, device: string, key: string, proof: Proof): Promise<Enrolled> {
  const headers: Readonly<Record<string, string>> =
    'token' in proof ? { Authorization: `Basic ${Buffer.from(`${device}:${proof.token}`).toString('base64')}` } : {};
  return post(way, est, 'simpleenroll', device, key, headers, 'token' in proof ? undefined : proof.manufacturer);
}

/** `simplereenroll`: the next certificate, for another key, with the one that it replaces. Throws `Refusal`. */
export function renew(way: Way, est: URL, device: string, key: string, old: Shown): Promise<Enrolled> {
  return post(way, est, 'simplereenroll', device, key, {}, old);
}

/** `cacerts`: authorities that the server knows, in DER. Which of them the device believes is not the server's to say (`newRoots`). Throws `Refusal`. */
export async function authorities(way: Way, est: URL): Promise<readonly Buffer[]> {
  const answer = await exchange(way, { method: 'GET', url: below(est, 'cacerts') });
  if (answer.status !== 200) throw refused(answer);
  return certificatesIn(Buffer.from(answer.body.toString('latin1'), 'base64'));
}

async function post(
  way: Way,
  est: URL,
  operation: string,
  device: string,
  key: string,
  headers: Readonly<Record<string, string>>,
  shown: Shown | undefined,
): Promise<Enrolled> {
  const body = certificationRequest(createPrivateKey(key), device).toString('base64');
  const answer = await exchange(way, {
    method: 'POST',
    url: below(est, operation),
    headers: { 'Content-Type': 'application/pkcs10', ...headers },
    body,
    ...(shown === undefined ? {} : { shown }),
  });
  if (answer.status === 202) return { wait: retryAfter(answer) ?? 60 };
  if (answer.status !== 200) throw refused(answer);
  const ours = certificatesIn(Buffer.from(answer.body.toString('latin1'), 'base64'))
    .map((der) => new X509Certificate(der))
    .find((certificate) => certificate.checkPrivateKey(createPrivateKey(key)));
  if (ours === undefined) throw new Refusal('the answer has no certificate for the key of this device');
  // Made for a key that did not exist a moment ago, so it is no old one: the time at which it begins has passed.
  way.clock.notBefore(ours.validFromDate.getTime());
  const date = Date.parse(String(answer.headers['date'] ?? ''));
  if (!Number.isNaN(date)) way.clock.said(date, answer.server);
  return { cert: ours.toString() };
}

function below(est: URL, operation: string): URL {
  return new URL(`${est.href.replace(/\/$/, '')}/${operation}`);
}

/** 429 and 5xx pass; what else is refused needs a person. The text begins with a code. */
function refused(answer: Answer): Refusal {
  const text = answer.body.toString('utf8').trim();
  const code = /^(ASSAY-[A-Z]+-\d{3}):/.exec(text)?.[1] ?? '';
  const passing = answer.status === 429 || answer.status >= 500;
  return new Refusal(`EST ${answer.status}: ${text.slice(0, 300)}`, { code, retryAfter: retryAfter(answer), final: !passing });
}
