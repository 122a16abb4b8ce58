import { addressOf, macOf, portOf } from '../event/address.ts';
import type { Gathering } from '../event/gathering.ts';
import type { Flow, LogSource, Outcome, Reader, Transport } from '../event/model.ts';
import { momentOf, momentOfMillis } from '../event/moment.ts';
import { type Columns, columnsOf, type Role, zeekColumns } from './csv-columns.ts';
import { INTAKE_LIMITS } from './limits.ts';
import { lineReader } from './lines.ts';
import { zeekEvent } from './zeek.ts';

export interface CsvOptions {
  /** The file's own name for what a column holds, where it is none that is recognised. */
  readonly columns?: Readonly<Partial<Record<Role, string>>>;
}

/** The cells of a line (RFC 4180, without line ends in quotes). `undefined` where a quote is not closed or there are too many. */
export function cellsOf(line: string, separator: string): readonly string[] | undefined {
  if (line.indexOf('"') === -1) {
    const cells = line.split(separator);
    return cells.length > INTAKE_LIMITS.fields ? undefined : cells;
  }
  const cells: string[] = [];
  for (let at = 0; at <= line.length; ) {
    if (cells.length >= INTAKE_LIMITS.fields) return undefined;
    if (line.charAt(at) !== '"') {
      const end = line.indexOf(separator, at);
      cells.push(end === -1 ? line.slice(at) : line.slice(at, end));
      at = end === -1 ? line.length + 1 : end + 1;
      continue;
    }
    let cell = '';
    for (at += 1; ; ) {
      const end = line.indexOf('"', at);
      if (end === -1) return undefined;
      cell += line.slice(at, end);
      at = end + 1;
      if (line.charAt(at) !== '"') break;
      cell += '"';
      at += 1;
    }
    if (at < line.length && line.charAt(at) !== separator) return undefined;
    cells.push(cell);
    at += 1;
  }
  return cells;
}

export function separatorOf(line: string): string {
  let [best, most] = [',', 0];
  for (const mark of [',', '\t', ';', '|']) {
    const count = line.split(mark).length;
    if (count > most) [best, most] = [mark, count];
  }
  return best;
}

const TRANSPORTS = new Map<string, Transport>([
  ['tcp', 'tcp'],
  ['6', 'tcp'],
  ['udp', 'udp'],
  ['17', 'udp'],
  ['icmp', 'icmp'],
  ['1', 'icmp'],
  ['icmp6', 'icmp6'],
  ['ipv6-icmp', 'icmp6'],
  ['58', 'icmp6'],
  ['arp', 'arp'],
]);

// Zeek's columns that are text whatever they look like; all others become numbers or truth values where they are such.
const TEXT = new Set([
  'uid',
  'id.orig_h',
  'id.resp_h',
  'proto',
  'service',
  'conn_state',
  'history',
  'label',
  'detailed-label',
  'tunnel_parents',
  'query',
  'host',
  'uri',
]);

function zeekCell(name: string, cell: string): unknown {
  if (TEXT.has(name)) return cell;
  if (cell === 'T' || cell === 'true') return true;
  if (cell === 'F' || cell === 'false') return false;
  const number = Number(cell);
  return Number.isNaN(number) ? cell : number;
}

/** States in which the other side refused, said nothing, or answered, as Argus and Zeek write them. Argus: flags of who began, `_`, flags of the other. */
function stateOutcome(state: string): Outcome | undefined {
  if (state === 'REJ') return 'refused';
  if (state === 'S0' || state === 'REQ' || state === 'INT') return 'unanswered';
  if (state === 'SF' || state === 'CON' || state === 'EST' || state === 'FIN') return 'answered';
  if (state === 'URP' || state === 'URH' || state === 'URN') return 'refused';
  const [out = '', back] = state.split('_');
  if (back === undefined || !/^[SFRPAUEC]*$/.test(out)) return undefined;
  if (back === '') return 'unanswered';
  return back.includes('R') && !back.includes('S') ? 'refused' : 'answered';
}

type Building = { -readonly [K in keyof Flow]: Flow[K] };

function flowOf(cells: readonly string[], { at, millis }: Columns): Flow | undefined {
  const cell = (role: Role): string => {
    const i = at.get(role);
    return i === undefined ? '' : (cells[i] ?? '').trim();
  };
  const count = (role: Role): number | undefined => {
    const text = cell(role);
    const number = text === '' ? Number.NaN : Number(text);
    return number >= 0 ? number : undefined;
  };
  const src = addressOf(cell('src'));
  const dst = addressOf(cell('dst'));
  if (src === undefined || dst === undefined) return undefined;
  const proto = cell('proto').toLowerCase();
  const transport = TRANSPORTS.get(proto) ?? 'other';
  const [srcPort, dstPort] = transport === 'icmp' || transport === 'icmp6' ? [0, 0] : [portOf(cell('srcPort')) ?? 0, portOf(cell('dstPort')) ?? 0];
  const backwards = cell('dir').includes('<-') && !cell('dir').includes('>');
  const all = { bytes: count('bytesAll'), packets: count('packetsAll') };
  const bytesOut = count('bytesOut') ?? (at.has('bytesIn') ? undefined : all.bytes);
  const packetsOut = count('packetsOut') ?? (at.has('packetsIn') ? undefined : all.packets);
  const bytesIn = count('bytesIn') ?? (all.bytes !== undefined && at.has('bytesOut') && bytesOut !== undefined ? Math.max(0, all.bytes - bytesOut) : undefined);
  const packetsIn =
    count('packetsIn') ?? (all.packets !== undefined && at.has('packetsOut') && packetsOut !== undefined ? Math.max(0, all.packets - packetsOut) : undefined);
  const outcome = stateOutcome(cell('state')) ?? (packetsIn === undefined ? 'unknown' : packetsIn > 0 ? 'answered' : 'unanswered');
  const flow: Building = backwards
    ? { src: dst, srcPort: dstPort, dst: src, dstPort: srcPort, transport, outcome }
    : { src, srcPort, dst, dstPort, transport, outcome };
  const service = cell('service').toLowerCase();
  if (service !== '' && service !== '-') flow.service = service;
  const told = backwards
    ? { bytesOut: bytesIn, bytesIn: bytesOut, packetsOut: packetsIn, packetsIn: packetsOut }
    : { bytesOut, bytesIn, packetsOut, packetsIn };
  if (told.bytesOut !== undefined) flow.bytesOut = told.bytesOut;
  if (told.bytesIn !== undefined) flow.bytesIn = told.bytesIn;
  if (told.packetsOut !== undefined) flow.packetsOut = told.packetsOut;
  if (told.packetsIn !== undefined) flow.packetsIn = told.packetsIn;
  const duration = count('duration');
  if (duration !== undefined) flow.duration = millis.has('duration') ? duration : duration * 1000;
  const [srcMac, dstMac] = [macOf(cell('srcMac')), macOf(cell('dstMac'))];
  if (srcMac !== undefined) flow[backwards ? 'dstMac' : 'srcMac'] = srcMac;
  if (dstMac !== undefined) flow[backwards ? 'srcMac' : 'dstMac'] = dstMac;
  if (transport === 'other' && proto !== '' && !Number.isNaN(Number(proto))) flow.protocol = Number(proto);
  const type = count('icmpType');
  if (type !== undefined && (transport === 'icmp' || transport === 'icmp6')) flow.icmp = { type, code: count('icmpCode') ?? 0 };
  return flow;
}

const FLOWS: LogSource = { product: 'netflow', service: 'flow' };
const ARGUS: LogSource = { product: 'argus', service: 'flow' };

/** Tables of flows: a line of names, then a line a flow. The columns of Zeek's conn log give the events that the log would. */
export function csvReader(options: CsvOptions = {}): Reader {
  let names: readonly string[] | undefined;
  let separator = ',';
  let columns: Columns | undefined;
  let zeek = false;
  let source = FLOWS;

  const headed = (line: string, offset: number, length: number, into: Gathering) => {
    separator = separatorOf(line);
    const found = cellsOf(line, separator)?.map((name) => name.trim());
    zeek = found !== undefined && zeekColumns(found);
    columns = found === undefined ? undefined : columnsOf(found, options.columns);
    if (found === undefined || (!zeek && columns === undefined)) {
      return into.reject('unknown-kind', offset, length, 'no line of names with a time and two addresses');
    }
    names = found;
    source = found.includes('SrcAddr') && found.includes('StartTime') ? ARGUS : FLOWS;
    return into.reject('no-event', offset, length, 'header');
  };

  return lineReader((text, from, to, offset, length, into, cut) => {
    const line = text.slice(offset === 0 && text.charCodeAt(from) === 0xfeff ? from + 1 : from, to);
    if (line.trim() === '') return into.reject('no-event', offset, length, 'empty line');
    if (names === undefined)
      return line.charCodeAt(0) === 0x23 && !line.includes(',') ? into.reject('no-event', offset, length, 'comment') : headed(line, offset, length, into);
    const cells = cellsOf(line, separator);
    if (cells === undefined || cells.length !== names.length) {
      return into.reject(
        cut ? 'truncated' : 'not-readable',
        offset,
        length,
        cells === undefined ? 'a quote that is not closed' : `${cells.length} cells where the header names ${names.length}`,
      );
    }
    // Files that were joined repeat their header.
    if (cells[0] === names[0] && cells.every((cell, i) => cell.trim() === names?.[i])) return into.reject('no-event', offset, length, 'header');
    const record: Record<string, unknown> = {};
    for (let i = 0; i < names.length; i += 1) {
      const name = names[i] ?? '';
      const cell = cells[i] ?? '';
      if (cell === '' || cell === '-' || name === '__proto__') continue;
      record[name] = zeek ? zeekCell(name, cell) : cell;
    }
    if (zeek) return zeekEvent('conn', record, offset, length, into);
    if (columns === undefined) return into.reject('unknown-kind', offset, length, 'no columns');
    const stamp = (cells[columns.at.get('time') ?? 0] ?? '').trim();
    const number = stamp === '' ? Number.NaN : Number(stamp);
    // Seconds since 1970 have ten digits in our days, milliseconds thirteen.
    const time = Number.isNaN(number) || !(columns.millis.has('time') || number > 1e11) ? momentOf(stamp) : momentOfMillis(number);
    if (time === undefined) return into.reject('no-time', offset, length, 'no time in its column');
    const flow = flowOf(cells, columns);
    if (flow === undefined) return into.reject('unknown-kind', offset, length, 'no two addresses');
    into.event({ class: 'network-activity', time, logSource: source, record, flow, offset, length });
  });
}
