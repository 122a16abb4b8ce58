import { csv } from '../../evidence/import/csv.ts';
import { backup } from './backup/backup.ts';
import type { BusinessImporter } from './model.ts';
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
      return (own ?? csv).read(text, context, mapping);
    },
  };
}
