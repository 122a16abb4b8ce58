import { type Fault, type Json, Refused } from '../../core/index.ts';
import { componentFaults } from './faults.ts';
import type { Raw } from './raw.ts';

type Section = { [key: string]: Json };

/** Tags of a package with the name that the JSON spelling has for each. */
const PACKAGE: Readonly<Record<string, string>> = {
  PackageVersion: 'versionInfo',
  PackageSupplier: 'supplier',
  PackageOriginator: 'originator',
  PackageDownloadLocation: 'downloadLocation',
  PackageSourceInfo: 'sourceInfo',
  PackageLicenseConcluded: 'licenseConcluded',
  PackageLicenseDeclared: 'licenseDeclared',
  PrimaryPackagePurpose: 'primaryPackagePurpose',
};
const DOCUMENT: Readonly<Record<string, string>> = {
  SPDXVersion: 'spdxVersion',
  DataLicense: 'dataLicense',
  DocumentName: 'name',
  DocumentNamespace: 'documentNamespace',
};
/** Tags that SPDX 2 knows and the model has no place for. */
const PASSED =
  /^(?:Package|File|Snippet|License|Annotat|Review|Artifact|Document|Created?|Creator|ExternalRefComment|RelationshipComment|Attribution|FilesAnalyzed|BuiltDate|ReleaseDate|ValidUntilDate|SPDXREF)/;
const MOST_FAULTS = 100;

/**
 * Reads tag-value of SPDX 2 in the shape of its JSON. `lines` holds where each package begins. A line that belongs nowhere is a fault (ASSAY-COMPONENT-007) with its place;
 * all of them are thrown as `Refused`, unless `lenient` takes them.
 */
export function spdxOfTagValue(
  text: string,
  file: string,
  lenient: boolean,
): { readonly raw: Raw; readonly lines: WeakMap<object, number>; readonly faults: readonly Fault[] } {
  const lines = new WeakMap<object, number>();
  const faults: Fault[] = [];
  const packages: Section[] = [];
  const files: Section[] = [];
  const relationships: Section[] = [];
  const documents: Section[] = [];
  const creators: string[] = [];
  const raw: Section = {};
  const creation: Section = { creators };
  let section: Section = raw;
  const say = (line: number, message: string, expected: string, found: string) => {
    if (faults.length < MOST_FAULTS)
      faults.push(
        componentFaults.fault('007', {
          message,
          file,
          line,
          expected,
          found: found.slice(0, 200),
          remedy: 'Mend the line, or have the tool write the document anew.',
        }),
      );
  };
  for (const { tag, value, line } of tagsOf(text, say)) {
    const known = section === raw ? DOCUMENT[tag] : PACKAGE[tag];
    if (tag === 'PackageName') {
      section = { name: value, checksums: [], externalRefs: [] };
      lines.set(section, line);
      packages.push(section);
    } else if (tag === 'FileName') {
      section = {};
      files.push(section);
    } else if (tag === 'SnippetSPDXID' || tag === 'LicenseID') section = {};
    else if (tag === 'SPDXID') section['SPDXID'] = value;
    else if (DOCUMENT[tag] !== undefined) raw[DOCUMENT[tag]] = value;
    else if (tag === 'Creator') creators.push(value);
    else if (tag === 'Created') creation['created'] = value;
    else if (tag === 'Relationship') {
      const [, from, type, to] = /^(\S+)\s+(\S+)\s+(\S+)$/.exec(value) ?? [];
      if (from === undefined || type === undefined || to === undefined)
        say(line, 'a relationship has not three parts', 'Relationship: SPDXRef-a DEPENDS_ON SPDXRef-b', value);
      else relationships.push({ spdxElementId: from, relationshipType: type, relatedSpdxElement: to });
    } else if (tag === 'ExternalDocumentRef') documents.push({ externalDocumentId: value.split(/\s+/)[0] ?? '' });
    else if (tag === 'PackageChecksum') {
      const [, algorithm, checksumValue] = /^(\S+?):\s*(\S+)$/.exec(value) ?? [];
      if (algorithm === undefined || checksumValue === undefined) say(line, 'a digest has not two parts', 'PackageChecksum: SHA256: 0123…', value);
      else push(section, 'checksums', { algorithm, checksumValue });
    } else if (tag === 'ExternalRef') {
      const [, referenceCategory, referenceType, referenceLocator] = /^(\S+)\s+(\S+)\s+(\S.*)$/.exec(value) ?? [];
      if (referenceCategory === undefined || referenceType === undefined || referenceLocator === undefined)
        say(line, 'a reference has not three parts', 'ExternalRef: PACKAGE-MANAGER purl pkg:…', value);
      else push(section, 'externalRefs', { referenceCategory, referenceType, referenceLocator });
    } else if (known !== undefined) section[known] = value;
    else if (!PASSED.test(tag) && PACKAGE[tag] === undefined) say(line, `there is no tag "${tag}"`, 'a tag of SPDX 2.2 or 2.3', tag);
  }
  if (faults.length > 0 && !lenient) throw new Refused(...faults);
  return { raw: { ...raw, creationInfo: creation, packages, files, relationships, externalDocumentRefs: documents }, lines, faults };
}

function push(section: Section, name: string, value: Section): void {
  const list = section[name];
  // Outside a package a digest or a reference belongs to what the model leaves out.
  if (Array.isArray(list)) list.push(value);
}

interface Tag {
  readonly tag: string;
  readonly value: string;
  readonly line: number;
}

/** `Tag: value` a line; a value within <text>…</text> may run over many. */
function* tagsOf(text: string, say: (line: number, message: string, expected: string, found: string) => void): Generator<Tag> {
  const all = text.split(/\r\n|\r|\n/);
  for (let at = 0; at < all.length; at += 1) {
    const begun = all[at] ?? '';
    if (begun.trim() === '' || begun.trimStart().startsWith('#')) continue;
    const [, tag, rest] = /^\s*([A-Za-z]\w*)\s*:(.*)$/.exec(begun) ?? [];
    if (tag === undefined || rest === undefined) {
      say(at + 1, 'the line is no tag with its value', 'Tag: value', begun.trim());
      continue;
    }
    const line = at + 1;
    const opened = rest.indexOf('<text>');
    if (opened === -1) {
      yield { tag, value: rest.trim(), line };
      continue;
    }
    const pieces = [rest.slice(opened + 6)];
    while (!(pieces.at(-1) ?? '').includes('</text>') && at + 1 < all.length) {
      at += 1;
      pieces.push(all[at] ?? '');
    }
    const joined = pieces.join('\n');
    const closed = joined.indexOf('</text>');
    if (closed === -1) say(line, 'a text begins and does not end', '</text>', tag);
    yield { tag, value: (closed === -1 ? joined : joined.slice(0, closed)).trim(), line };
  }
}
