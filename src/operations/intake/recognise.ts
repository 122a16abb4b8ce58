import { cellsOf, separatorOf } from './csv.ts';
import { columnsOf, zeekColumns } from './csv-columns.ts';
import type { Format } from './formats.ts';
import { syslogMessage } from './syslog-message.ts';
import { zeekPathOf } from './zeek-paths.ts';

/** As many bytes as are looked at: the first line of every format that is read lies within. */
export const RECOGNISED_BY = 64 * 1024;

// The marks that captures begin with, of both byte orders, to the microsecond and to the nanosecond; and pcapng's (draft-ietf-opsawg-pcapng section 4.1).
const CAPTURES = new Set([0xa1b2c3d4, 0xd4c3b2a1, 0xa1b23c4d, 0x4d3cb2a1, 0x0a0d0d0a]);

/** The format of an input by its first bytes, as many as there are up to `RECOGNISED_BY`; `undefined` where it is none that is read. Compressed input is to be unpacked first. */
export function recognise(bytes: Uint8Array): Format | undefined {
  const first = (((bytes[0] ?? 0) << 24) | ((bytes[1] ?? 0) << 16) | ((bytes[2] ?? 0) << 8) | (bytes[3] ?? 0)) >>> 0;
  if (bytes.length >= 4 && CAPTURES.has(first)) return 'pcap';
  const text = new TextDecoder('utf-8').decode(bytes.subarray(0, RECOGNISED_BY)).trimStart();
  if (text.startsWith('#separator') || text.startsWith('#fields')) return 'zeek';
  if (text.startsWith('{') || text.startsWith('[')) return recogniseJson(text);
  const end = text.indexOf('\n');
  const line = (end === -1 ? text : text.slice(0, end)).trimEnd();
  if (line === '') return undefined;
  const counted = /^[1-9][0-9]{0,8} </.exec(line);
  if (counted !== null || syslogMessage(line, undefined) !== undefined) return 'syslog';
  const names = cellsOf(line, separatorOf(line))?.map((name) => name.trim());
  return names !== undefined && names.length >= 3 && (zeekColumns(names) || columnsOf(names) !== undefined) ? 'csv' : undefined;
}

function recogniseJson(text: string): Format | undefined {
  // The first object's names, also where the object is longer than what is looked at.
  const has = (name: string): boolean => text.includes(`"${name}"`);
  if (has('resourceLogs')) return 'otlp';
  if (has('class_uid')) return 'ocsf';
  if (has('event_type') && has('timestamp')) return 'eve';
  if (has('ts') && (has('_path') || has('id.orig_h') || zeekPathOf(has) !== undefined)) return 'zeek-json';
  return has('type') && has('at') ? 'assay' : undefined;
}
