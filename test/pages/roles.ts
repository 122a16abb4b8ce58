import { ACTIONS, type ActionId, actionOf } from '../../src/product/access/actions.ts';
import type { Role } from '../../src/product/access/model.ts';

/**
 * What each role may do, written by hand: the test holds the policies to it, and docs/people.md shows it. `yes`: of anything. `own`: of what is one's own
 * alone. `others`: of anything but one's own. `-`: nothing.
 */
export type Extent = 'yes' | 'own' | 'others' | '-';

const COLUMNS = ['operator', 'developer', 'responder', 'it-administrator', 'installer', 'auditor'] as const satisfies readonly Role[];

const TABLE = `
public.read             yes     yes  yes     yes  yes  yes
public.sign-in          yes     yes  yes     yes  yes  yes
self.read               own     own  own     own  own  own
self.sign-out           own     own  own     own  own  own
self.step-up            own     own  own     own  own  own
self.manage             own     own  own     own  own  own
service.read            yes     yes  yes     yes  -    yes
service.create          yes     -    -       -    -    -
map.edit                yes     yes  -       -    -    -
evidence.record         yes     yes  yes     yes  -    -
review.work             yes     yes  yes     yes  -    -
review.abandon          yes     yes  yes     yes  -    -
inventory.read-people   yes     -    yes     yes  -    yes
exclusion.grant         yes     -    -       -    -    -
exclusion.withdraw      yes     -    -       -    -    -
release.ask-exception   yes     yes  yes     -    -    -
release.grant-exception yes     -    yes     -    -    -
release.withdraw-exception yes  yes  yes     -    -    -
standard.import         yes     -    -       -    -    -
standard.supersede      yes     -    -       -    -    -
fleet.read              yes     yes  yes     yes  -    yes
device.introduce        yes     -    -       yes  -    -
device.retire           yes     -    yes     -    -    -
device.transfer         yes     -    -       -    -    -
device.revoke           yes     -    yes     -    -    -
telemetry.send          yes     -    yes     yes  -    -
alert.read              yes     -    yes     yes  -    yes
incident.read           yes     -    yes     yes  -    yes
incident.handle         yes     -    yes     -    -    -
incident.let-pass       yes     -    yes     -    -    -
incident.erase          yes     -    yes     -    -    -
report.export           yes     yes  yes     yes  -    yes
ledger.read             yes     yes  yes     yes  -    yes
office.read             yes     -    yes     -    -    yes
people.read             yes     -    yes     -    -    yes
people.invite           yes     -    -       -    -    -
people.invite-operator  yes     -    -       -    -    -
people.change-roles     others  -    -       -    -    -
people.suspend          others  -    others  -    -    -
people.suspend-operator others  -    others  -    -    -
people.restore          others  -    -       -    -    -
people.erase            others  -    -       -    -    -
people.reset-sign-in    others  -    -       -    -    -
session.revoke          yes     -    yes     -    -    -
proposal.read           yes     -    yes     -    -    yes
proposal.decide         others  -    others  -    -    -
proposal.withdraw       own     -    own     -    -    -
proposal.collect        own     -    own     -    -    -
break-glass.read        yes     yes  yes     yes  -    yes
break-glass.open        yes     -    yes     -    -    -
break-glass.close       yes     -    yes     -    -    -
break-glass.review      others  -    others  -    -    others
token.read              yes     own  yes     own  -    yes
token.issue             yes     yes  yes     yes  -    yes
token.revoke            yes     own  yes     own  -    own
settings.read           yes     -    -       -    -    yes
settings.change         yes     -    -       -    -    -
metrics.read            yes     -    yes     yes  -    -
`;

export const MATRIX: ReadonlyMap<string, ReadonlyMap<Role, Extent>> = new Map(
  TABLE.trim()
    .split('\n')
    .map((line) => {
      const [action = '', ...cells] = line.split(/\s+/);
      return [action, new Map(COLUMNS.map((role, i) => [role, cells[i] as Extent]))];
    }),
);

/** The table of docs/people.md. */
export function rolesTable(): string {
  const marks = (id: ActionId) => {
    const { stepUp, fourEyes, reason } = actionOf(id);
    return [stepUp === true ? 'fresh sign-in' : '', fourEyes === true ? 'two people' : '', reason === true ? 'a reason' : '']
      .filter((mark) => mark !== '')
      .join(', ');
  };
  const rows = (Object.keys(ACTIONS) as ActionId[]).map((id) => {
    const cells = COLUMNS.map((role) => MATRIX.get(id)?.get(role) ?? '?');
    return `| ${ACTIONS[id].title} | \`${id}\` | ${cells.join(' | ')} | ${marks(id)} |`;
  });
  return [`| act | name | ${COLUMNS.join(' | ')} | asks for |`, `| --- | --- | ${COLUMNS.map(() => '---').join(' | ')} | --- |`, ...rows].join('\n');
}
