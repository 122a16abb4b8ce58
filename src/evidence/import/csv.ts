import { FORBIDDEN_KEYS, Refused } from '../../core/index.ts';
import { csvRows, EXPORT_TABLE, firstRow, SEPARATED, separatorOf } from './csv-rows.ts';
import { importFaults } from './faults.ts';
import { lostFields } from './lost.ts';
import type { ImportContext, Imported, Importer, Mapping } from './model.ts';
import { type Claiming, type Item, stateItems } from './statement.ts';
import { refuseNul, worded } from './wording.ts';

const OWN = ['subject', 'claim', 'value'];

/** Tables. Each row is an item; its columns are what a mapping asks for. Columns named subject, claim, value, member and observedAt need no mapping. */
export const csv: Importer = {
  format: 'csv',
  about: 'a table (RFC 4180), with a mapping file or with the columns subject, claim, value',
  recognises: (text) => {
    const first = /^\ufeff?([^\r\n]*)/.exec(text.slice(0, 100_000))?.[1] ?? '';
    return /[,;\t]/.test(first) && !/^\s*[{[<]/.test(first);
  },
  read,
};

function read(text: string, context: ImportContext, mapping?: Mapping): Imported {
  refuseNul(text, context.file);
  const [head, ...rows] = csvRows(text, context.file, separatorOf(firstRow(text)));
  const columns = head?.cells.map((cell) => cell.trim()) ?? [];
  const first = new Map(columns.map((column, i) => [column, i] as const).toReversed());
  const twice = columns.find((column, i) => first.get(column) !== i || FORBIDDEN_KEYS.has(column));
  if (columns.length < 2 || twice !== undefined) {
    throw new Refused(
      importFaults.fault(columns.length < 2 ? '001' : '007', {
        message: columns.length < 2 ? `${context.file} is no table with columns` : `the column "${worded(twice ?? '', 80)}" cannot be told from others`,
        file: context.file,
        line: 1,
        expected: `a first row that names each column once, with ${SEPARATED} between`,
        found: worded(columns.join(','), 80) || 'nothing',
        remedy: EXPORT_TABLE,
      }),
    );
  }
  const wholes = rows.map(({ cells }) => Object.fromEntries(columns.map((column, i) => [column, cells[i] ?? ''])));
  const items = rows.map(({ line, cells }, i): Item => {
    const fields = new Map(columns.map((column, k) => [column, cells[k] ?? '']));
    const observedAt = fields.get('observedAt')?.trim();
    return {
      at: `line ${line}`,
      whole: wholes[i] ?? {},
      fields,
      outcome: { kind: 'row' },
      member: true,
      source: worded(fields.get('source') || context.file.split('/').at(-1) || 'a table', 200),
      mediaType: 'text/csv',
      momentAt: 'observedAt of the rows',
      ...(observedAt === undefined || observedAt === '' ? {} : { observedAt }),
      ...(mapping === undefined && fields.has('subject') ? { subject: fields.get('subject') ?? '' } : {}),
    };
  });
  const own = OWN.every((column) => columns.includes(column));
  const byDefault = (item: Item): Claiming | undefined =>
    own
      ? {
          from: 'the columns subject, claim, value',
          claim: item.fields.get('claim')?.trim() ?? '',
          value: { from: 'value' },
          subject: { from: 'subject' },
          ...(columns.includes('member') ? { member: { from: 'member' } } : {}),
        }
      : undefined;
  const { left, ...stated } = stateItems(items, context, mapping, byDefault);
  return { format: csv.format, ...stated, lost: lostFields(wholes, carriedColumns(own, mapping), left) };
}

function carriedColumns(own: boolean, mapping: Mapping | undefined): ReadonlySet<string> {
  const from = (part: object | undefined) => (part !== undefined && 'from' in part && typeof part.from === 'string' ? [part.from] : []);
  const ruled = (mapping?.rules ?? []).flatMap((rule) => [...from(rule.value), ...from(rule.subject), ...from(rule.observedAt), ...from(rule.member)]);
  return new Set([...(own ? [...OWN, 'member'] : []), 'source', 'observedAt', ...ruled].map((column) => `[].${column}`));
}
