import { type Json, Refused } from '../../core/index.ts';
import { csafAdvisories } from './csaf.ts';
import { fieldsOf, listOf } from './field.ts';
import { readKev } from './kev.ts';
import type { Advisory, Item } from './model.ts';
import { readNvd } from './nvd.ts';
import { readOsv } from './osv.ts';

/** What a JSON document is, by what stands in it; undefined for none that is known. A statement of VEX is no advisory: it is named, so that a page can say where it belongs. */
export function kindOf(document: Json): 'osv' | 'osv-list' | 'csaf' | 'nvd' | 'nvd-one' | 'kev' | 'openvex' | 'cyclonedx' | undefined {
  if (Array.isArray(document)) return document.length > 0 && kindOf(document[0] as Json) === 'osv' ? 'osv-list' : undefined;
  const fields = fieldsOf(document);
  if (fields === undefined) return undefined;
  const context = fields['@context'];
  if (typeof context === 'string' && context.includes('openvex')) return 'openvex';
  if (fields['bomFormat'] === 'CycloneDX') return 'cyclonedx';
  if (fieldsOf(fields['document'])?.['csaf_version'] !== undefined) return 'csaf';
  if (Array.isArray(fields['vulnerabilities']) && (fields['catalogVersion'] !== undefined || fields['dateReleased'] !== undefined)) return 'kev';
  if (fields['format'] === 'NVD_CVE' || Array.isArray(fields['cve_items'])) return 'nvd';
  if (fields['vulnStatus'] !== undefined || fieldsOf(fields['cve'])?.['id'] !== undefined) return 'nvd-one';
  return typeof fields['id'] === 'string' && (fields['modified'] !== undefined || fields['affected'] !== undefined) ? 'osv' : undefined;
}

/** Everything that a document of advisories says. What cannot be read is an item too: nothing is left out silently. */
export function itemsOf(document: Json, file: string): readonly Item[] {
  const kind = kindOf(document);
  const fields = fieldsOf(document);
  switch (kind) {
    case 'osv':
      return [one(() => readOsv(document, file, ''), file, '')];
    case 'osv-list':
      return listOf(document).map((each, i) => one(() => readOsv(each, file, `[${i}]`), file, `[${i}]`));
    case 'nvd': {
      const name = Array.isArray(fields?.['vulnerabilities']) ? 'vulnerabilities' : 'cve_items';
      return listOf(fields?.[name]).map((each, i) => one(() => readNvd(each, file, `${name}[${i}]`), file, `${name}[${i}]`));
    }
    case 'nvd-one':
      return [one(() => readNvd(document, file, ''), file, '')];
    case 'kev':
      return several(() => readKev(document, file), file);
    case 'csaf':
      return several(() => csafAdvisories(document, file).map((advisory) => ({ kind: 'advisory', advisory })), file);
    case 'openvex':
    case 'cyclonedx':
      return [{ kind: 'unread', unread: { file, field: '', why: 'a statement or a bill of materials and no advisory; statements are given with --vex' } }];
    case undefined:
      return [{ kind: 'unread', unread: { file, field: '', why: 'no kind of advisory that is known' } }];
  }
}

function one(read: () => Advisory, file: string, field: string): Item {
  try {
    return { kind: 'advisory', advisory: read() };
  } catch (error) {
    return unreadBy(error, file, field);
  }
}

function several(read: () => readonly Item[], file: string): readonly Item[] {
  try {
    return read();
  } catch (error) {
    return [unreadBy(error, file, '')];
  }
}

/** One record that is refused does not take the others with it; it is told. */
export function unreadBy(error: unknown, file: string, field: string): Item {
  if (!(error instanceof Refused)) throw error;
  const [fault] = error.faults;
  const why = `${fault?.message ?? 'refused'}${fault?.expected === undefined ? '' : `; expected ${fault.expected}`}`;
  return { kind: 'unread', unread: { file, field: fault?.field ?? field, why, ...(fault === undefined ? {} : { code: fault.code }) } };
}
