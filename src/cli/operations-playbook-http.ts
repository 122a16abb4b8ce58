import type { Outcome } from '../operations/playbook/ports.ts';
import type { Call } from '../operations/playbook/run.ts';
import { done, failed } from './operations-playbook-reach.ts';

const MOST_BODY = 64 * 1024;
const LONGEST_ANSWER = 30_000;
const KINDS: ReadonlySet<string> = new Set(['http-basic', 'oauth2']);
const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

/** One request to a host that is allowed, with the key of the action. The secret of a sign-in goes into the request, and nowhere else. */
export async function askedByHttp(call: Call, hosts: readonly string[], secretOf: (name: string) => string | undefined, stop: AbortSignal): Promise<Outcome> {
  const [, method, target] = /^([A-Z]{3,10}) (\S+)(?: HTTP\/?[\d.]+)?$/.exec(call.command.trim()) ?? [];
  const { address, port } = call.party;
  const host = address['dname']?.[0] ?? address['ipv4']?.[0] ?? (address['ipv6'] === undefined ? undefined : `[${address['ipv6'][0]}]`);
  const base =
    address['url']?.[0] ??
    (host === undefined ? undefined : `${port === undefined || port === '443' ? 'https' : 'http'}://${host}${port === undefined ? '' : `:${port}`}`);
  if (method === undefined || target === undefined || base === undefined || !URL.canParse(target, base))
    return failed('the request has no method, no target or no address');
  const url = new URL(target, base);
  if (!hosts.includes(url.host) || !/^https?:$/.test(url.protocol)) return failed(`${url.host} is not among the hosts that --allow-host names`);
  const headers = new Headers({ 'Idempotency-Key': call.key });
  for (const [name, values] of Object.entries(call.headers)) for (const value of values) headers.append(name, value);
  const { signIn } = call.party;
  if (signIn !== undefined) {
    const secret = signIn.secret === undefined ? undefined : secretOf(signIn.secret);
    if (secret === undefined)
      return failed(
        signIn.secret === undefined
          ? 'the playbook names no secret by kms_key_identifier, and none that it holds itself is sent'
          : `nobody gave the secret "${signIn.secret.slice(0, 60)}": name it with --secret`,
      );
    if (!KINDS.has(signIn.type)) return failed(`nobody signs in by ${signIn.type.slice(0, 40)} over HTTP`);
    if (url.protocol !== 'https:' && !LOOPBACK.test(url.hostname)) return failed('a secret is sent over https alone');
    headers.set(
      'Authorization',
      signIn.type === 'http-basic' ? `Basic ${Buffer.from(`${signIn.user ?? ''}:${secret}`).toString('base64')}` : `Bearer ${secret}`,
    );
  }
  const answer = await fetch(url, {
    method,
    headers,
    redirect: 'manual',
    signal: AbortSignal.any([stop, AbortSignal.timeout(LONGEST_ANSWER)]),
    ...(call.content === undefined ? {} : { body: call.content }),
  });
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of answer.body ?? []) {
    length += part.length;
    if (length > MOST_BODY) return failed(`${url.host} answered more than ${MOST_BODY} bytes`);
    parts.push(part);
  }
  if (!answer.ok) return failed(`${url.host} answered ${answer.status}`);
  const [name] = Object.keys(call.gives);
  return done(`${url.host} answered ${answer.status}`, name === undefined ? {} : { [name]: Buffer.concat(parts).toString('utf8') });
}
