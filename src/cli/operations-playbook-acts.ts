import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { Instant, Refused } from '../core/index.ts';
import { writeFileWhole } from '../map/edge/files.ts';
import type { Actions, Outcome } from '../operations/playbook/ports.ts';
import type { Call } from '../operations/playbook/run.ts';
import { inputsOf, merged } from '../operations/watch/edge/inputs.ts';
import type { Io } from './command.ts';
import { parseArguments } from './parse.ts';
import { productCa } from './product-ca.ts';

/** What the functions of a run may use. */
export interface Reach {
  readonly io: Io;
  /** Where files for gateways and brokers, and receipts of what was done, are written. */
  readonly folder: string;
  /** The data folder of the fleet, for its certificate authority. */
  readonly data: string;
  /** How many devices are in service; unknown, people are asked of every share. */
  readonly devices: number | undefined;
  /** Hosts that http-api may speak to, as `name` or `name:port`. */
  readonly hosts: readonly string[];
  /** What the sensors write: files or folders. */
  readonly seen: readonly string[];
}

const done = (said: string, out: Readonly<Record<string, string>> = {}): Outcome => ({ kind: 'done', out, said });
const failed = (why: string): Outcome => ({ kind: 'failed', why });
const TAKES_OUT = new Set(['block', 'quarantine', 'revoke-certificate']);
const MOST_BODY = 64 * 1024;
const LONGEST_ANSWER = 30_000;
const NAME = /^[A-Za-z0-9._:@-]{1,128}$/;

/** The commands that can be run here; all else is refused before a run begins. */
export const RUNNABLE: ReadonlySet<string> = new Set(['assay', 'manual', 'http-api']);

export function actsOf(reach: Reach): Actions {
  const receipt = (key: string) => join(reach.folder, `${key}.receipt.json`);
  const told = (key: string): Outcome | undefined => {
    if (!existsSync(receipt(key))) return undefined;
    const { said, out } = JSON.parse(readFileSync(receipt(key), 'utf8')) as { said: string; out: Readonly<Record<string, string>> };
    return done(said, out);
  };
  const kept = (key: string, outcome: Outcome): Outcome => {
    if (outcome.kind === 'done') writeFileWhole(receipt(key), JSON.stringify({ said: outcome.said, out: outcome.out }), { overwrite: true });
    return outcome;
  };
  const performed = async (call: Call, stop: AbortSignal): Promise<Outcome> => {
    mkdirSync(reach.folder, { recursive: true });
    const before = told(call.key);
    if (before !== undefined) return before;
    return kept(call.key, call.type === 'http-api' ? await asked(call, reach.hosts, stop) : await acted(call, reach));
  };
  return {
    preview: (call) => Promise.resolve(previewOf(call, reach.devices)),
    perform: performed,
    // A file that is written again is the same file, and a look is a look; what may have gone out to another host without a receipt is known to nobody.
    outcome: (call) =>
      Promise.resolve(
        told(call.key) ??
          (call.type === 'http-api' && !/^(?:GET|HEAD|PUT|DELETE) /.test(call.command)
            ? { kind: 'unknown', why: 'the request may have gone out, and no answer was kept' }
            : { kind: 'never-begun' }),
      ),
    undo: (call, how) => performed({ ...call, key: `${call.key}-undo`, type: 'assay', command: how, gives: {} }, new AbortController().signal),
  };
}

const wordsOf = (call: Call) => {
  const [verb = '', names = '', ...more] = call.command.trim().split(/\s+/);
  return { verb, names: names.split(',').filter((name) => name !== ''), more };
};

function previewOf(call: Call, devices: number | undefined) {
  const { verb, names } = wordsOf(call);
  if (call.type !== 'assay' || !TAKES_OUT.has(verb)) return { devices: 0, of: devices ?? 0, said: 'no device goes out of service' };
  return {
    devices: names.length,
    of: devices ?? names.length,
    said: `${verb} takes ${names.length} out of service${devices === undefined ? ', of a number that nobody named' : ''}`,
  };
}

async function acted(call: Call, reach: Reach): Promise<Outcome> {
  const { verb, names, more } = wordsOf(call);
  const wrong = names.find((name) => !NAME.test(name));
  if (names.length === 0 || wrong !== undefined)
    return failed(wrong === undefined ? `${verb} names nothing` : `${wrong.slice(0, 60)} is no name that a rule can hold`);
  const write = (kind: string, text: string, said: string): Outcome => {
    const path = join(reach.folder, `${call.key}.${kind}`);
    writeFileWhole(path, text, { overwrite: true });
    return done(`${said}: ${path}`);
  };
  switch (verb) {
    case 'block':
    case 'unblock':
      return names.some((name) => isIP(name) === 0)
        ? failed('a rule of nftables takes addresses')
        : write('nft', nftables(names, verb === 'block'), `rules that ${verb} ${names.length}, to be loaded on the gateway with nft -f`);
    case 'quarantine':
    case 'release':
      return write('acl', brokerList(names, verb === 'quarantine'), `lines for the access list of Mosquitto that ${verb} ${names.length}`);
    case 'revoke-certificate':
      return revoked(names, reach);
    case 'measure-silence':
      return silent(names, Number(more[0] ?? '10'), call, reach);
    default:
      return failed(`Assay has no function ${verb.slice(0, 60)}`);
  }
}

/** Loading it twice comes to the same: the sets are made where they are not, and an element is put in or taken out. */
function nftables(names: readonly string[], block: boolean): string {
  const of = (version: number) => names.filter((name) => isIP(name) === version);
  const lines = [
    'table inet assay {',
    '  set blocked4 { type ipv4_addr; }',
    '  set blocked6 { type ipv6_addr; }',
    '  chain forward {',
    '    type filter hook forward priority -10; policy accept;',
    '  }',
    '}',
    'flush chain inet assay forward',
  ];
  for (const [set, family] of [
    ['blocked4', 'ip'],
    ['blocked6', 'ip6'],
  ] as const)
    lines.push(`add rule inet assay forward ${family} saddr @${set} drop`, `add rule inet assay forward ${family} daddr @${set} drop`);
  for (const [set, addresses] of [
    ['blocked4', of(4)],
    ['blocked6', of(6)],
  ] as const) {
    if (addresses.length === 0) continue;
    // Put in first, so that taking out finds it: nft refuses to delete what is not there.
    lines.push(`add element inet assay ${set} { ${addresses.join(', ')} }`);
    if (!block) lines.push(`delete element inet assay ${set} { ${addresses.join(', ')} }`);
  }
  return `${lines.join('\n')}\n`;
}

function brokerList(names: readonly string[], quarantine: boolean): string {
  const lines = names.flatMap((name) =>
    quarantine ? [`user ${name}`, 'topic deny #'] : [`# released: take out the lines "user ${name}" and "topic deny #" that quarantined it`],
  );
  return `${lines.join('\n')}\n`;
}

async function revoked(serials: readonly string[], { io, data }: Reach): Promise<Outcome> {
  for (const serial of serials) {
    try {
      await productCa.run(parseArguments(productCa, ['revoke', serial, '--reason', 'keyCompromise', '--data', data]), io);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return failed(`${serial}: ${error.faults.map(({ message }) => message).join('; ')}`);
    }
  }
  return done(`${serials.length} revoked`);
}

/** Silent: nothing was seen from them for so long, while the sensors saw others. A sensor that says nothing shows nothing. */
async function silent(names: readonly string[], minutes: number, call: Call, { io, seen }: Reach): Promise<Outcome> {
  if (seen.length === 0) return failed('no input of a sensor was named with --seen, so nothing can be measured');
  if (!(Number.isFinite(minutes) && minutes > 0)) return failed('measure-silence takes a number of minutes');
  const from = Instant.of(io.now() - minutes * 60_000);
  let [others, own] = [0, 0];
  for await (const { event } of merged(inputsOf(seen, io.cwd), () => undefined)) {
    if (event.time < from) continue;
    const speaks = [event.flow?.src, event.device, event.flow?.srcMac].some((name) => name !== undefined && names.includes(name));
    if (speaks) own += 1;
    else others += 1;
  }
  if (own + others === 0) return failed(`the sensors saw nothing at all in ${minutes} minutes: that is no silence of the devices`);
  const [name] = Object.keys(call.gives);
  return done(`in ${minutes} minutes ${own} events of them and ${others} of others were seen`, name === undefined ? {} : { [name]: String(own === 0) });
}

async function asked(call: Call, hosts: readonly string[], stop: AbortSignal): Promise<Outcome> {
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

/** Values by which a drill goes on, where a step gives some. */
const PRETENDED: Readonly<Record<string, string>> = { bool: 'true', integer: '0', long: '0', float: '0' };

/** Does nothing, and says of everything that it would have. */
export function drill(devices: number | undefined): Actions {
  const pretended = (call: Call) =>
    Promise.resolve(
      done(
        'a drill: nothing was done',
        Object.fromEntries(Object.entries(call.gives).flatMap(([name, type]) => (PRETENDED[type] === undefined ? [] : [[name, PRETENDED[type]]]))),
      ),
    );
  return { preview: (call) => Promise.resolve(previewOf(call, devices)), perform: pretended, outcome: pretended, undo: pretended };
}
