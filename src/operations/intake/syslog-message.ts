import type { Instant } from '../../core/index.ts';
import { addressOf, portOf } from '../event/address.ts';
import type { Detail, LogSource } from '../event/model.ts';
import { digits, momentOfText } from '../event/moment.ts';

/** A message of syslog, taken apart. */
export interface SyslogMessage {
  readonly time: Instant | undefined;
  readonly record: Readonly<Record<string, unknown>>;
  readonly app: string | undefined;
  readonly host: string | undefined;
  readonly text: string;
  readonly facility: number | undefined;
}

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';
const MOST_ELEMENTS = 64;

/** The number within `<` and `>` and where it ends; RFC 5424 section 6.2.1: 0 to 191. */
function priority(line: string): readonly [value: number, at: number] | undefined {
  const end = line.indexOf('>');
  if (line.charCodeAt(0) !== 0x3c || end < 2 || end > 4) return undefined;
  const value = digits(line, 1, end);
  return value <= 191 ? [value, end + 1] : undefined;
}

/** `[id name="value" …]` of RFC 5424 section 6.3, flat as `id.name`. Gives where it ends, or -1 where it is broken. */
function structured(line: string, from: number, into: Record<string, unknown>): number {
  if (line.charAt(from) === '-') return from + 1;
  let at = from;
  for (let elements = 0; line.charAt(at) === '['; elements += 1) {
    if (elements >= MOST_ELEMENTS) return -1;
    let end = at + 1;
    while (end < line.length && line.charAt(end) !== ' ' && line.charAt(end) !== ']') end += 1;
    const id = line.slice(at + 1, end);
    at = end;
    while (line.charAt(at) === ' ') {
      const equals = line.indexOf('="', at);
      if (equals === -1) return -1;
      const name = line.slice(at + 1, equals);
      let value = '';
      let i = equals + 2;
      for (; i < line.length && line.charAt(i) !== '"'; i += 1) {
        if (line.charAt(i) === '\\' && i + 1 < line.length) i += 1;
        value += line.charAt(i);
      }
      if (i >= line.length) return -1;
      into[`${id}.${name}`] = value;
      at = i + 1;
    }
    if (line.charAt(at) !== ']') return -1;
    at += 1;
  }
  return at === from ? -1 : at;
}

function nilOr(text: string): string | undefined {
  return text === '-' || text === '' ? undefined : text;
}

/** RFC 5424, or `undefined` where the line is of another form. */
function modern(line: string, at: number, pri: number): SyslogMessage | undefined {
  if (line.charAt(at) !== '1' || line.charAt(at + 1) !== ' ') return undefined;
  const words: string[] = [];
  let from = at + 2;
  for (let i = 0; i < 5; i += 1) {
    const end = line.indexOf(' ', from);
    if (end === -1) return undefined;
    words.push(line.slice(from, end));
    from = end + 1;
  }
  const [stamp = '', host = '', app = '', running = '', id = ''] = words;
  const record: Record<string, unknown> = { facility: pri >> 3, severity: pri & 7 };
  const end = structured(line, from, record);
  if (end === -1) return undefined;
  const text = line.slice(line.charAt(end) === ' ' ? end + 1 : end).replace(/^\ufeff/, '');
  for (const [name, value] of [
    ['hostname', nilOr(host)],
    ['appname', nilOr(app)],
    ['procid', nilOr(running)],
    ['msgid', nilOr(id)],
    ['message', text],
  ] as const) {
    if (value !== undefined) record[name] = value;
  }
  return { time: momentOfText(stamp), record, app: nilOr(app), host: nilOr(host), text, facility: pri >> 3 };
}

/** `Nov  3 07:05:09` has no year: that which brings it nearest to `near`. */
function bsdTime(line: string, at: number, near: Instant | undefined): Instant | undefined {
  const month = MONTHS.indexOf(line.slice(at, at + 3));
  const day = digits(line, line.charAt(at + 4) === ' ' ? at + 5 : at + 4, at + 6);
  const [hour, minute, second] = [digits(line, at + 7, at + 9), digits(line, at + 10, at + 12), digits(line, at + 13, at + 15)];
  const fits = month !== -1 && month % 3 === 0 && day >= 1 && day <= 31 && hour < 24 && minute < 60 && second <= 60;
  if (!fits || near === undefined || line.charAt(at + 3) !== ' ' || line.charAt(at + 9) !== ':' || line.charAt(at + 12) !== ':') return undefined;
  const year = new Date(near).getUTCFullYear();
  const nearest = [year - 1, year, year + 1].map((one) => Date.UTC(one, month / 3, day, hour, minute, second));
  return nearest.reduce((best, one) => (Math.abs(one - near) < Math.abs(best - near) ? one : best)) as Instant;
}

function isBsd(line: string, at: number): boolean {
  return MONTHS.indexOf(line.slice(at, at + 3)) % 3 === 0 && line.charAt(at + 3) === ' ' && line.charAt(at + 9) === ':' && line.charAt(at + 12) === ':';
}

/** RFC 3164, as far as it is one form: a stamp (of its own, or RFC 3339 as rsyslog writes), a host, a tag. */
function old(line: string, at: number, pri: number | undefined, near: Instant | undefined): SyslogMessage | undefined {
  const bsd = isBsd(line, at);
  const end = bsd ? at + 15 : line.indexOf(' ', at);
  const time = bsd ? bsdTime(line, at, near) : end === -1 ? undefined : momentOfText(line.slice(at, end));
  if (!bsd && time === undefined) return undefined;
  const hostEnd = line.indexOf(' ', end + 1);
  if (hostEnd === -1) return undefined;
  const host = line.slice(end + 1, hostEnd);
  const colon = line.indexOf(':', hostEnd + 1);
  const tag = colon === -1 || colon - hostEnd > 64 ? '' : line.slice(hostEnd + 1, colon);
  const tagged = tag !== '' && tag.indexOf(' ') === -1;
  const open = tag.indexOf('[');
  const app = tagged ? (open === -1 ? tag : tag.slice(0, open)) : undefined;
  const text = (tagged ? line.slice(colon + 1) : line.slice(hostEnd + 1)).trimStart();
  const record: Record<string, unknown> = { hostname: host, message: text };
  if (pri !== undefined) {
    record['facility'] = pri >> 3;
    record['severity'] = pri & 7;
  }
  if (app !== undefined) record['appname'] = app;
  if (tagged && open !== -1 && tag.endsWith(']')) record['procid'] = tag.slice(open + 1, -1);
  return { time, record, app, host: nilOr(host), text, facility: pri === undefined ? undefined : pri >> 3 };
}

/** One message of RFC 5424 or RFC 3164, with or without its priority. `near`: about when it came, for the form that has no year. */
export function syslogMessage(line: string, near: Instant | undefined): SyslogMessage | undefined {
  const pri = priority(line);
  if (pri === undefined) return line.charCodeAt(0) === 0x3c ? undefined : old(line, 0, undefined, near);
  return modern(line, pri[1], pri[0]) ?? old(line, pri[1], pri[0], near);
}

export interface Attempted {
  readonly detail: Detail & { readonly kind: 'login' };
  readonly from: string | undefined;
  readonly port: number | undefined;
}

function word(text: string, from: number): string {
  const end = text.indexOf(' ', from);
  return end === -1 ? text.slice(from) : text.slice(from, end);
}

/** A log-in that OpenSSH or Dropbear tells of, which most devices with Linux run. The names are a stranger's. */
export function loginTold(app: string | undefined, text: string): Attempted | undefined {
  if (app === 'sshd' || app === 'sshd-session') {
    const success = text.startsWith('Accepted ');
    if (!success && !text.startsWith('Failed ')) return undefined;
    // The last ` from `, as a user's name may hold the word.
    const from = text.lastIndexOf(' from ');
    const user = text.indexOf(' for ');
    if (from === -1 || user === -1 || user > from) return undefined;
    const named = text.slice(user + 5, from);
    const port = text.indexOf(' port ', from);
    const name = named.startsWith('invalid user ') ? named.slice('invalid user '.length) : named;
    return {
      detail: { kind: 'login', protocol: 'ssh', user: name, success, attempts: 1 },
      from: addressOf(word(text, from + 6)),
      port: port === -1 ? undefined : portOf(word(text, port + 6)),
    };
  }
  if (app === 'dropbear') {
    const success = text.includes(' auth succeeded for ');
    const failed = text.startsWith('Bad password attempt for ') || text.startsWith('Login attempt for nonexistent user');
    const from = text.lastIndexOf(' from ');
    if ((!success && !failed) || from === -1) return undefined;
    const peer = word(text, from + 6);
    const colon = peer.lastIndexOf(':');
    const quote = text.indexOf("'");
    const end = text.lastIndexOf("'", from);
    const detail = { kind: 'login', protocol: 'ssh', success, attempts: 1 } as const;
    const user = quote !== -1 && end > quote ? text.slice(quote + 1, end) : undefined;
    return { detail: user === undefined ? detail : { ...detail, user }, from: addressOf(peer.slice(0, colon)), port: portOf(peer.slice(colon + 1)) };
  }
  return undefined;
}

// RFC 5424 section 6.2.1: 4 and 10 are security and authorisation, 0 the kernel, 9 and 15 the clock daemon.
const AUTH: LogSource = { product: 'linux', service: 'auth' };
const SSHD: LogSource = { product: 'linux', service: 'sshd' };
const CRON: LogSource = { product: 'linux', service: 'cron' };
const PLAIN: LogSource = { product: 'linux', service: 'syslog' };

export function syslogSource(app: string | undefined, facility: number | undefined): LogSource {
  if (app === 'sshd' || app === 'sshd-session') return SSHD;
  if (app === 'cron' || app === 'crond' || app === 'CRON' || facility === 9 || facility === 15) return CRON;
  return facility === 4 || facility === 10 ? AUTH : PLAIN;
}
