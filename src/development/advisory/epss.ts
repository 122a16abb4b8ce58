import { Refused } from '../../core/index.ts';
import { advisoryFaults } from './faults.ts';
import type { Likely } from './model.ts';

/** Reads EPSS a line at a time, since a day of it has some 300,000. */
export interface EpssReader {
  /** What the line says; undefined for the comment, the heading and an empty line; a text where it cannot be read. Throws `Refused` (ASSAY-ADVISORY-002). */
  line(text: string): Likely | string | undefined;
}

const ROW = /^(CVE-\d{4}-\d{4,19}),(\d(?:\.\d{1,12})?(?:e-?\d{1,3})?),(\d(?:\.\d{1,12})?(?:e-?\d{1,3})?)$/;

/** A reader of the CSV that FIRST publishes: a comment with model and day, a heading, and a row a vulnerability. */
export function epssReader(file: string): EpssReader {
  let headed = false;
  return {
    line(given) {
      const text = given.endsWith('\r') ? given.slice(0, -1) : given;
      if (text === '' || text.startsWith('#')) return undefined;
      if (!headed) {
        if (text.toLowerCase() !== 'cve,epss,percentile') throw headless(file, text);
        headed = true;
        return undefined;
      }
      const row = text.length > 200 ? null : ROW.exec(text);
      if (row === null) return 'not CVE, score and percentile';
      const [score, percentile] = [Number(row[2]), Number(row[3])];
      return score <= 1 && percentile <= 1 ? { cve: row[1] ?? '', score, percentile } : 'a score or percentile above 1';
    },
  };
}

function headless(file: string, found: string): Refused {
  return new Refused(
    advisoryFaults.fault('002', {
      message: `${file} is no table of EPSS`,
      file,
      expected: 'the heading cve,epss,percentile',
      found: found.slice(0, 60).toWellFormed(),
      remedy: 'Give the scores as FIRST publishes them.',
    }),
  );
}
