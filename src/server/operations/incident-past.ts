import { project } from '../../ledger/projections.ts';
import { incidentsIn } from '../../operations/incident/edge/desk.ts';
import type { Incidents } from '../../operations/incident/model.ts';
import { incidentView } from '../../operations/incident/views.ts';
import type { Desk } from '../judge/desk.ts';
import { entriesOf } from '../judge/entries.ts';

const incidentEntries = entriesOf((type) => incidentView.on[type] !== undefined);
const known = new WeakMap<Desk['ledger'], { readonly count: number; readonly incidents: Incidents }>();

/** The incidents of a service by now, folded anew where a fact of one was entered. In the judge's thread alone. */
export function incidentsNow({ ledger, dataDir }: Pick<Desk, 'ledger' | 'dataDir'>, size: number): Incidents {
  const entries = incidentEntries(ledger, size);
  const before = known.get(ledger);
  if (before?.count === entries.length) return before.incidents;
  const incidents = incidentsIn(dataDir, project(incidentView, incidentView.initial(), entries));
  // What is erased goes from the disk after its entry was made: until it has gone, it is not kept here.
  if ([...incidents.values()].every(({ erased, title }) => erased === undefined || title === undefined))
    known.set(ledger, { count: entries.length, incidents });
  return incidents;
}
