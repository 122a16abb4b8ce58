import { Refused } from '../../core/index.ts';
import { csv } from '../../evidence/import/csv.ts';
import { backup } from './backup/backup.ts';
import { BACKUP_COLUMNS } from './backup/columns.ts';
import { businessImportFaults } from './faults.ts';
import type { BusinessImporter } from './model.ts';
import { PEOPLE_COLUMNS } from './people/columns.ts';
import { people } from './people/people.ts';

/** A table by whichever its columns are: of people or backups, else of whatever a mapping or its own columns say. Who gives a mapping is believed. */
export const officeTable: BusinessImporter = officeTableOf(people);

/** `ofPeople`: what reads tables of people. */
export function officeTableOf(ofPeople: BusinessImporter): BusinessImporter {
  return {
    format: 'csv',
    about: 'a table (RFC 4180): of people or backups by its columns, with a mapping file, or with the columns subject, claim, value',
    recognises: (text) => [ofPeople, backup, csv].some((each) => each.recognises?.(text) === true),
    read(text, context, mapping) {
      const own = mapping === undefined ? [ofPeople, backup].find((each) => each.recognises?.(text) === true) : undefined;
      const read = (own ?? csv).read(text, context, mapping);
      if (read.items === 0 && mapping === undefined) throw onlyRow(context.file);
      return read;
    },
  };
}

/** One row is names without a thing, or things without names: who is told which columns are known can say which. */
function onlyRow(file: string): Refused {
  return new Refused(
    businessImportFaults.fault('013', {
      message: `${file} has one row and no other`,
      file,
      line: 1,
      expected: `a row of names and rows below it: of people (${wordsOf(PEOPLE_COLUMNS)}), of backups (${wordsOf(BACKUP_COLUMNS)}), or subject, claim, value`,
      found: 'one row',
      remedy: 'Export the table with its rows. Where its columns are called otherwise, say what they mean: --mapping FILE (docs/evidence-import.md).',
    }),
  );
}

/** One word for each column, as it may be written. */
function wordsOf(columns: Readonly<Record<string, readonly string[]>>): string {
  return Object.values(columns)
    .flatMap(([word]) => word ?? [])
    .join(', ');
}
