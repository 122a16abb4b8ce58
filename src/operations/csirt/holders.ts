import type { IncidentPlan } from '../../map/incident-plan.ts';
import type { Incident } from '../incident/model.ts';

type Role = IncidentPlan['roles'][number];

/** Whether somebody holds a role of the plan in an incident: as the plan says, as a deputy, or as who was assigned to it there. */
export function holds(role: Role, by: string, incident: Pick<Incident, 'roles'>): boolean {
  return role.holders.includes(by) || role.deputies?.includes(by) === true || incident.roles.get(role.id)?.to === by;
}

/** Whether somebody holds any role that has one of these duties. */
export function mayDo(plan: IncidentPlan, duties: readonly Role['duties'][number][], by: string, incident: Pick<Incident, 'roles'>): boolean {
  return plan.roles.some((role) => role.duties.some((duty) => duties.includes(duty)) && holds(role, by, incident));
}
