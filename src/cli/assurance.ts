import { draft } from '../assurance/certificate/draft.ts';
import { certificateFaults } from '../assurance/certificate/faults.ts';
import { issue, needed, refuseGrown, refuseUnsound, type Shown } from '../assurance/certificate/issue.ts';
// biome-ignore lint/correctness/useImportExtensions: the checker is plain JavaScript, so that it runs without Assay; its types stand beside it
import { check } from '../assurance/edge/assay-check.mjs';
import { indexMap } from '../assurance/subjects.ts';
import { Refused } from '../core/index.ts';
import { signerOf } from '../ledger/edge/ed25519.ts';
import type { Ledger } from '../ledger/edge/open.ts';
import { loadSigningKey } from '../ledger/edge/signing-key.ts';
import { ledgerFault } from '../ledger/faults.ts';
import type { Seq } from '../ledger/model.ts';
import { readFileBytes } from '../map/edge/files.ts';
import { graphOf } from './attack.ts';
import type { Command } from './command.ts';
import { DELIVER, deliver } from './deliver.ts';
import { wrap } from './help.ts';
import { needed as argument, WORKSPACE } from './parse.ts';
import { dataFolder, openWorkspace, withLedger } from './workspace.ts';

const CERTIFICATE_BYTES = 256 * 1024 * 1024;

const certify: Command = {
  noun: 'assurance',
  verb: 'certify',
  usage: 'CLAIM [FILE]',
  most: 2,
  about:
    'Makes a certificate: why an answer holds, down to ledger entries and raw digests, for somebody who does not trust Assay. CLAIM is a state (video:read:every), landmark:STATE:STEP, CONTROL@SUBJECT, or STANDARD:REQUIREMENT.',
  options: [
    { name: 'whole', kind: 'flag', about: 'show every entry of the ledger, so that nobody need believe that none was left out' },
    ...DELIVER,
    ...WORKSPACE,
  ],
  examples: [
    'assay assurance certify video:read:every --at 2026-11-01T00:00:00Z --out video.cert.json',
    'assay assurance certify two-person-review@firmware-repo --out review.cert.json',
    'assay assurance certify cra:I.1.2a --whole --out cra.cert.json',
  ],
  async run(args, io) {
    const words = argument(args, 0, 'a claim', certify);
    const workspace = await openWorkspace(args, io, args.positionals[1]);
    const { map, position, evidence, mapDigest, head, at } = workspace;
    const graph = graphOf(workspace);
    const reasons = draft(words, { map, graph, position, standards: workspace.standards });
    const { rules, wants } = needed(reasons, evidence, map.service.id, indexMap(map).populationOf);
    const signingKey = loadSigningKey(dataFolder(args, io));
    if (signingKey === undefined) throw keyGone(dataFolder(args, io));
    const { text, key } = await withLedger(
      args,
      io,
      async (ledger) => {
        const { shown, checkpoint, size } = entriesOf(ledger, args.flag('whole') ? () => true : wants, args.flag('whole'));
        refuseGrown(head.size, size);
        const library = `Assay's step library ${graph.libraryVersion}`;
        const issued = { reasons, rules, service: map.service.id, at, map: mapDigest, library, key: ledger.verifierKey, checkpoint, size, shown };
        return { text: issue(issued, signerOf(signingKey)), key: ledger.verifierKey };
      },
      'read',
    );
    refuseUnsound(check(new TextEncoder().encode(text), key).reason);
    return { json: { claim: reasons.claim, verifierKey: key, certificate: JSON.parse(text) }, ...deliver(args, text, 'The certificate'), code: 0 };
  },
};

function entriesOf(ledger: Ledger, wants: (entry: Parameters<ReturnType<typeof needed>['wants']>[0]) => boolean, whole: boolean) {
  const found: { readonly seq: Seq; readonly entry: string }[] = [];
  ledger.readVerified((entry) => {
    if (wants(entry)) found.push({ seq: entry.seq, entry: entry.canonical });
  });
  const first = ledger.proveInclusion((found[0]?.seq ?? 0) as Seq);
  const shown = found.map(({ seq, entry }): Shown => ({ index: seq, entry, path: whole ? [] : ledger.proveInclusion(seq).path }));
  return { shown, checkpoint: first.checkpoint, size: first.treeSize };
}

function keyGone(file: string): Refused {
  return new Refused(
    ledgerFault('028', {
      message: 'the key that signs this ledger is not here, and a certificate is sealed with it',
      file,
      expected: 'the file signing-key in the data folder',
      found: 'none',
      remedy: 'Make the certificate where the ledger is written.',
    }),
  );
}

const checking: Command = {
  noun: 'assurance',
  verb: 'check',
  usage: 'CERT',
  most: 1,
  about:
    'Checks a certificate by the same file that a stranger runs (assay-check.mjs), and says what is proven and what is taken on trust. Exits 1 where it is refused.',
  options: [{ name: 'key', kind: 'text', value: 'KEY', about: 'the verifier key of the ledger, from a source of your own' }],
  examples: ['assay assurance check video.cert.json --key "$KEY"'],
  async run(args) {
    const file = argument(args, 0, 'a certificate', checking);
    const result = check(readFileBytes(file, { bytes: CERTIFICATE_BYTES }), args.text('key'));
    if (result.status === 2)
      throw new Refused(
        certificateFaults.fault('005', {
          message: `${file} is not a certificate that can be read: ${result.reason}`,
          file,
          expected: 'an assay-certificate/1 as it was made, byte for byte',
          found: 'something else',
          remedy: 'Ask whoever gave it for the file itself.',
        }),
      );
    if (result.status === 1) return { json: result, text: wrap(`Refused: ${result.reason}.`, 100).join('\n'), code: 1 };
    const text = [
      'Accepted. Proven:',
      ...result.proven.flatMap((line) => indented(line)),
      '',
      'Taken on trust:',
      ...result.trusted.flatMap((line) => indented(line)),
    ];
    return { json: result, text: text.join('\n'), code: 0 };
  },
};

function indented(line: string): readonly string[] {
  return wrap(line.trim(), 96).map((part, i) => `${line.startsWith(' ') || i > 0 ? '    ' : '  '}${part}`);
}

export const ASSURANCE: readonly Command[] = [certify, checking];
