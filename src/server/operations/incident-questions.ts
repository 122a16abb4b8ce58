import { Instant, Refused } from '../../core/index.ts';
import type { Stage, Track } from '../../operations/duty/model.ts';
import { incidentFaults } from '../../operations/incident/faults.ts';
import type { Incident, Incidents } from '../../operations/incident/model.ts';
import { paperOf } from '../../operations/incident/papers.ts';
import type { Desk } from '../judge/desk.ts';
import { type Question, question } from '../judge/question.ts';
import { doIncidentQuestion, recordIncidentsQuestion } from './incident-acts.ts';
import type { IncidentList, OneIncident, PaperShown } from './incident-model.ts';
import { incidentsNow } from './incident-past.ts';
import { clocksOf, incidentShown, lineShown } from './incident-shown.ts';

const now = (desk: Desk): Incidents => incidentsNow(desk, desk.folded.head.size);

/** Throws `Refused` (ASSAY-INCIDENT-001). */
function incidentNamed(id: string, incidents: Incidents): Incident {
  const incident = incidents.get(id);
  if (incident !== undefined) return incident;
  throw new Refused(
    incidentFaults.fault('001', {
      message: `there is no incident "${id}"`,
      expected: [...incidents.keys()].slice(-5).join(', ') || 'the id of an incident',
      found: id,
      remedy: 'Look at the list of incidents.',
    }),
  );
}

const MOST_LISTED = 500;

/** What goes on comes first, and of it what is due first. */
export const incidentsQuestion = question('operations.incidents', (desk, { zone }: { readonly zone?: string | undefined }): IncidentList => {
  const at = desk.now();
  const lines = [...now(desk).values()].reverse().map((incident) => lineShown(incident, at, zone));
  const over = (state: string) => (state === 'closed' || state === 'merged' ? 1 : 0);
  const sorted = lines.sort((a, b) => over(a.state) - over(b.state) || (a.nextDue?.due ?? '9').localeCompare(b.nextDue?.due ?? '9'));
  return { at: Instant.format(at), incidents: sorted.slice(0, MOST_LISTED) };
});

interface One {
  readonly incident: string;
  readonly zone?: string | undefined;
}

/** Throws `Refused` (ASSAY-INCIDENT-001, ASSAY-DUTY-006). */
export const oneIncidentQuestion = question(
  'operations.incident',
  (desk, { incident, zone }: One): OneIncident => incidentShown(incidentNamed(incident, now(desk)), desk.map, desk.now(), zone),
);

/** Throws `Refused` (ASSAY-INCIDENT-001, -011, ASSAY-DUTY-006). */
export const paperQuestion = question(
  'operations.paper',
  (desk, { incident, track, stage, zone }: One & { readonly track: Track; readonly stage: Stage }): PaperShown => {
    const found = incidentNamed(incident, now(desk));
    const at = desk.now();
    const product = desk.map?.service.name ?? desk.map?.service.id ?? '';
    const paper = paperOf(found, track, stage, { product, clocks: clocksOf(found, at, zone), at });
    if (paper === undefined) throw noPaper(track, stage);
    return {
      ...paper,
      at: Instant.format(paper.at),
      fields: paper.fields.map(({ answer, ...field }) => ({
        ...field,
        ...(answer === undefined ? {} : { answer: { kind: answer.kind, text: answer.kind === 'said' ? answer.text : answer.why, from: answer.from } }),
      })),
    };
  },
);

/** One line an entry, tab-separated, as a spreadsheet and a grep read it. Throws `Refused` (ASSAY-INCIDENT-001). */
export const timelineQuestion = question('operations.timeline', (desk, { incident }: One): string => {
  const { timeline } = incidentShown(incidentNamed(incident, now(desk)), desk.map, desk.now());
  const cell = (text: string) => text.replace(/\s+/g, ' ');
  return [
    ['entry', 'recorded', 'at', 'by', 'what', 'words'],
    ...timeline.map(({ seq, recordedAt, at, by, says, text = '' }) => [`${seq}`, recordedAt, at, by, cell(says), cell(text)]),
  ]
    .map((row) => `${row.join('\t')}\n`)
    .join('');
});

function noPaper(track: string, stage: string): Refused {
  return new Refused(
    incidentFaults.fault('011', {
      message: `the law knows no ${stage} of a ${track}`,
      field: 'stage',
      expected: 'a stage of the track',
      found: stage,
      remedy: 'Name one of the stages that the incident lists.',
    }),
  );
}

export const INCIDENT_QUESTIONS: readonly Question<never, unknown>[] = [
  incidentsQuestion,
  oneIncidentQuestion,
  paperQuestion,
  timelineQuestion,
  doIncidentQuestion,
  recordIncidentsQuestion,
];
