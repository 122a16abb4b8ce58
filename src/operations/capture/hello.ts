import { hexHash } from '../../core/index.ts';
import { latinText, u16 } from './application.ts';

/** What a client says of itself before anything is encrypted. */
export interface ClientHello {
  readonly serverName: string | undefined;
  readonly ja3: string;
  readonly version: number;
  readonly alpn: readonly string[];
}

export interface ServerHello {
  readonly version: number;
  readonly cipher: number;
}

const [SERVER_NAME, GROUPS, FORMATS, ALPN, VERSIONS] = [0, 10, 11, 16, 43];
const MOST_LISTED = 512;

/** Values that mean nothing and are drawn at random (RFC 8701): both bytes equal and ending in A. */
function grease(value: number): boolean {
  return (value & 0x0f0f) === 0x0a0a && value >> 8 === (value & 0xff);
}

/** Reads fields one behind the other; what runs over the end makes it `broken`. */
class Fields {
  at = 0;
  broken = false;
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  take(count: number): Uint8Array {
    if (count > this.left) {
      this.broken = true;
      this.at = this.bytes.length;
      return new Uint8Array(0);
    }
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }

  byte(): number {
    return this.take(1)[0] ?? 0;
  }

  word(): number {
    return u16(this.take(2), 0);
  }
}

function words(bytes: Uint8Array): number[] {
  const out: number[] = [];
  for (let i = 0; i + 1 < bytes.length && out.length < MOST_LISTED; i += 2) if (!grease(u16(bytes, i))) out.push(u16(bytes, i));
  return out;
}

function nameIn(value: Uint8Array): string | undefined {
  const length = u16(value, 3);
  return value[2] === 0 && length > 0 && 5 + length <= value.length ? latinText(value.subarray(5, 5 + Math.min(length, 255))) : undefined;
}

function protocolsIn(value: Uint8Array): readonly string[] {
  const out: string[] = [];
  for (let at = 2; at < value.length && out.length < 16; at += 1 + (value[at] ?? 0)) out.push(latinText(value.subarray(at + 1, at + 1 + (value[at] ?? 0))));
  return out;
}

/** A ClientHello (RFC 8446 section 4.1.2) with its JA3, the MD5 of version, suites, extensions, groups and point formats. */
export function clientHello(body: Uint8Array): ClientHello | undefined {
  const fields = new Fields(body);
  const legacy = fields.word();
  fields.take(32);
  fields.take(fields.byte());
  const suites = words(fields.take(fields.word()));
  fields.take(fields.byte());
  if (fields.broken) return undefined;
  const extensions: number[] = [];
  let [groups, formats, alpn]: [number[], number[], readonly string[]] = [[], [], []];
  let serverName: string | undefined;
  let version = legacy;
  if (fields.left >= 2) fields.word();
  while (fields.left >= 4 && extensions.length < MOST_LISTED) {
    const type = fields.word();
    const value = fields.take(fields.word());
    if (grease(type)) continue;
    extensions.push(type);
    if (type === SERVER_NAME) serverName = nameIn(value);
    else if (type === GROUPS) groups = words(value.subarray(2));
    else if (type === FORMATS) formats = [...value.subarray(1)];
    else if (type === ALPN) alpn = protocolsIn(value);
    else if (type === VERSIONS) version = words(value.subarray(1)).reduce((most, one) => Math.max(most, one), legacy);
  }
  if (fields.broken) return undefined;
  const ja3 = hexHash('md5', [legacy, suites.join('-'), extensions.join('-'), groups.join('-'), formats.join('-')].join(','));
  return { serverName, ja3, version, alpn };
}

export function serverHello(body: Uint8Array): ServerHello | undefined {
  const fields = new Fields(body);
  let version = fields.word();
  fields.take(32);
  fields.take(fields.byte());
  const cipher = fields.word();
  fields.byte();
  if (fields.broken) return undefined;
  if (fields.left >= 2) fields.word();
  while (fields.left >= 4) {
    const type = fields.word();
    const value = fields.take(fields.word());
    if (type === VERSIONS && value.length === 2) version = u16(value, 0);
  }
  return { version, cipher };
}

const VERSION_NAMES = new Map([
  [0x0300, 'SSLv3'],
  [0x0301, 'TLSv10'],
  [0x0302, 'TLSv11'],
  [0x0303, 'TLSv12'],
  [0x0304, 'TLSv13'],
]);

export function versionName(version: number): string {
  return VERSION_NAMES.get(version) ?? `unknown-${version}`;
}
