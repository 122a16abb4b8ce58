import { resolve } from 'node:path';
import { Refused } from '../core/index.ts';
import { readTextFile } from '../map/edge/files.ts';
import type { Arguments, Command, Io, Outcome } from './command.ts';
import { cliFaults } from './faults.ts';
import { needed, WORKSPACE } from './parse.ts';
import { type HardwareShown, hardwareText } from './product-attestation-text.ts';
import { withFleet } from './product-device-fleet.ts';
import { counted, table } from './table.ts';

const NAMED = { noun: 'product', verb: 'attestation', usage: 'settings [FILE] | show DEVICE | forget DEVICE' };

type Act = (args: Arguments, io: Io) => Promise<Outcome>;
const ACTS: Readonly<Record<string, Act>> = { settings, show, forget };

export const productAttestation: Command = {
  ...NAMED,
  most: 2,
  about:
    'Evidence that devices show of their hardware: PSA tokens and certifications by a TPM. "settings" says by what it is verified and which profiles take it; "show" what a device has shown last; "forget" lets a device show other hardware after a repair.',
  options: [...WORKSPACE.filter(({ name }) => name === 'data')],
  examples: ['assay product attestation settings attestation.yaml', 'assay product attestation show cam-17', 'assay product attestation forget cam-17'],
  async run(args, io) {
    const asked = needed(args, 0, 'settings, show or forget', NAMED);
    const act = Object.hasOwn(ACTS, asked) ? ACTS[asked] : undefined;
    if (act !== undefined) return act(args, io);
    throw new Refused(
      cliFaults.fault('004', {
        message: `"product attestation" takes no "${asked}"`,
        expected: Object.keys(ACTS).join(', '),
        found: asked,
        remedy: 'See: assay product attestation --help',
      }),
    );
  },
};

interface SettingsShown {
  readonly products: readonly {
    readonly product: string;
    readonly required: readonly string[];
    readonly key: string;
    readonly psa?: { readonly anchors: number; readonly keys: number; readonly lifecycles: readonly string[] };
    readonly tpm?: { readonly anchors: number };
  }[];
}

async function settings(args: Arguments, io: Io): Promise<Outcome> {
  const file = args.positionals[1];
  const input = file === undefined ? {} : { text: readTextFile(resolve(io.cwd, file), { bytes: 4 * 1024 * 1024 }), file };
  // The room's own commands give these shapes.
  const found = (await withFleet(args, io, false, (ask) => ask('attestation.settings', input))) as unknown as SettingsShown;
  const rows = found.products.map(({ product, required, key, psa, tpm }) => [
    product,
    psa === undefined ? '' : `${counted(psa.anchors, 'anchor')}, ${counted(psa.keys, 'key')}; ${psa.lifecycles.join(', ')}`,
    tpm === undefined ? '' : counted(tpm.anchors, 'anchor'),
    required.length === 0 ? 'nowhere' : `${required.join(', ')}${key === 'any' ? '' : ` (key ${key})`}`,
  ]);
  const text = rows.length === 0 ? 'Nothing is set: evidence is recorded, and never verified.' : table(['product', 'PSA tokens', 'TPM', 'required by'], rows);
  return { json: found, text, code: 0 };
}

async function show(args: Arguments, io: Io): Promise<Outcome> {
  const device = needed(args, 1, 'a device', NAMED);
  const found = (await withFleet(args, io, false, (ask) => ask('attestation.show', { device }))) as unknown as HardwareShown;
  const { newest } = found;
  const text = newest === undefined ? `${device} has shown nothing of its hardware.` : `${device}: ${hardwareText(newest)}`;
  return { json: found, text, code: newest?.outcome === 'refused' ? 1 : 0 };
}

async function forget(args: Arguments, io: Io): Promise<Outcome> {
  const device = needed(args, 1, 'a device', NAMED);
  const done = await withFleet(args, io, false, (ask) => ask('attestation.forget', { device }));
  return { json: done, text: `What ${device} shows next is taken as its hardware.`, code: 0 };
}
