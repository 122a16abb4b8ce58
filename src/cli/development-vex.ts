import { VEX_FORMATS } from '../development/vex/model.ts';
import type { Command } from './command.ts';
import { DELIVER } from './deliver.ts';
import { noAct } from './development-release-ledger.ts';
import { MATCHING } from './development-sbom-ask.ts';
import { checkVex } from './development-vex-check.ts';
import { writeVex } from './development-vex-write.ts';
import { needed, WORKSPACE } from './parse.ts';

const ACTS = ['write', 'check'] as const;
const NAMING = { noun: 'development', verb: 'vex', usage: 'write BOM --advisories PATH | check FILE' } as const;

export const developmentVex: Command = {
  ...NAMING,
  most: 2,
  about:
    'Statements of exploitability. "write" says of each open vulnerability what is known: not affected where evidence keeps everybody from it, with that evidence as the reason and its end as the end; else affected, or under investigation; it exits 1 where something is open. "check" reads OpenVEX, CSAF or CycloneDX, and exits 1 where a rule is broken or a statement has ended.',
  options: [
    ...MATCHING,
    { name: 'author', kind: 'text', value: 'NAME', about: 'write: who states it (default: the operator of the map, else the supplier of the product)' },
    { name: 'namespace', kind: 'text', value: 'URL', about: 'write: an address of the author, for CSAF (default: https://example.invalid)' },
    { name: 'product', kind: 'text', value: 'PURL', about: 'write: the product, where the bill of materials gives it no name that others know' },
    { name: 'format', kind: 'text', value: 'FORMAT', about: `write: ${VEX_FORMATS.join(', ')} (default: openvex)` },
    ...DELIVER,
    ...WORKSPACE,
  ],
  examples: [
    'assay development vex write camera.cdx.json --advisories advisories/ --part camera --author "Fernlicht PSIRT" --out camera.vex.json',
    'assay development vex check vendor.vex.json --json',
  ],
  async run(args, io) {
    const act = needed(args, 0, `one of ${ACTS.join(', ')}`, NAMING);
    switch (ACTS.find((one) => one === act)) {
      case 'write':
        return writeVex(args, io);
      case 'check':
        return checkVex(args, io);
      case undefined:
        throw noAct('vex', ACTS, act);
    }
  },
};
