import { isInstantText, type Json } from '../../core/index.ts';
import { listOf, type Raw, rawOf, textIn } from './raw.ts';
import { MOST_VIOLATIONS, type Violation } from './violation.ts';

const ID = /^(?:DocumentRef-[A-Za-z0-9.+-]+:)?SPDXRef-[A-Za-z0-9.-]+$/;
const ACTOR = /^(?:Person|Organization|Tool): \S/;
const DIGEST_LENGTHS: Readonly<Record<string, number>> = {
  ADLER32: 8,
  MD2: 32,
  MD4: 32,
  MD5: 32,
  MD6: 0,
  SHA1: 40,
  SHA224: 56,
  SHA256: 64,
  SHA384: 96,
  SHA512: 128,
  'SHA3-256': 64,
  'SHA3-384': 96,
  'SHA3-512': 128,
  'BLAKE2b-256': 64,
  'BLAKE2b-384': 96,
  'BLAKE2b-512': 128,
  BLAKE3: 0,
};
const PURPOSES = new Set(
  'APPLICATION,FRAMEWORK,LIBRARY,CONTAINER,OPERATING-SYSTEM,OPERATING_SYSTEM,DEVICE,FIRMWARE,SOURCE,ARCHIVE,FILE,INSTALL,OTHER'.split(','),
);

/** What SPDX 2.2 and 2.3 demand of a document, its packages and their relationships (clauses 6, 7 and 11), as far as anything here depends on it. */
export function checkSpdx(raw: Raw): readonly Violation[] {
  const found: Violation[] = [];
  const say = (field: string, what: string, expected: string, value?: Json) => {
    if (found.length < MOST_VIOLATIONS) found.push({ field, what, expected, ...(typeof value === 'string' ? { found: value.slice(0, 200) } : {}) });
  };
  const needs = (owner: Raw, field: string, name: string, form: RegExp, expected: string) => {
    const value = textIn(owner[name]);
    const path = field === '' ? name : `${field}.${name}`;
    if (value === undefined) say(path, `${path} is missing`, expected);
    else if (!form.test(value)) say(path, `${path} is not in its form`, expected, value);
  };
  needs(raw, '', 'SPDXID', /^SPDXRef-DOCUMENT$/, 'SPDXRef-DOCUMENT');
  needs(raw, '', 'dataLicense', /^CC0-1\.0$/, 'CC0-1.0');
  needs(raw, '', 'name', /\S/, 'the name of the document');
  needs(raw, '', 'documentNamespace', /^[a-zA-Z][a-zA-Z0-9+.-]*:[^\s#]+$/, 'an absolute URI without "#"');
  const creation = rawOf(raw['creationInfo']) ?? {};
  const created = textIn(creation['created']);
  if (created === undefined || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(created) || !isInstantText(created))
    say('creationInfo.created', 'creationInfo.created is not a moment', 'such as 2026-01-31T12:00:00Z', created);
  const creators = listOf(creation['creators']);
  if (creators.length === 0) say('creationInfo.creators', 'nobody is named as creator', 'Person: …, Organization: … or Tool: …');
  for (const [at, creator] of creators.entries())
    if (typeof creator !== 'string' || !ACTOR.test(creator))
      say(`creationInfo.creators[${at}]`, 'a creator is not in its form', 'Person: …, Organization: … or Tool: …', creator);
  const ids = new Set<string>();
  for (const [at, value] of listOf(raw['packages']).entries()) {
    const field = `packages[${at}]`;
    const one = rawOf(value);
    if (one === undefined) {
      say(field, `${field} is not an object`, 'a package');
      continue;
    }
    needs(one, field, 'name', /\S/, 'the name of the package');
    needs(one, field, 'SPDXID', ID, 'SPDXRef- with letters, digits, "." and "-"');
    needs(one, field, 'downloadLocation', /\S/, 'a URI, NONE or NOASSERTION');
    const id = textIn(one['SPDXID']);
    if (id !== undefined && ids.has(id)) say(`${field}.SPDXID`, `the identifier "${id}" is given twice`, 'one that differs from all others', id);
    if (id !== undefined) ids.add(id);
    checkPackage(one, field, say);
  }
  for (const [at, value] of listOf(raw['relationships']).entries()) {
    const one = rawOf(value) ?? {};
    needs(one, `relationships[${at}]`, 'spdxElementId', ID, 'the identifier of an element');
    needs(
      one,
      `relationships[${at}]`,
      'relatedSpdxElement',
      /^(?:(?:DocumentRef-[A-Za-z0-9.+-]+:)?SPDXRef-[A-Za-z0-9.-]+|NONE|NOASSERTION)$/,
      'the identifier of an element, NONE or NOASSERTION',
    );
    needs(one, `relationships[${at}]`, 'relationshipType', /^[A-Z]+(?:_[A-Z]+)*$/, 'a relationship of clause 11, such as DEPENDS_ON');
  }
  return found;
}

function checkPackage(one: Raw, field: string, say: (field: string, what: string, expected: string, value?: Json) => void): void {
  for (const [at, value] of listOf(one['checksums']).entries()) {
    const checksum = rawOf(value) ?? {};
    const [algorithm, hex] = [textIn(checksum['algorithm']), textIn(checksum['checksumValue'])];
    const length = algorithm === undefined ? undefined : DIGEST_LENGTHS[algorithm];
    if (length === undefined) say(`${field}.checksums[${at}].algorithm`, 'an algorithm is unknown', Object.keys(DIGEST_LENGTHS).join(', '), algorithm);
    else if (hex === undefined || !/^[0-9a-fA-F]+$/.test(hex) || (length !== 0 && hex.length !== length))
      say(`${field}.checksums[${at}].checksumValue`, 'a digest is not one of its algorithm', length === 0 ? 'hex digits' : `${length} hex digits`, hex);
  }
  for (const [at, value] of listOf(one['externalRefs']).entries()) {
    const reference = rawOf(value) ?? {};
    const category = textIn(reference['referenceCategory']);
    if (category === undefined || !/^(?:SECURITY|PACKAGE[-_]MANAGER|PERSISTENT[-_]ID|OTHER)$/.test(category))
      say(
        `${field}.externalRefs[${at}].referenceCategory`,
        'a category of reference is unknown',
        'SECURITY, PACKAGE-MANAGER, PERSISTENT-ID or OTHER',
        category,
      );
    for (const name of ['referenceType', 'referenceLocator'])
      if (textIn(reference[name]) === undefined) say(`${field}.externalRefs[${at}].${name}`, `${name} is missing`, 'text');
  }
  const purpose = textIn(one['primaryPackagePurpose']);
  if (purpose !== undefined && !PURPOSES.has(purpose)) say(`${field}.primaryPackagePurpose`, 'a purpose is unknown', [...PURPOSES].join(', '), purpose);
  for (const name of ['supplier', 'originator']) {
    const actor = textIn(one[name]);
    if (actor !== undefined && actor !== 'NOASSERTION' && !/^(?:Person|Organization): ?\S/.test(actor))
      say(`${field}.${name}`, `the ${name} is not in its form`, 'Person: …, Organization: … or NOASSERTION', actor);
  }
}
