import { type Instant, type Json, Refused } from '../../../core/index.ts';
import type { Draft, Receipt } from '../../../ledger/model.ts';
import { foldViews, register, type Source } from '../../../ledger/projections.ts';
import type { Asked, HandleIncident, RecordIncident } from '../command.ts';
import { incidentDecider } from '../decide.ts';
import type { IncidentEvent } from '../events.ts';
import type { Incidents } from '../model.ts';
import { type IncidentView, incidentsOf, incidentView } from '../views.ts';
import { eraseSealed, seal, secretOf, unsealing } from './sealed.ts';

/** What the desk needs of a ledger: the command line has one open, and the server has its own. */
export interface DeskLedger extends Source {
  append(drafts: readonly Draft[], expectedSize?: number): Promise<readonly Receipt[]>;
}

export interface DeskOptions {
  readonly dataDir: string;
  readonly ledger: DeskLedger;
  /** Ids of the roles of the map. */
  readonly roles: readonly string[];
  readonly now: () => Instant;
}

export interface Desk {
  /** As the ledger and what stands beside it say now. */
  incidents(): Incidents;
  /** Enters what is decided of the commands, one after the other and all or none. Gives the receipts of what was entered; none where it was known. Throws `Refused` (ASSAY-INCIDENT-…, ASSAY-DUTY-…, ASSAY-LEDGER-…). */
  take(...commands: readonly (RecordIncident | HandleIncident)[]): Promise<readonly Receipt[]>;
}

/** Times that a decision is made anew because somebody else entered something in between. */
const TRIES = 5;

/** Incidents of a data folder: decided by the facts on its ledger, and entered there. What is sealed is on the disk before the entry that names it. */
export function incidentDesk({ dataDir, ledger, roles, now }: DeskOptions): Desk {
  const folded = () => {
    const views = foldViews(ledger, [register(incidentView)]);
    return { size: views.head.size, incidents: incidentsIn(dataDir, views.view(incidentView)) };
  };
  return {
    incidents: () => folded().incidents,
    async take(...commands) {
      const secret = secretOf(dataDir);
      for (let left = TRIES; ; left -= 1) {
        const { size, incidents } = folded();
        const events = decidedEvents(commands, { at: now(), roles, secret }, incidents);
        if (events.length === 0) return [];
        try {
          const receipts = await ledger.append(draftsOf(dataDir, events), size);
          for (const event of events) if (event.type === 'incident.erased') eraseSealed(dataDir, event.body.incident);
          return receipts;
        } catch (error) {
          if (left <= 1 || !(error instanceof Refused) || error.faults[0]?.code !== 'ASSAY-LEDGER-003') throw error;
        }
      }
    },
  };
}

/** The incidents of a view that was folded already, with what stands beside the ledger. */
export function incidentsIn(dataDir: string, view: IncidentView): Incidents {
  return incidentsOf(view, unsealing(dataDir));
}

/** What the commands come to, one after the other and all or none. Throws `Refused` (ASSAY-INCIDENT-…, ASSAY-DUTY-…). */
export function decidedEvents(commands: readonly (RecordIncident | HandleIncident)[], asked: Asked, state: Incidents): readonly IncidentEvent[] {
  const all: IncidentEvent[] = [];
  let incidents = state;
  for (const command of commands) {
    const decision = incidentDecider.decide({ ...command, ...asked }, incidents);
    if (!decision.ok) throw new Refused(...decision.faults);
    all.push(...decision.events);
    incidents = decision.events.reduce(incidentDecider.evolve, incidents);
  }
  return all;
}

/** As the ledger takes them. What is sealed stands on the disk when this returns. */
export function draftsOf(dataDir: string, events: readonly IncidentEvent[]): readonly Draft[] {
  return events.map(({ type, body, sealed }) => ({
    type,
    body: { ...body, ...(sealed === undefined ? {} : { sealed: seal(dataDir, body.incident, sealed) }) } as Json,
  }));
}
