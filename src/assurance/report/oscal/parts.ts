import { Digest } from '../../../core/index.ts';
import type { Report } from '../model.ts';

// What the OSCAL documents that Assay writes share. OSCAL 1.2.1, https://pages.nist.gov/OSCAL/; the schemas' data types are narrower than JSON's.

export const OSCAL_VERSION = '1.2.1';
/** Of properties that only Assay gives meaning to. `.invalid` (RFC 2606) belongs to nobody, so nobody can put anything else there. */
export const NAMESPACE = 'https://assay.invalid/ns/oscal';

export interface Property {
  readonly name: string;
  readonly ns: string;
  readonly value: string;
}

/** Text for OSCAL's StringDatatype and MarkupLine: one line, no space at either end, and something at all. */
export function line(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  return flat === '' ? '-' : flat;
}

/** Several lines are allowed; none are not. */
export function lines(text: string): string {
  return text.trim() === '' ? '-' : text;
}

export function prop(name: string, value: string): Property {
  return { name, ns: NAMESPACE, value: line(value) };
}

/** An NCName (TokenDatatype) for any id, and never the same for two: what a token may not hold is written by its code point between underscores. */
export function token(id: string): string {
  const safe = [...id].map((letter) => (/^[\p{L}\p{N}.-]$/u.test(letter) ? letter : `_${(letter.codePointAt(0) as number).toString(16)}_`)).join('');
  return /^\p{L}/u.test(safe) ? safe : `_${safe}`;
}

/** The same seed gives the same UUID, so that two exports of one position are the same bytes. Version 4 (pseudorandom): 122 bits of SHA-256. */
export function uuidOf(...seed: readonly string[]): string {
  const hex = Digest.of(JSON.stringify(['assay-oscal', ...seed])).slice('sha256:'.length);
  const variant = ((Number.parseInt(hex[16] as string, 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** What makes this position this one: the same ledger, map and moment. */
export function seedOf(report: Report): string {
  return `${report.head.origin} ${report.head.size} ${report.head.root} ${report.service.mapDigest} ${report.at}`;
}

export function metadata(report: Report, title: string) {
  return {
    title: line(title),
    'last-modified': report.at,
    version: `${report.at.replace(/[:.]/g, '-')}`,
    'oscal-version': OSCAL_VERSION,
    props: [
      prop('ledger-origin', report.head.origin),
      prop('ledger-size', String(report.head.size)),
      prop('ledger-root', report.head.root),
      prop('map-digest', report.service.mapDigest),
    ],
  };
}

/** The standards as resources that the rest of the document can point to. */
export function standardResources(report: Report) {
  return report.standards.map((standard) => ({
    uuid: uuidOf('standard', standard.id, standard.edition),
    title: line(standard.title),
    description: lines(`${standard.edition}. ${standard.source}`),
    props: [prop('standard', standard.id), prop('edition', standard.edition)],
  }));
}

/** The id of a requirement within a document that holds several standards. */
export function targetId(standard: string, requirement: string): string {
  return token(`${standard}.${requirement}`);
}
