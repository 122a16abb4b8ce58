import { type Json, Refused } from '../../core/index.ts';
import { advisoryFaults } from './faults.ts';
import { fieldsOf, listOf, proseOf, wordOf } from './field.ts';
import type { Exploited, Item } from './model.ts';

const CVE = /^CVE-\d{4}-\d{4,19}$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Reads the catalogue of vulnerabilities that are known to be exploited. An entry without a CVE number is told as unread. Throws `Refused` (ASSAY-ADVISORY-002). */
export function readKev(document: Json, file: string): readonly Item[] {
  const vulnerabilities = fieldsOf(document)?.['vulnerabilities'];
  if (!Array.isArray(vulnerabilities)) {
    throw new Refused(
      advisoryFaults.fault('002', {
        message: `${file} is no catalogue of exploited vulnerabilities`,
        file,
        field: 'vulnerabilities',
        expected: 'a list',
        remedy: 'Give the catalogue in JSON as it is published.',
      }),
    );
  }
  return listOf(vulnerabilities).map((each, i): Item => {
    const exploited = entryOf(each);
    return exploited === undefined
      ? { kind: 'unread', unread: { file, field: `vulnerabilities[${i}]`, why: 'no CVE number or no day on which it was added' } }
      : { kind: 'exploited', exploited };
  });
}

function entryOf(value: Json): Exploited | undefined {
  const fields = fieldsOf(value);
  const [cve, added, due] = [wordOf(fields?.['cveID']), wordOf(fields?.['dateAdded']), wordOf(fields?.['dueDate'])];
  if (fields === undefined || cve === undefined || !CVE.test(cve) || added === undefined || !DAY.test(added)) return undefined;
  return {
    cve,
    name: proseOf(fields['vulnerabilityName']),
    added,
    ...(due !== undefined && DAY.test(due) ? { due } : {}),
    ransomware: fields['knownRansomwareCampaignUse'] === 'Known',
  };
}
