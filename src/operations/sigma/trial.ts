import { Instant } from '../../core/index.ts';
import type { LogSource, SecurityEvent } from '../event/model.ts';
import { momentOf } from './moment.ts';
import { windowsEvent } from './windows.ts';

/** One value in a text that holds JSON values one after another, whatever stands between them, with where it stands. */
interface Piece {
  readonly value: unknown;
  readonly start: number;
  readonly end: number;
}

const MOST_EVENTS = 1_000_000;
const TIMES = ['@timestamp', 'timestamp', 'time', 'ts', 'eventTime', 'TimeCreated', 'UtcTime'] as const;

/**
 * Events to try rules on, out of JSON: one object, a list, one a line, or one after another. A Windows event (as evtx_dump writes it) says itself what log source it is of;
 * any other is of the one that is given, and without one there is none. Undefined where the text holds something else.
 */
export function trialEvents(text: string, given: LogSource | undefined): readonly SecurityEvent[] | undefined {
  const pieces = piecesOf(text);
  if (pieces === undefined || pieces.length === 0) return undefined;
  const events: SecurityEvent[] = [];
  let bytes = 0;
  let at = 0;
  const encoder = new TextEncoder();
  for (const { value, start, end } of pieces) {
    bytes += encoder.encode(text.slice(at, start)).length;
    const length = encoder.encode(text.slice(start, end)).length;
    for (const one of Array.isArray(value) ? value : [value]) {
      const event = eventOf(one, given, events.length, bytes, length);
      if (event === undefined) return undefined;
      if (events.length < MOST_EVENTS) events.push(event);
    }
    bytes += length;
    at = end;
  }
  return events;
}

function eventOf(value: unknown, given: LogSource | undefined, number: number, offset: number, length: number): SecurityEvent | undefined {
  const windows = windowsEvent(value);
  if (windows !== undefined)
    return { class: 'base', time: at(windows.time, number), logSource: given ?? windows.logSource, record: windows.record, offset, length };
  if (given === undefined || typeof value !== 'object' || value === null) return undefined;
  const record = value as Readonly<Record<string, unknown>>;
  const time = TIMES.map((name) => (Object.hasOwn(record, name) ? record[name] : undefined)).find((one) => one !== undefined);
  return { class: 'base', time: at(time, number), logSource: given, record, offset, length };
}

/** Without a time of its own an event comes a second after the one before. */
function at(time: unknown, number: number): Instant {
  return Instant.of(momentOf(time) ?? number * 1000);
}

function piecesOf(text: string): readonly Piece[] | undefined {
  const pieces: Piece[] = [];
  let depth = 0;
  let start = -1;
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i];
    if (char === '"' && depth > 0) {
      i += 1;
      while (i < text.length && text[i] !== '"') i += text[i] === '\\' ? 2 : 1;
    } else if (char === '{' || char === '[') {
      if (depth === 0) start = i;
      depth += 1;
    } else if (char === '}' || char === ']') {
      depth -= 1;
      if (depth < 0) return undefined;
      if (depth > 0) continue;
      try {
        pieces.push({ value: JSON.parse(text.slice(start, i + 1)) as unknown, start, end: i + 1 });
      } catch {
        return undefined;
      }
    } else if (depth === 0 && char !== ',' && !/\s|\ufeff/.test(char as string)) return undefined;
  }
  return depth === 0 ? pieces : undefined;
}
