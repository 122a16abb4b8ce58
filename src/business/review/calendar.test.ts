import { describe, expect, it } from 'vitest';
import { Instant } from '../../core/index.ts';
import { calendarOf } from './calendar.ts';
import type { Due } from './due.ts';

const AT = Instant.parse('2026-11-01T00:00:00.250Z');
const due = (more: Partial<Due> = {}): Due => ({
  kind: 'restore-test',
  subject: 'office-backup',
  owner: 'it-administrator',
  dueAt: '2026-12-31T10:00:00Z',
  late: false,
  inMs: 1,
  ...more,
});

describe('the calendar', () => {
  it('has an all-day entry with a reminder for each that is due', () => {
    const text = calendarOf([due(), due({ review: 'restore-test-2', subject: 'other', late: true })], 'lamps', AT);
    expect(text).toContain('DTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101\r\n');
    expect(text).toContain('DTSTAMP:20261101T000000Z\r\n');
    expect(text).toContain('SUMMARY:Late: Restore test: other\r\n');
    expect(text.match(/BEGIN:VEVENT/g)).toHaveLength(2);
    expect(text.match(/TRIGGER:-P7D/g)).toHaveLength(2);
    expect(text.endsWith('END:VCALENDAR\r\n')).toBe(true);
  });

  it('has one UID for one duty, whenever it is written', () => {
    const uid = (text: string) => /UID:(\S+)/.exec(text)?.[1];
    expect(uid(calendarOf([due()], 'lamps', AT))).toBe(uid(calendarOf([due({ late: true })], 'lamps', Instant.of(AT + 1e9))));
    expect(uid(calendarOf([due()], 'lamps', AT))).not.toBe(uid(calendarOf([due()], 'other', AT)));
  });

  it('folds lines at 75 octets, and writes commas so that they are no separators', () => {
    const text = calendarOf([due({ subject: `ü,${'ä'.repeat(60)}` })], 'lamps', AT);
    for (const line of text.split('\r\n')) expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75);
    expect(text.replaceAll('\r\n ', '')).toContain(`SUMMARY:Restore test: ü\\,${'ä'.repeat(60)}\r\n`);
  });
});
