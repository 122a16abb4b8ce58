import { dueIn } from '../operations/csirt/due.ts';
import type { IncidentState } from '../operations/incident/model.ts';
import type { Command } from './command.ts';
import { clocksOf, goingOn, withDesk, ZONE } from './operations-incident-desk.ts';
import { incidentJson } from './operations-incident-json.ts';
import { listText } from './operations-incident-text.ts';
import { dueJson, dueText } from './operations-incidents-due-text.ts';
import { incidentsEvidence } from './operations-incidents-evidence.ts';
import { choice, WORKSPACE } from './parse.ts';

const STATES = ['open', 'contained', 'recovered', 'closed', 'merged', 'all'] as const satisfies readonly (IncidentState | 'all')[];

export const operationsIncidents: Command = {
  noun: 'operations',
  verb: 'incidents',
  usage: '[--state STATE] [--evidence]',
  most: 0,
  about:
    'Lists the incidents on the ledger that are not over, with their state, severity and the clocks of the law that run; then what is due, from exercises apart from what happened: reports with when to remind of them, and actions of reviews. Exits 1 where one of these is overdue. With --evidence, what all incidents show of the plan, for and against, goes on the ledger instead; it then exits 1 where something falls short.',
  options: [
    { name: 'state', kind: 'text', value: 'STATE', about: `only those: ${STATES.join(', ')} (default: those that are not closed or merged)` },
    { name: 'evidence', kind: 'flag', about: 'put on the ledger what the incidents show: triage, investigation, and in exercises reports, the plan, telling' },
    ZONE,
    ...WORKSPACE,
  ],
  examples: ['assay operations incidents', 'assay operations incidents --state all --json', 'assay operations incidents --evidence'],
  run(args, io) {
    if (args.flag('evidence')) return incidentsEvidence(args, io);
    const state = args.text('state') === undefined ? undefined : choice(args, 'state', STATES);
    return withDesk(args, io, 'read', ({ incidents }) => {
      const listed = [...incidents.values()]
        .filter((one) => (state === undefined ? one.state !== 'closed' && one.state !== 'merged' : state === 'all' || one.state === state))
        .map((incident) => ({ incident, running: clocksOf(incident, args, io.now()).filter(goingOn) }));
      // Clocks of a law and actions of a review run on when an incident is closed: they are looked for in all of them.
      const due = [...incidents.values()].flatMap((one) => dueIn(one, clocksOf(one, args, io.now()), io.now())).sort((a, b) => a.due - b.due);
      return Promise.resolve({
        json: { incidents: listed.map(({ incident, running }) => incidentJson(incident, running)), due: due.map(dueJson) },
        text: [listText(listed, incidents), ...dueText(due)].join('\n'),
        code: due.some(({ overdue }) => overdue) ? (1 as const) : (0 as const),
      });
    });
  },
};
