import { elementsOf, type Fault, type Json, parseJson, parseXml, Refused, textOf } from '../../core/index.ts';
import type { Requirement } from '../model.ts';
import { isFields, type Lost } from '../oscal/reading.ts';
import { csvRows } from './csv.ts';
import { standardFaults } from './faults.ts';
import type { ReadStandard } from './model.ts';

// The OWASP IoT Security Verification Standard, as its own exporter writes it (csv, json, xml) or as its chapters have it in Markdown. It is CC BY-SA:
// Assay ships none of it, and what is read here stays in the data folder of whoever imported it.

interface Row {
  readonly id: string;
  readonly text: string;
  readonly levels: readonly string[];
  readonly line?: number;
  readonly field?: string;
  /** The heading that it stands under, where the source has one. */
  readonly under?: string;
}

interface Rows {
  readonly rows: readonly Row[];
  /** Fields of the export that no requirement carries. */
  readonly lost: readonly Lost[];
  readonly values: number;
}

const LEVELS = ['L1', 'L2', 'L3'] as const;
const ID = /^\d{1,2}\.\d{1,3}(?:\.\d{1,3})?$/;
const MARKDOWN_ROW = /^\s*\|\s*\*\*([\d.]+)\*\*\s*\|(.*)\|\s*$/;
const MOST_ROWS = 5000;

/** Which of its forms the text is in, or `undefined` where it is no ISVS. */
export function isvsForm(text: string): 'csv' | 'json' | 'xml' | 'markdown' | undefined {
  const start = text.replace(/^\ufeff/, '').trimStart();
  if (/^"?ID"?,"?Description"?,"?L1"?,/.test(start)) return 'csv';
  if (/^(?:<\?xml[^>]*>\s*)?<requirements>/.test(start)) return 'xml';
  if (/^\[\s*\{/.test(start) && /"ID"\s*:/.test(start.slice(0, 2000)) && /"L1"\s*:/.test(start.slice(0, 5000))) return 'json';
  return /^[ \t]*\|[ \t]*\*\*\d+\.\d+(?:\.\d+)?\*\*[ \t]*\|/m.test(text) ? 'markdown' : undefined;
}

/**
 * Reads ISVS in any of its forms. Requirements keep their numbers and levels (`L1` to `L3`); chapters `V1` to `V5` are the groups. Throws `Refused`
 * (ASSAY-STANDARD-002, -003, -005; ASSAY-JSON-…, ASSAY-XML-…). `edition`: the exports name none.
 */
export function readIsvs(text: string, file: string, form: NonNullable<ReturnType<typeof isvsForm>>, id: string, edition: string): ReadStandard {
  const body = text.replace(/^\ufeff/, '');
  const faults: Fault[] = [];
  const { rows, lost, values } = read(body, file, form, faults);
  const seen = new Set<string>();
  for (const row of rows) {
    const where = { file, ...(row.line === undefined ? {} : { line: row.line }), ...(row.field === undefined ? {} : { field: row.field }) };
    if (!ID.test(row.id)) faults.push(badRow(where, 'has no number of ISVS', 'a number such as 2.1.10', row.id));
    else if (seen.has(row.id)) {
      faults.push(
        standardFaults.fault('003', {
          message: `${file} has the requirement ${row.id} twice`,
          ...where,
          expected: 'each number once',
          found: row.id,
          remedy: 'Remove one of the two.',
        }),
      );
    }
    if (row.text === '') faults.push(badRow(where, `says nothing of ${row.id.slice(0, 40)}`, 'a description', 'nothing'));
    seen.add(row.id);
  }
  if (rows.length === 0 || rows.length > MOST_ROWS)
    faults.push(
      standardFaults.fault('002', {
        message: rows.length === 0 ? `${file} holds no requirement` : `${file} holds more requirements than Assay reads`,
        file,
        expected: `1 to ${MOST_ROWS} rows`,
        found: String(rows.length),
        remedy: 'Give the export, or the chapters V1 to V5 one after another in one file.',
      }),
    );
  if (faults.length > 0) throw new Refused(...faults.slice(0, 200));
  const sorted = [...rows].sort((a, b) => order(a.id, b.id));
  const requirements = sorted.map(
    (row): Requirement => ({
      id: row.id,
      title: row.text.slice(0, 300).toWellFormed(),
      group: `V${row.id.split('.')[0]}`,
      ...(row.levels.length === 0 ? {} : { levels: row.levels }),
      ...(row.under === undefined || row.under === '' ? {} : { note: `Under "${row.under}".` }),
    }),
  );
  const chapters = [...new Set(requirements.map((requirement) => requirement.group))];
  const level = (name: string) => requirements.filter((requirement) => requirement.levels?.includes(name)).length;
  return {
    format: `isvs-${form}`,
    standard: {
      id,
      title: 'OWASP IoT Security Verification Standard',
      edition,
      source: 'OWASP IoT Security Verification Standard, CC BY-SA 4.0, from a file that was imported',
      requirements,
      groups: chapters.map((chapter) => ({ id: chapter, title: `Chapter ${chapter}` })),
    },
    details: Object.fromEntries(sorted.map((row) => [row.id, { statement: row.text }])),
    counts: [{ class: 'requirement', active: requirements.length, withdrawn: 0 }],
    carried: values - lost.reduce((sum, one) => sum + one.count, 0),
    values,
    mapped: [
      { from: 'ID', to: 'requirement.id', items: requirements.length },
      { from: 'Description', to: 'title and statement', items: requirements.length },
      ...LEVELS.map((name) => ({ from: name, to: `levels: ${name}`, items: level(name) })),
    ],
    lost,
    notes: [],
  };
}

function order(a: string, b: string): number {
  const [left, right] = [a, b].map((id) => id.split('.').map(Number)) as [number[], number[]];
  for (let i = 0; i < 3; i += 1) {
    const difference = (left[i] ?? -1) - (right[i] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}

function badRow(where: { readonly file: string; readonly line?: number; readonly field?: string }, said: string, expected: string, found: string): Fault {
  return standardFaults.fault('005', {
    message: `a row of ${where.file} ${said}`,
    ...where,
    expected,
    found: found.slice(0, 100),
    remedy: 'Correct the row, or give the export as it was written.',
  });
}

function read(text: string, file: string, form: 'csv' | 'json' | 'xml' | 'markdown', faults: Fault[]): Rows {
  switch (form) {
    case 'csv':
      return fromCsv(text, file, faults);
    case 'json':
      return fromJson(text, file, faults);
    case 'xml':
      return fromXml(text, file);
    case 'markdown':
      return fromMarkdown(text);
  }
}

function fromCsv(text: string, file: string, faults: Fault[]): Rows {
  const table = csvRows(text);
  if (table === undefined) {
    faults.push(badRow({ file }, 'opens a quote that is never closed', 'closed quotes', '"'));
    return { rows: [], lost: [], values: 0 };
  }
  const head = table[0]?.cells ?? [];
  const column = (name: string) => head.indexOf(name);
  const known = new Set(['ID', 'Description', ...LEVELS]);
  const others = head.map((name, i) => ({ name, i })).filter(({ name }) => !known.has(name));
  const body = table.slice(1);
  return {
    rows: body.map(({ line, cells }) => ({
      id: (cells[column('ID')] ?? '').trim(),
      text: (cells[column('Description')] ?? '').trim(),
      levels: LEVELS.filter((name) => isTrue(cells[column(name)] ?? '')),
      line,
    })),
    lost: others
      .map(({ name, i }) => ({ field: name, count: body.filter(({ cells }) => (cells[i] ?? '') !== '').length, sample: body[0]?.cells[i] ?? '' }))
      .filter((one) => one.count > 0),
    values: body.reduce((sum, { cells }) => sum + cells.length, 0),
  };
}

function isTrue(text: string): boolean {
  return /^(?:true|1|x|✓)$/i.test(text.trim());
}

function fromJson(text: string, file: string, faults: Fault[]): Rows {
  const value = parseJson(text, file);
  const items = Array.isArray(value) ? (value as readonly Json[]) : [];
  const lost = new Map<string, { field: string; count: number; sample: Json }>();
  const known = new Set(['ID', 'Description', 'subsection', 'category', ...LEVELS]);
  let values = 0;
  const rows = items.flatMap((item, i): Row[] => {
    if (!isFields(item)) {
      faults.push(badRow({ file, field: `[${i}]` }, 'is no object', 'an object with ID and Description', JSON.stringify(item)));
      return [];
    }
    values += Object.keys(item).length;
    for (const [key, member] of Object.entries(item)) {
      if (known.has(key)) continue;
      const before = lost.get(key);
      lost.set(key, { field: `[].${key}`, count: (before?.count ?? 0) + 1, sample: before?.sample ?? member });
    }
    const said = (key: string) => (typeof item[key] === 'string' ? item[key].trim() : '');
    return [{ id: said('ID'), text: said('Description'), levels: LEVELS.filter((name) => item[name] === true), field: `[${i}]`, under: said('subsection') }];
  });
  return { rows, lost: [...lost.values()], values };
}

function fromXml(text: string, file: string): Rows {
  const root = parseXml(text, file);
  const elements = elementsOf(root);
  const known = new Set(['ID', ...LEVELS]);
  const lost = new Map<string, { field: string; count: number; sample: Json }>();
  for (const element of elements) {
    for (const [name, value] of element.attributes) {
      if (known.has(name)) continue;
      const before = lost.get(name);
      lost.set(name, { field: `requirements.requirement@${name}`, count: (before?.count ?? 0) + 1, sample: before?.sample ?? value });
    }
  }
  return {
    rows: elements.map((element) => ({
      id: (element.attributes.get('ID') ?? '').trim(),
      text: textOf(element).replace(/\s+/g, ' ').trim(),
      levels: LEVELS.filter((name) => isTrue(element.attributes.get(name) ?? '')),
      line: element.line,
    })),
    lost: [...lost.values()],
    values: elements.reduce((sum, element) => sum + element.attributes.size + 1, 0),
  };
}

// Chapters in Markdown hold prose around the rows; only the rows are the standard's requirements, and the rest is said to be left out.
function fromMarkdown(text: string): Rows {
  const rows: Row[] = [];
  let under = '';
  let prose = 0;
  let sample = '';
  text.split('\n').forEach((line, i) => {
    const heading = /^###\s+(.*)/.exec(line)?.[1];
    if (heading !== undefined) under = heading.trim();
    const match = MARKDOWN_ROW.exec(line.replace(/\r$/, ''));
    if (match === null) {
      if (line.trim() !== '' && heading === undefined && !/^\s*\|[\s|#:-]*(?:Description|-)/.test(line)) {
        prose += 1;
        sample ||= line.trim().slice(0, 100);
      }
      return;
    }
    const cells = (match[2] ?? '').split('|').map((cell) => cell.trim());
    const levels = cells.slice(-3);
    rows.push({
      id: match[1] ?? '',
      text: cells.slice(0, -3).join('|').trim(),
      levels: LEVELS.filter((_, index) => (levels[index] ?? '') !== ''),
      line: i + 1,
      under,
    });
  });
  return { rows, lost: prose === 0 ? [] : [{ field: 'lines outside the tables', count: prose, sample }], values: rows.length * 5 + prose };
}
