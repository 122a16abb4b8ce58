import type { Ids } from './ids.ts';
import type { IncidentPlan } from './incident-plan.ts';
import type { Path } from './spots.ts';

/** That each id of the incident plan leads somewhere: on the map, or within the plan. */
export function planReferences(plan: IncidentPlan, ids: Ids): void {
  const PLAN: Path = ['csirt'];
  const own = (known: readonly { readonly id: string }[], what: string) => (list: readonly string[] | undefined, path: Path) => {
    for (const [i, id] of (list ?? []).entries()) ids.expectOwn(id, [...path, i], what, known);
  };
  const onMap = (list: readonly string[] | undefined, path: Path, allowed: Parameters<Ids['expect']>[2]) => {
    for (const [i, id] of (list ?? []).entries()) ids.expect(id, [...path, i], allowed);
  };
  const roles = own(plan.roles, 'role of the incident plan');
  const channels = own(plan.channels, 'channel of the incident plan');
  const role = (id: string, path: Path) => ids.expectOwn(id, path, 'role of the incident plan', plan.roles);
  const lists = { roles: 'role', escalation: 'step', severities: 'severity', channels: 'channel', audiences: 'audience' } as const;
  for (const [list, what] of Object.entries(lists) as [keyof typeof lists, string][]) ids.unique(plan[list], [...PLAN, list], what, 'plan');
  for (const [i, one] of plan.roles.entries()) {
    onMap(one.holders, [...PLAN, 'roles', i, 'holders'], ['role']);
    onMap(one.deputies, [...PLAN, 'roles', i, 'deputies'], ['role']);
  }
  ids.unique(plan.onCall?.shifts, [...PLAN, 'onCall', 'shifts'], 'shift', 'rota');
  for (const [i, shift] of (plan.onCall?.shifts ?? []).entries()) {
    const path: Path = [...PLAN, 'onCall', 'shifts', i];
    role(shift.role, [...path, 'role']);
    if (shift.deputy !== undefined) role(shift.deputy, [...path, 'deputy']);
  }
  for (const [i, step] of plan.escalation.entries()) {
    roles(step.to, [...PLAN, 'escalation', i, 'to']);
    channels(step.by, [...PLAN, 'escalation', i, 'by']);
  }
  for (const [i, { escalates }] of plan.severities.entries()) {
    if (escalates !== undefined) ids.expectOwn(escalates, [...PLAN, 'severities', i, 'escalates'], 'step of the escalation', plan.escalation);
  }
  for (const [i, channel] of plan.channels.entries()) onMap(channel.uses, [...PLAN, 'channels', i, 'uses'], ['part', 'network', 'place']);
  for (const [i, audience] of plan.audiences.entries()) {
    const path: Path = [...PLAN, 'audiences', i];
    onMap(audience.who, [...path, 'who'], ['party', 'role', 'part']);
    role(audience.role, [...path, 'role']);
    channels(audience.by, [...path, 'by']);
  }
  for (const [i, authority] of plan.authorities.entries()) {
    role(authority.role, [...PLAN, 'authorities', i, 'role']);
    channels(authority.by, [...PLAN, 'authorities', i, 'by']);
  }
  if (plan.evidence !== undefined) {
    role(plan.evidence.role, [...PLAN, 'evidence', 'role']);
    onMap(plan.evidence.at, [...PLAN, 'evidence', 'at'], ['part', 'place']);
  }
}
