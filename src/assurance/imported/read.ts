import { type Digest, Refused } from '../../core/index.ts';
import type { OscalDocument } from '../oscal/document.ts';
import { looksLikeOscal, openOscal } from '../oscal/document.ts';
import { propOf } from '../oscal/fields.ts';
import type { OscalCatalog } from '../oscal/model.ts';
import { type Opened, resolveProfile } from '../oscal/resolve.ts';
import { standardOfCatalog } from '../oscal/standard.ts';
import { agreementWith } from './agreement.ts';
import { looksLikeLibrary, readLibrary, slug } from './ciso-assistant.ts';
import { standardFaults } from './faults.ts';
import { isvsForm, readIsvs } from './isvs.ts';
import type { ReadStandard } from './model.ts';

/** What an import may be told: names for what the file does not name itself. */
export interface Naming {
  readonly id?: string;
  readonly edition?: string;
  readonly levels?: readonly string[];
}

/** How the documents that a profile imports are found: by href, seen from the document that names it. */
export type Finder = (href: string, from: string) => Opened | undefined;

const ID = /^[a-z0-9][a-z0-9.-]{0,63}$/;
const MOST_REQUIREMENTS = 100_000;

/**
 * Reads a standard from a file of any format that Assay knows: an OSCAL catalogue or profile (JSON, XML, YAML), an export of OWASP ISVS, a
 * library of CISO Assistant. Throws `Refused` (ASSAY-STANDARD-001 to -005 and -009, and the codes of the format). Pure: `find` hands in what a profile imports.
 */
export function readStandard(text: string, file: string, digest: Digest, naming: Naming, find: Finder): ReadStandard {
  if (naming.id !== undefined && !ID.test(naming.id)) throw new Refused(badId(naming.id));
  const read = placed(named(readAny(text, file, digest, naming, find), naming), file, naming.id);
  const { requirements } = read.standard;
  if (requirements.length === 0 || requirements.length > MOST_REQUIREMENTS) {
    throw new Refused(
      standardFaults.fault('002', {
        message: `${file} comes to ${requirements.length} requirements`,
        file,
        expected: `1 to ${MOST_REQUIREMENTS}`,
        found: String(requirements.length),
        remedy: 'Give a catalogue with controls, or a profile that chooses some.',
      }),
    );
  }
  return read;
}

function named(read: ReadStandard, naming: Naming): ReadStandard {
  return naming.edition === undefined ? read : { ...read, standard: { ...read.standard, edition: naming.edition } };
}

// A title says what somebody calls it. It goes by the id of a standard that Assay knows only where it has that standard's requirements.
function placed(read: ReadStandard, file: string, asked: string | undefined): ReadStandard {
  const { id, title, requirements } = read.standard;
  const found = agreementWith(id, requirements);
  if (found === undefined || found.agrees) return read;
  if (asked !== undefined) throw new Refused(notOf(file, id, found));
  const plain = slug(title);
  const own = agreementWith(plain, requirements)?.agrees === false ? `own-${plain}` : plain;
  const note = `It reads like ${id}, and has ${found.there} of the ${found.of} requirements that Assay knows that by. So it is called ${own}, and nothing that was judged of ${id} answers it.`;
  return { ...read, standard: { ...read.standard, id: own }, notes: [...read.notes, note] };
}

function readAny(text: string, file: string, digest: Digest, naming: Naming, find: Finder): ReadStandard {
  if (looksLikeOscal(text)) return readOscalStandard(openOscal(text, file), naming, find);
  const isvs = isvsForm(text);
  if (isvs !== undefined) return readIsvs(text, file, isvs, naming.id ?? 'isvs', naming.edition ?? `as exported, file ${digest.slice(7, 15)}`);
  if (looksLikeLibrary(text)) return readLibrary(text, file, naming.id);
  throw new Refused(
    standardFaults.fault('001', {
      message: `${file} is of no format that a standard is read from`,
      file,
      expected: 'an OSCAL catalogue or profile (JSON, XML, YAML), an export of OWASP ISVS (csv, json, xml, markdown), or a library of CISO Assistant (YAML)',
      found: text.trim() === '' ? 'nothing' : `text that begins with ${JSON.stringify(text.trimStart().slice(0, 40))}`,
      remedy: 'Give one of these. For a profile, give the profile and have its catalogue beside it.',
    }),
  );
}

/** An opened OSCAL catalogue or profile as a standard. Throws `Refused` (ASSAY-OSCAL-003 to -012). */
export function readOscalStandard(document: OscalDocument, naming: Naming, find: Finder): ReadStandard {
  const { catalog, documents, notes } = resolveProfile({ name: document.file, document }, find);
  const id = naming.id ?? idOf(catalog);
  const made = standardOfCatalog(catalog, id, naming.levels ?? []);
  const counts = documents.map((one) => one.reading.counts());
  const withdrawn = made.standard.requirements.filter((one) => one.withdrawn !== undefined).length;
  return {
    format: `oscal-${document.model} (${document.encoding}, ${document.version})`,
    standard: made.standard,
    details: made.details,
    counts: made.counts,
    carried: counts.reduce((sum, one) => sum + one.taken, 0),
    values: counts.reduce((sum, one) => sum + one.leaves, 0),
    mapped: [
      { from: 'control', to: 'requirement', items: made.standard.requirements.length },
      { from: 'group', to: 'group', items: made.standard.groups?.length ?? 0 },
      { from: 'status=withdrawn, or retired by repair', to: 'withdrawn', items: withdrawn },
      { from: 'param', to: 'parameter of the requirement', items: Object.values(made.details).reduce((sum, one) => sum + (one.params?.length ?? 0), 0) },
    ].filter((one) => one.items > 0),
    lost: documents.flatMap((one) => one.reading.lost()),
    notes: [...made.repairs, ...notes],
  };
}

// Catalogues that say of themselves that they are of a standard that crosswalks are kept for; `placed` holds them to it. Others are called by their title.
function idOf(catalog: OscalCatalog): string {
  const { title, props } = catalog.metadata;
  if (propOf(props, 'framework-identifier') === 'CSF' || /\bcybersecurity framework\b/i.test(title)) return 'nist-csf';
  if (/\b800-53\b/.test(title)) return 'nist-800-53';
  return slug(title);
}

function notOf(file: string, id: string, { there, of }: { readonly there: number; readonly of: number }) {
  return standardFaults.fault('009', {
    message: `${file} is not an edition of ${id}: it has ${there} of the ${of} requirements that Assay knows that by`,
    file,
    field: '--id',
    expected: `at least nine in ten of the requirements of ${id}, in force and under the same ids`,
    found: `${there} of ${of}`,
    remedy: 'Leave --id out, or give another. What Assay has judged of a standard answers no other.',
  });
}

function badId(id: string) {
  return standardFaults.fault('004', {
    message: `"${id.slice(0, 80)}" is no id for a standard`,
    expected: 'lower-case letters, digits, dots and hyphens, at most 64',
    found: id.slice(0, 80),
    remedy: 'Give --id such a word, such as nist-800-53.',
  });
}
