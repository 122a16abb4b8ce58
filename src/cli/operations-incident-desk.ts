import { foldedOf, VIEWS } from '../assurance/folded.ts';
import { type Instant, Refused } from '../core/index.ts';
import type { Ledger } from '../ledger/edge/open.ts';
import { foldViews, register } from '../ledger/projections.ts';
import type { ServiceMap } from '../map/model.ts';
import { clocks } from '../operations/duty/clock.ts';
import { zoneNamed } from '../operations/duty/edge/zone.ts';
import type { Clock } from '../operations/duty/model.ts';
import { type Desk, incidentDesk, incidentsIn } from '../operations/incident/edge/desk.ts';
import { incidentFaults } from '../operations/incident/faults.ts';
import type { Incident, Incidents } from '../operations/incident/model.ts';
import { incidentView } from '../operations/incident/views.ts';
import type { Arguments, Io, Option } from './command.ts';
import { cliFaults } from './faults.ts';
import { instantNamed } from './past.ts';
import { dataFolder, type LedgerUse, readServiceMap, refuseOtherService, withLedger } from './workspace.ts';

export const ZONE: Option = {
  name: 'zone',
  kind: 'text',
  value: 'ZONE',
  about: 'the time zone of the authority, whose calendar counts days and months, such as Europe/Brussels (default: UTC)',
};

export interface AtDesk {
  readonly desk: Desk;
  readonly ledger: Ledger;
  readonly map: ServiceMap;
  readonly incidents: Incidents;
  /** Of the map: who may stand on the ledger by name. */
  readonly roles: readonly string[];
  /** Entries that the ledger has. */
  readonly size: number;
}

/** Work on the incidents of this service's ledger. Throws `Refused` (ASSAY-CLI-007 for another service's, ASSAY-LEDGER-…). */
export function withDesk<T>(args: Arguments, io: Io, mode: LedgerUse, work: (given: AtDesk) => Promise<T>): Promise<T> {
  const { map } = readServiceMap(args, io);
  const dataDir = dataFolder(args, io);
  return withLedger(
    args,
    io,
    (ledger) => {
      const views = foldViews(ledger, [...VIEWS, register(incidentView)]);
      refuseOtherService(foldedOf(views), map, dataDir);
      const roles = map.parts.filter(({ kind }) => kind === 'role').map(({ id }) => id);
      const desk = incidentDesk({ dataDir, ledger, roles, now: io.now });
      return work({ desk, ledger, map, roles, incidents: incidentsIn(dataDir, views.view(incidentView)), size: views.head.size });
    },
    mode,
  );
}

export function incidentNamed(id: string, incidents: Incidents): Incident {
  const incident = incidents.get(id);
  if (incident !== undefined) return incident;
  throw new Refused(
    incidentFaults.fault('001', {
      message: `there is no incident "${id.slice(0, 80)}"`,
      expected: [...incidents.keys()].slice(-5).join(', ') || 'the id of an incident',
      found: id.slice(0, 80),
      remedy: 'List them with: assay operations incidents',
    }),
  );
}

/** The clocks of an incident at a moment, those that nothing has to do with left out: of tracks that nobody recorded awareness of. */
export function clocksOf(incident: Incident, args: Arguments, at: Instant): readonly Clock[] {
  const aware = new Set(incident.duties.flatMap((fact) => (fact.kind === 'aware' ? [fact.track] : [])));
  return clocks(incident.duties, at, { zone: zoneNamed(args.text('zone') ?? 'UTC') }).filter(({ track }) => aware.has(track));
}

export const goingOn = ({ clock }: Clock): boolean => clock.state === 'running' || clock.state === 'overdue';

/** An option's value. Throws `Refused` (ASSAY-CLI-003) where it is missing. */
export function asked(args: Arguments, name: string): string {
  const value = args.text(name);
  if (value !== undefined) return value;
  throw new Refused(
    cliFaults.fault('003', { message: `this needs --${name}`, expected: `--${name}`, found: 'nothing', remedy: 'See: assay operations incident --help' }),
  );
}

export function momentAsked(args: Arguments, name: string): Instant | undefined {
  const text = args.text(name);
  return text === undefined ? undefined : instantNamed(text);
}
