import type { Report } from '../model.ts';
import { line, lines, prop, uuidOf } from './parts.ts';

const METHODS: Readonly<Record<string, string>> = { drill: 'TEST', runtime: 'TEST', probe: 'TEST', import: 'EXAMINE', attestation: 'INTERVIEW' };

/** Each statement that the report rests on, as an observation. `collected` and `expires` are OSCAL's own words for its moments. */
export function observationsOf(report: Report, only?: ReadonlySet<number>) {
  return report.evidence
    .filter((one) => only === undefined || only.has(one.seq))
    .map((one) => ({
      uuid: observationUuid(report, one.seq),
      title: line(`${one.claim} of ${one.subject}`),
      description: lines(`Entry ${one.seq} of the ledger: ${one.source} saw ${one.claim} = ${one.value} of ${one.subject}.`),
      props: [
        prop('ledger-entry', String(one.seq)),
        prop('claim', one.claim),
        prop('value', one.value),
        prop('method', one.method),
        ...(one.finding === undefined ? [] : [prop('finding', one.finding)]),
      ],
      methods: [METHODS[one.method] ?? 'UNKNOWN'],
      types: [one.finding === undefined ? 'control-objective' : 'finding'],
      subjects: [{ 'subject-uuid': componentUuid(report, elementOf(one.subject)), type: 'component', title: line(one.subject) }],
      'relevant-evidence': [{ description: lines(`The raw input, kept where it can be erased: ${one.digest}`), props: [prop('digest', one.digest)] }],
      collected: one.observedAt,
      expires: one.expiresAt,
    }));
}

export function observationUuid(report: Report, seq: number): string {
  return uuidOf('observation', report.head.origin, String(seq));
}

/** The element of the map that a subject is, or is a variant or member of. */
export function elementOf(subject: string): string {
  return subject.split(/[/#]/)[0] as string;
}

export function componentUuid(report: Report, element: string): string {
  return uuidOf('component', report.service.id, element);
}

/** The elements of the map that the document speaks of. */
export function componentsOf(report: Report, subjects: readonly string[]) {
  return [...new Set(subjects.map(elementOf))].sort().map((element) => ({
    uuid: componentUuid(report, element),
    type: element === report.service.id ? 'this-system' : 'service',
    title: line(element),
    description: lines(`The element "${element}" of the service map of ${report.service.name}.`),
    props: [prop('element', element)],
    status: { state: 'operational' },
  }));
}
