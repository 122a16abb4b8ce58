import { Refused } from '../core/index.ts';
import type { Arguments, Command, Io, Outcome } from './command.ts';
import { codeLogCosign, codeLogInit, codeLogRefs, codeLogShow, codeLogSubmit } from './development-log-enter.ts';
import { codeLogExportVerifier, codeLogMonitor, codeLogProve, codeLogVerify } from './development-log-read.ts';
import { codeLogServe, codeLogWitness } from './development-log-serve.ts';
import { cliFaults } from './faults.ts';
import { needed } from './parse.ts';

const USAGE =
  'init | submit FILE… | refs REPO | show | prove INDEX|DIGEST | verify FILE… | serve | cosign | monitor WHERE | witness init|serve | export-verifier FILE';
const NAMED = { noun: 'development', verb: 'log', usage: USAGE };

const ACTIONS: Readonly<Record<string, (args: Arguments, io: Io) => Promise<Outcome>>> = {
  init: codeLogInit,
  submit: codeLogSubmit,
  refs: codeLogRefs,
  show: codeLogShow,
  cosign: codeLogCosign,
  prove: codeLogProve,
  verify: codeLogVerify,
  monitor: codeLogMonitor,
  'export-verifier': codeLogExportVerifier,
  serve: codeLogServe,
  witness: codeLogWitness,
};

export const developmentLog: Command = {
  ...NAMED,
  most: 1000,
  about:
    'The code log: a transparency log of changes, reviews, builds, releases, gate results and moves of refs, with proofs, witnesses and a monitor. Exits 1 where a tag moved, a proof does not hold, or a monitor alarms.',
  options: [
    { name: 'data', kind: 'text', value: 'DIR', about: 'the data folder (default: ASSAY_DATA, else ./.assay)' },
    { name: 'origin', kind: 'text', value: 'NAME', about: 'init: the name of the log, such as log.example.org/code; it stays' },
    { name: 'kind', kind: 'text', value: 'KIND', about: 'submit: change, review, build, release or gate' },
    { name: 'by', kind: 'texts', value: 'ID', about: 'submit: opaque ids of who it is by; never an address' },
    { name: 'repository', kind: 'text', value: 'ID', about: 'submit, refs: what the log calls the repository (refs: by default, the name of its folder)' },
    { name: 'tags', kind: 'flag', about: 'refs: tags alone, no branches' },
    { name: 'known-moved', kind: 'texts', value: 'TAG', about: 'refs: tags that moved and that you know of; they are still shown' },
    {
      name: 'expect',
      kind: 'text',
      value: 'FILE',
      about: 'submit, refs: put what is entered on this list first; monitor: a list, or a folder of lists and submitted files',
    },
    { name: 'at', kind: 'text', value: 'URL', about: 'submit, refs: the log that is served there, with --token and --key, and not the one in the data folder' },
    { name: 'from', kind: 'text', value: 'INDEX', about: 'show: the first entry to show (default: the last twenty)' },
    { name: 'since', kind: 'text', value: 'FILE', about: 'prove: that the log only grew since this checkpoint' },
    { name: 'under', kind: 'text', value: 'FILE', about: 'prove: under this checkpoint of the log, cosigned perhaps, and not the newest' },
    {
      name: 'to',
      kind: 'text',
      value: 'SIZE',
      about: 'prove: under the checkpoint that the log signed over so many entries, where it was kept (the newest of each 256)',
    },
    { name: 'out', kind: 'text', value: 'FILE', about: 'prove: write the proof to this file (default: standard output)' },
    { name: 'overwrite', kind: 'flag', about: 'replace a file that is written where it exists' },
    { name: 'key', kind: 'text', value: 'KEY', about: 'verify, monitor, --at: the verifier key of the log, from elsewhere than the log' },
    { name: 'witnesses', kind: 'text', value: 'FILE', about: 'verify, monitor, serve, cosign: which witnesses have to have cosigned, and how many' },
    { name: 'statement', kind: 'text', value: 'FILE', about: 'verify: the file whose entry the proof is about' },
    { name: 'state', kind: 'text', value: 'FILE', about: 'monitor: where it stopped (default: in the data folder, one a log)' },
    { name: 'stalled-after', kind: 'text', value: 'DURATION', about: 'monitor: alarm on a checkpoint older than this, such as PT24H' },
    { name: 'most', kind: 'text', value: 'COUNT', about: 'monitor, refs --at: read at most so many (new) entries in one run (default: 10,000,000)' },
    { name: 'host', kind: 'text', value: 'ADDRESS', about: 'serve, witness serve: the address to listen on (default: 127.0.0.1, this machine alone)' },
    { name: 'port', kind: 'text', value: 'PORT', about: 'serve, witness serve: the port (default: 8490 and 8491); 0 for any that is free' },
    {
      name: 'token',
      kind: 'text',
      value: 'SOURCE',
      about: 'serve, --at: who has it may enter: env:NAME, file:PATH or fd:NUMBER (serve, by default: nobody may over HTTP)',
    },
    { name: 'name', kind: 'text', value: 'NAME', about: 'witness init: the name of the witness, such as witness.example.org/w1; it stays' },
    { name: 'logs', kind: 'text', value: 'FILE', about: 'witness serve: the logs that it cosigns' },
  ],
  examples: [
    'assay development log init --origin log.example.org/code',
    'assay development log refs ../camera-firmware --expect expected.ndjson',
    'assay development log submit review.dsse.json --kind review --expect expected.ndjson',
    'assay development log submit review.dsse.json --kind review --at https://log.example.org/code --token env:LOG_TOKEN --key log.example.org/code+1a2b3c4d+…',
    'assay development log monitor https://log.example.org/code --key log.example.org/code+1a2b3c4d+… --expect expected.ndjson',
  ],
  async run(args, io) {
    const word = needed(args, 0, 'what to do', NAMED);
    const action = Object.hasOwn(ACTIONS, word) ? ACTIONS[word] : undefined;
    if (action === undefined) {
      throw new Refused(
        cliFaults.fault('004', {
          message: `"development log" does not know "${word.slice(0, 60)}"`,
          expected: USAGE,
          found: word.slice(0, 60),
          remedy: 'See: assay development log --help',
        }),
      );
    }
    return action(args, io);
  },
};
