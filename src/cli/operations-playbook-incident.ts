import type { HandleIncident } from '../operations/incident/command.ts';
import { incidentDesk } from '../operations/incident/edge/desk.ts';
import type { Arguments, Io } from './command.ts';
import { rolesOf } from './development-release-ledger.ts';
import { dataFolder, readServiceMap, withLedger } from './workspace.ts';

/** What an incident is told of an action or a measurement; who does it is Assay. */
export type Told = HandleIncident extends infer H ? (H extends { readonly type: 'act' | 'contain' | 'recover' } ? Omit<H, 'incident' | 'by'> : never) : never;

/**
 * Enters what a run did and measured on an incident of the service's ledger. Devices that the incident does not name are left out: it is about others. Throws `Refused` (ASSAY-INCIDENT-…,
 * ASSAY-LEDGER-…, ASSAY-CLI-006).
 */
export async function tellIncident(args: Arguments, io: Io, incident: string, told: readonly Told[]): Promise<void> {
  const { map } = readServiceMap(args, io);
  const dataDir = dataFolder(args, io);
  await withLedger(
    args,
    io,
    async (ledger) => {
      const desk = incidentDesk({ dataDir, ledger, roles: rolesOf(map), now: io.now });
      const names = new Set([...(desk.incidents().get(incident)?.devices.values() ?? [])].flatMap(({ name }) => name ?? []));
      const commands = told.flatMap((one): HandleIncident[] => {
        const from = { incident, by: 'assay' };
        if (one.type === 'act') return [{ ...one, ...from, devices: one.devices.filter((name) => names.has(name)) }];
        return names.has(one.device) ? [{ ...one, ...from }] : [];
      });
      // An incident that is not there refuses whatever is told of it.
      await desk.take(
        ...(commands.length === 0
          ? [{ type: 'note' as const, incident, by: 'assay', text: 'A playbook measured devices that this incident does not name.' }]
          : commands),
      );
    },
    'continue',
  );
}
