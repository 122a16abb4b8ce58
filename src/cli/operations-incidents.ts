import type { IncidentState } from '../operations/incident/model.ts';
import type { Command } from './command.ts';
import { clocksOf, goingOn, withDesk, ZONE } from './operations-incident-desk.ts';
import { incidentJson } from './operations-incident-json.ts';
import { listText } from './operations-incident-text.ts';
import { choice, WORKSPACE } from './parse.ts';

const STATES = ['open', 'contained', 'recovered', 'closed', 'merged', 'all'] as const satisfies readonly (IncidentState | 'all')[];

export const operationsIncidents: Command = {
  noun: 'operations',
  verb: 'incidents',
  usage: '[--state STATE]',
  most: 0,
  about:
    'Lists the incidents on the ledger that are not over, with their state, severity and the clocks of the law that run. Exits 1 where a clock is overdue.',
  options: [
    { name: 'state', kind: 'text', value: 'STATE', about: `only those: ${STATES.join(', ')} (default: those that are not closed or merged)` },
    ZONE,
    ...WORKSPACE,
  ],
  examples: ['assay operations incidents', 'assay operations incidents --state all --json'],
  run(args, io) {
    const state = args.text('state') === undefined ? undefined : choice(args, 'state', STATES);
    return withDesk(args, io, 'read', ({ incidents }) => {
      const listed = [...incidents.values()]
        .filter((one) => (state === undefined ? one.state !== 'closed' && one.state !== 'merged' : state === 'all' || one.state === state))
        .map((incident) => ({ incident, running: clocksOf(incident, args, io.now()).filter(goingOn) }));
      const overdue = listed.some(({ running }) => running.some(({ clock }) => clock.state === 'overdue'));
      return Promise.resolve({
        json: { incidents: listed.map(({ incident, running }) => incidentJson(incident, running)) },
        text: listText(listed, incidents),
        code: overdue ? (1 as const) : (0 as const),
      });
    });
  },
};
