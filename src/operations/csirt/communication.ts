import { Duration } from '../../core/index.ts';
import type { IncidentPlan } from '../../map/incident-plan.ts';
import type { Incident } from '../incident/model.ts';
import { holds } from './holders.ts';
import { closedExercises, lastOf, type Shown, type ShownBy } from './shown.ts';

/** Whether in the last exercise that was closed each audience of the plan was told, by who holds its role, within its time by the ledger's clock. */
export function communicationShown(given: ShownBy): Shown | undefined {
  const { plan } = given;
  const [incident, at] = closedExercises(given).at(-1) ?? [];
  if (incident === undefined || at === undefined || plan.audiences.length === 0) return undefined;
  const lacks = plan.audiences.flatMap((audience) => lacksOfAudience(audience, plan, incident)).map((lack) => ({ incident: incident.id, lack }));
  const told = lastOf(incident, 'incident.noted') ?? at;
  return {
    claim: 'csirt.communication-exercised',
    value: lacks.length === 0,
    observedAt: told > at ? told : at,
    validFor: 'P180D',
    method: 'drill',
    lacks,
    incidents: [incident.id],
  };
}

function lacksOfAudience({ id, role, within }: IncidentPlan['audiences'][number], plan: IncidentPlan, incident: Incident): readonly string[] {
  const holding = plan.roles.find((one) => one.id === role);
  const told = incident.told.filter(({ audience }) => audience === id);
  if (told.length === 0) return [`nobody told ${id}`];
  const own = told.filter(({ by }) => holding !== undefined && holds(holding, by, incident));
  if (own.length === 0) return [`${id} were told by who does not hold the role ${role}`];
  const due = within === undefined ? undefined : incident.openedAt + Duration.parse(within);
  return due === undefined || own.some(({ recordedAt }) => recordedAt <= due) ? [] : [`${id} were told later than ${within}`];
}
