import { Digest, type Json, Refused } from '../core/index.ts';
import { keepRaw } from '../evidence/edge/raw.ts';
import { EVIDENCE_RECORDED, readEvidence } from '../evidence/index.ts';
import { subjectsOf } from '../map/subjects.ts';
import { containmentEvidence, handledOf } from '../operations/containment/evidence.ts';
import { drillFaults } from '../operations/drill/faults.ts';
import type { Incident } from '../operations/incident/model.ts';
import type { Arguments, Io, Outcome } from './command.ts';
import { incidentNamed, withDesk } from './operations-incident-desk.ts';
import { counted } from './table.ts';
import { dataFolder } from './workspace.ts';

/** Draws evidence from how an incident was handled, once it is closed and as far as it was measured. Throws `Refused` (ASSAY-INCIDENT-001, ASSAY-DRILL-004 to -006). */
export function handledIncident(args: Arguments, io: Io, id: string, part: string): Promise<Outcome> {
  return withDesk(args, io, 'continue', async ({ ledger, incidents, map, size }) => {
    const incident = incidentNamed(id, incidents);
    const { closed } = incident;
    if (closed === undefined) throw new Refused(notOver(incident));
    const handled = handledOf(incident);
    // By keyed ids: no name of a device goes to the statements.
    const report = JSON.stringify({ incident: id, part, exercise: incident.exercise, raised: incident.raised, closed: closed.seq, handled });
    const raw = { digest: Digest.of(report), mediaType: 'application/json' };
    const evidence = containmentEvidence(incident, { part, observed: closed.at, raw });
    if (evidence.length === 0) throw new Refused(notMeasured(incident));
    readEvidence(JSON.stringify(evidence), 'the statements', { now: io.now(), subjects: subjectsOf(map) });
    const drawn = ledger
      .read(0 as Parameters<typeof ledger.read>[0], size)
      .some(({ type, body }) => type === EVIDENCE_RECORDED && (body as { readonly raw?: { readonly digest?: string } }).raw?.digest === raw.digest);
    if (drawn) throw new Refused(drawnBefore(incident));
    keepRaw(dataFolder(args, io), new TextEncoder().encode(report), raw.digest);
    await ledger.append(evidence.map((body) => ({ type: EVIDENCE_RECORDED, body: body as unknown as Json })));
    const good = handled.filter(({ lacks }) => lacks.length === 0).length;
    return {
      json: { incident: id, part, handled: handled as unknown as Json, evidence: evidence as unknown as Json },
      text: `Of ${counted(handled.length, 'device')}, ${counted(good, 'was', 'were')} cut off and brought back, as measured.`,
      code: evidence.every(({ value }) => value !== false) ? 0 : 1,
      notes: evidence.map(({ claim, subject, value }) => `Evidence: ${claim} of ${subject} is ${String(value)}.`),
    };
  });
}

const notOver = ({ id, state }: Incident) =>
  drillFaults.fault('004', {
    message: `${id} is not over`,
    expected: 'an incident that is closed',
    found: state,
    remedy: `Close it once its devices are well: assay operations incident close ${id}`,
  });

const notMeasured = ({ id }: Incident) =>
  drillFaults.fault('006', {
    message: `of no device of ${id} was it measured that it was cut off`,
    expected: 'an action of a playbook, and a sensor that showed silence after it',
    found: 'none',
    remedy: `Have the next one measured: assay operations playbook run FILE --incident ID --seen INPUT`,
  });

const drawnBefore = ({ id }: Incident) =>
  drillFaults.fault('005', {
    message: `evidence was drawn from ${id} before`,
    expected: 'an incident of which the ledger has none',
    found: id,
    remedy: 'It is on the ledger. Handle the next one.',
  });
