import { Refused } from '../core/index.ts';
import { FORMATS } from '../operations/intake/formats.ts';
import type { Command } from './command.ts';
import { cliFaults } from './faults.ts';
import { checkMud } from './operations-mud-check.ts';
import { tryMud } from './operations-mud-try.ts';
import { needed } from './parse.ts';

const ACTS = ['check', 'try'] as const;
const NAMED = { noun: 'operations', verb: 'mud', usage: 'check FILE… | try FILE INPUT… --device MAC|ADDRESS' } as const;

export const operationsMud: Command = {
  ...NAMED,
  most: 1000,
  about:
    'Files in which makers declare what a device speaks to (MUD, RFC 8520). "check" says each in words, with every fault, every member that is not known, and how its signature stands; it exits 1 where there is a fault, or with --trust where a signature does not hold. "try" asks a file of everything that a device said in captures or logs: allowed, denied, or not known, with why; peers by name follow the answers of DNS that the device was seen to get. It exits 1 where something was denied, or nothing of the device was seen.',
  options: [
    { name: 'trust', kind: 'texts', value: 'CERT', about: 'check: certificates that are trusted to sign, or to vouch for who signs: PEM, or one in DER' },
    {
      name: 'signature',
      kind: 'text',
      value: 'FILE',
      about: 'check: the signature of the one file that is named (default: the file with .p7s after its name, where there is one)',
    },
    { name: 'device', kind: 'text', value: 'MAC|ADDRESS', about: 'try: which device it is of' },
    {
      name: 'controller',
      kind: 'texts',
      value: 'NAME=ADDRESS',
      about: 'try: which address or network a controller has: its URI, or gateway, dns, ntp, my-controller',
    },
    { name: 'own', kind: 'texts', value: 'CIDR', about: 'try: your own networks, besides those that are private to everyone' },
    { name: 'format', kind: 'text', value: 'FORMAT', about: `try: what is read, where it is not recognised by its first bytes: ${FORMATS.join(', ')}` },
  ],
  examples: [
    'assay operations mud check lamp.json --signature lamp.p7s --trust maker.pem',
    'assay operations mud try lamp.json lamp.pcap --device b8:06:0d:18:84:b4',
    'assay operations mud try lamp.json conn.log dns.log --device 10.42.0.174 --controller gateway=10.42.0.1',
  ],
  async run(args, io) {
    const act = needed(args, 0, `one of ${ACTS.join(', ')}`, NAMED);
    switch (ACTS.find((one) => one === act)) {
      case 'check':
        return checkMud(args, io);
      case 'try':
        return tryMud(args, io);
      case undefined:
        throw new Refused(
          cliFaults.fault('005', {
            message: `"operations mud" does not "${act}"`,
            expected: ACTS.join(', '),
            found: act,
            remedy: 'See: assay operations mud --help',
          }),
        );
    }
  },
};
