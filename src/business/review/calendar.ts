import { Digest, Instant } from '../../core/index.ts';
import type { Due } from './due.ts';
import { kindOf } from './kinds.ts';

const REMIND_BEFORE = '-P7D';
const LONGEST_LINE = 75;

/**
 * What is due, as a calendar (RFC 5545) for the operator's own tool: an all-day entry on each due date, with a reminder a week before. The same duty has the
 * same UID on every export, so that a calendar which subscribes moves it and does not double it.
 */
export function calendarOf(due: readonly Due[], service: string, at: Instant): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Assay//business review//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    ...due.flatMap((one) => entry(one, service, at)),
    'END:VCALENDAR',
  ];
  return `${lines.flatMap(folded).join('\r\n')}\r\n`;
}

function entry({ kind, subject, review, owner, dueAt, late }: Due, service: string, at: Instant): readonly string[] {
  const title = kindOf(kind)?.title ?? kind;
  const day = dueAt.slice(0, 10).replaceAll('-', '');
  const next = Instant.format(Instant.of(Date.parse(dueAt.slice(0, 10)) + 24 * 3_600_000))
    .slice(0, 10)
    .replaceAll('-', '');
  const todo = review === undefined ? `assay business review start ${kind} ${subject} --owner ${owner}` : `assay business review show ${review}`;
  const summary = text(`${late ? 'Late: ' : ''}${title}: ${subject}`);
  return [
    'BEGIN:VEVENT',
    `UID:${Digest.of(`${service} ${kind} ${subject} ${review ?? dueAt}`).slice(7, 39)}@assay`,
    `DTSTAMP:${stamp(at)}`,
    `DTSTART;VALUE=DATE:${day}`,
    `DTEND;VALUE=DATE:${next}`,
    `SUMMARY:${summary}`,
    `DESCRIPTION:${text(`Owner ${owner}. Due ${dueAt}.\n${todo}`)}`,
    `CATEGORIES:${text(kind)}`,
    'TRANSP:TRANSPARENT',
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    `TRIGGER:${REMIND_BEFORE}`,
    `DESCRIPTION:${summary}`,
    'END:VALARM',
    'END:VEVENT',
  ];
}

const stamp = (at: Instant): string => Instant.format(Instant.of(Math.floor(at / 1000) * 1000)).replaceAll(/[-:]/g, '');
/** RFC 5545, 3.3.11. */
const text = (value: string): string => value.replaceAll(/[\\;,]/g, '\\$&').replaceAll('\n', '\\n');

/** RFC 5545, 3.1: lines of at most 75 octets, broken between characters; what follows begins with a space. */
function folded(line: string): readonly string[] {
  const encoder = new TextEncoder();
  const lines: string[] = [];
  let current = '';
  let octets = 0;
  for (const character of line) {
    const length = encoder.encode(character).length;
    if (octets + length > LONGEST_LINE) {
      lines.push(current);
      [current, octets] = [' ', 1];
    }
    current += character;
    octets += length;
  }
  return [...lines, current];
}
