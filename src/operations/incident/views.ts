import type { Json } from '../../core/index.ts';
import { Instant } from '../../core/index.ts';
import type { LedgerProjection } from '../../ledger/projections.ts';
import { INCIDENT_SCHEMAS, type IncidentFact, type IncidentFactType, type Sealed } from './events.ts';
import { evolveOne } from './evolve.ts';
import type { Incident, Incidents } from './model.ts';

type Kept = { seq: number; recordedAt: string; type: IncidentFactType; body: Json };

/** The facts of incidents, in order. A view is JSON; what they mean is folded from it with what stands beside the ledger. `unread`: entries whose shape this version does not know. */
export type IncidentView = { facts: (Kept & { [key: string]: Json })[]; unread: number[] };

const TYPES = Object.keys(INCIDENT_SCHEMAS) as readonly IncidentFactType[];

export const incidentView: LedgerProjection<IncidentView> = {
  name: 'incidents',
  version: 1,
  initial: () => ({ facts: [], unread: [] }),
  on: Object.fromEntries(
    TYPES.map((type) => [
      type,
      (view: IncidentView, { seq, recordedAt, event }: { readonly seq: number; readonly recordedAt: string; readonly event: { readonly body: Json } }) => {
        const parsed = INCIDENT_SCHEMAS[type].safeParse(event.body);
        if (parsed.success) view.facts.push({ seq, recordedAt, type, body: parsed.data as Json });
        else view.unread.push(seq);
        return view;
      },
    ]),
  ),
};

/** Gives what was sealed under a digest for an incident; nothing where it was erased or is no longer what its digest says. */
export type Unsealing = (incident: string, digest: string) => Sealed | undefined;

/** Every incident, with what is there still of what stands beside the ledger. */
export function incidentsOf(view: IncidentView, unseal: Unsealing): Incidents {
  const all = new Map<string, Incident>();
  // What was sealed before is gone by this entry: a folder that a kill left behind, or that an older copy brought back, is not read.
  const erased = new Map(
    view.facts.flatMap(({ seq, type, body }) => (type === 'incident.erased' ? [[(body as { incident: string }).incident, seq] as const] : [])),
  );
  for (const { seq, recordedAt, type, body } of view.facts) {
    // The pair of type and body was checked when the view was folded.
    const fact = { type, body } as unknown as IncidentFact;
    const opened = fact.body.sealed === undefined || seq < (erased.get(fact.body.incident) ?? 0) ? undefined : unseal(fact.body.incident, fact.body.sealed);
    const entered = { ...fact, seq, recordedAt: Instant.parse(recordedAt), ...(opened === undefined ? {} : { opened }) };
    const after = evolveOne(all.get(fact.body.incident), entered);
    if (after !== undefined) all.set(after.id, after);
  }
  return all;
}
