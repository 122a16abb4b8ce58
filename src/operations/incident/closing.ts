import { type Decision, type Fault, Instant } from '../../core/index.ts';
import { actorFaults } from './actor.ts';
import type { Asked, HandleIncident } from './command.ts';
import type { IncidentEvent } from './events.ts';
import { incidentFaults } from './faults.ts';
import type { Incident } from './model.ts';
import { NORMAL_FOR, owing, unverified } from './recovery.ts';

const NAMED = 20;

/** Closes what is verified and well. What is lacking of devices two people may let pass, with a reason; that an alarm was never looked at, nobody may. */
export function close(command: Extract<HandleIncident, { type: 'close' }> & Asked, incident: Incident): Decision<IncidentEvent> {
  const { approvedBy, by, reason, running, normalFor = NORMAL_FOR } = command;
  const faults: Fault[] = [];
  const open = unverified(incident);
  if (open.length > 0) {
    faults.push(
      incidentFaults.fault('004', {
        message: `${incident.id}: nobody has verified what ${open.slice(0, NAMED).join(', ')} said`,
        field: 'verdict',
        expected: 'a verdict on every rule of the incident',
        found: `${open.length} without one`,
        remedy: `Say whether it was true: assay operations incident verify ${incident.id} true|benign|false|unknown`,
      }),
    );
  }
  const lacking = owing(incident, normalFor);
  const unnamed = lacking.length > 0 ? incident.deviceCount - incident.devices.size : 0;
  if (approvedBy === undefined) {
    faults.push(
      ...lacking.slice(0, NAMED).map(({ device, lacks }) => notWell(incident, device.name ?? device.id, lacks.join('; '))),
      ...(lacking.length > NAMED ? [notWell(incident, `${lacking.length - NAMED} further devices`, 'recovery is not shown')] : []),
      ...(unnamed > 0 ? [notWell(incident, `${unnamed} devices that are counted and not named`, 'nothing was measured of them')] : []),
    );
  } else {
    faults.push(...actorFaults('approvedBy', approvedBy, command.roles));
    if (approvedBy === by) {
      faults.push(
        incidentFaults.fault('005', {
          message: 'who lets an unproven recovery pass cannot approve it as well',
          field: 'approvedBy',
          expected: 'somebody else',
          found: 'the same',
          remedy: 'Have a second person of the incident plan approve it.',
        }),
      );
    }
  }
  if (faults.length > 0) return { ok: false, faults };
  const body = {
    incident: incident.id,
    at: Instant.format(command.at),
    by,
    ...(approvedBy === undefined ? {} : { approvedBy }),
    waived: lacking.map(({ device }) => device.id),
    running,
  };
  return { ok: true, events: [{ type: 'incident.closed', body, sealed: { text: reason } }] };
}

function notWell({ id }: Incident, device: string, lacks: string): Fault {
  return incidentFaults.fault('004', {
    message: `${id}: ${device}: ${lacks}`,
    field: 'device',
    expected: 'firmware, credential and behaviour shown to be well',
    found: lacks,
    remedy: `Show it: assay operations incident recover ${id}; or have two people let it pass: --by and --approve, with --reason`,
  });
}
