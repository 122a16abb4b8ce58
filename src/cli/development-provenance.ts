import { resolve } from 'node:path';
import { Refused } from '../core/index.ts';
import { type BuilderList, type Placeholders, readBuilders } from '../development/provenance/builders.ts';
import { checkProvenance } from '../development/provenance/edge/check.ts';
import { openTrustedRoot, readPublicKey } from '../development/provenance/edge/files.ts';
import { provenanceLink } from '../development/provenance/link.ts';
import type { ExpectedSigner } from '../development/provenance/verify.ts';
import { readTextFile } from '../map/edge/files.ts';
import type { Arguments, Command, Io } from './command.ts';
import { provenanceJson, provenanceText, satisfied } from './development-provenance-text.ts';
import { noAct } from './development-release-ledger.ts';
import { RECORD, recordFact } from './development-release-record.ts';
import { cliFaults } from './faults.ts';
import { needed } from './parse.ts';

const NAMING = {
  noun: 'development',
  verb: 'provenance',
  usage: 'verify ARTIFACT --bundle FILE [--identity URI --issuer URI | --key FILE] [--builders FILE] [--repo URI --commit ID]',
} as const;

export const developmentProvenance: Command = {
  ...NAMING,
  most: 2,
  about:
    'Verifies what was signed about an artifact, a Sigstore bundle or a DSSE envelope, without asking any network; and, where it is SLSA provenance, who built it, from which repository and commit, and with which parameters. Exits 1 where a check fails, or what was asked cannot be known.',
  options: [
    { name: 'bundle', kind: 'text', value: 'FILE', about: 'the Sigstore bundle, or the DSSE envelope' },
    {
      name: 'trusted-root',
      kind: 'text',
      value: 'FILE',
      about: 'whom to trust: trusted_root.json of an instance of Sigstore (default: the public-good instance)',
    },
    { name: 'identity', kind: 'text', value: 'URI', about: 'who has to have signed, exactly as the certificate names them' },
    { name: 'issuer', kind: 'text', value: 'URI', about: 'with --identity: the provider who vouched for them' },
    { name: 'key', kind: 'text', value: 'FILE', about: 'the public key that has to have signed, as PEM' },
    { name: 'builders', kind: 'text', value: 'FILE', about: 'whom you trust to build, up to which level, and with which parameters' },
    { name: 'repo', kind: 'text', value: 'URI', about: 'the repository that was reviewed' },
    { name: 'commit', kind: 'text', value: 'ID', about: 'the commit that was reviewed' },
    { name: 'source-repository', kind: 'text', value: 'URI', about: 'the repository that the signer’s certificate has to have been made for' },
    { name: 'source-ref', kind: 'text', value: 'REF', about: 'the ref that it has to have been made for, such as refs/tags/v1.2.3' },
    { name: 'release', kind: 'text', value: 'NAME', about: 'the release that ships it: for {release} in the list of builders, and with --record' },
    ...RECORD,
  ],
  examples: [
    'assay development provenance verify camera-1.2.3.tar.gz --bundle camera-1.2.3.sigstore.json --builders builders.yaml --repo https://git.example.org/camera --commit 286c821010d0c3ad4a1b6d2f7f1c9f5e8a7b6c5d --release v1.2.3',
    'assay development provenance verify tool.tar.gz --bundle tool.sigstore.json --identity https://git.example.org/ci/release@refs/heads/main --issuer https://issuer.example.org --source-repository https://git.example.org/tool --source-ref refs/tags/v2.0',
  ],
  async run(args, io) {
    const word = needed(args, 0, 'what to do', NAMING);
    if (word !== 'verify') throw noAct('provenance', ['verify', 'vsa'], word.slice(0, 60));
    const artifact = needed(args, 1, 'an artifact', NAMING);
    const at = (path: string) => resolve(io.cwd, path);
    const bundle = args.text('bundle');
    if (bundle === undefined) throw missing('--bundle FILE', 'Name the bundle, or the envelope, that came with the artifact.');
    const [root, repository, commit] = [args.text('trusted-root'), args.text('repo'), args.text('commit')];
    const list = builders(args, io);
    const expected = signer(args, io, list);
    const [sourceRepository, ref] = [args.text('source-repository'), args.text('source-ref')];
    const certified = { ...(sourceRepository === undefined ? {} : { repository: sourceRepository }), ...(ref === undefined ? {} : { ref }) };
    const checked = checkProvenance({
      artifact: at(artifact),
      bundle: at(bundle),
      root: openTrustedRoot(root === undefined ? undefined : at(root)),
      ...(expected === undefined ? {} : { expected }),
      ...(list === undefined ? {} : { list }),
      ...(repository === undefined ? {} : { repository }),
      ...(commit === undefined ? {} : { commit }),
      certified,
    });
    const named = { artifact, bundle };
    const code = satisfied(checked, {
      list: list !== undefined,
      source: repository !== undefined || commit !== undefined,
      certificate: Object.keys(certified).length > 0,
    })
      ? 0
      : 1;
    const outcome = { json: provenanceJson(checked, named), text: provenanceText(checked, named), code } as const;
    if (!args.flag('record')) return outcome;
    const release = args.text('release');
    if (release === undefined) throw missing('--release NAME', 'Name the release that ships the artifact.');
    const recorded = await recordFact(args, io, provenanceLink(checked.result, { release }, io.now()));
    return { ...outcome, json: { ...outcome.json, recorded: recorded.json }, notes: recorded.notes };
  },
};

function builders(args: Arguments, io: Io): BuilderList | undefined {
  const file = args.text('builders');
  if (file === undefined) return undefined;
  const [release, commit, repository] = [args.text('release'), args.text('commit'), args.text('repo')];
  const stand: Placeholders = {
    ...(release === undefined ? {} : { release }),
    ...(commit === undefined ? {} : { commit }),
    ...(repository === undefined ? {} : { repository }),
  };
  return readBuilders(readTextFile(resolve(io.cwd, file)), file, stand);
}

function signer(args: Arguments, io: Io, list: BuilderList | undefined): ExpectedSigner | undefined {
  const named = signerNamed(args, io);
  if (named !== undefined) return named;
  if (list !== undefined) return undefined;
  throw missing(SIGNER, 'Say who has to have signed it, in one of these ways.');
}

const SIGNER = '--identity URI with --issuer URI, or --key FILE, or --builders FILE';

/** Whom --key, or --identity with --issuer, names; nothing where there is none of them. Throws `Refused` (ASSAY-CLI-003, ASSAY-PROVENANCE-008). */
export function signerNamed(args: Arguments, io: Io): ExpectedSigner | undefined {
  const [identity, issuer, key] = [args.text('identity'), args.text('issuer'), args.text('key')];
  if (key !== undefined && identity === undefined && issuer === undefined) return { kind: 'key', spki: readPublicKey(resolve(io.cwd, key)) };
  if (key === undefined && identity !== undefined && issuer !== undefined) return { kind: 'identity', identity, issuer };
  if (key === undefined && identity === undefined && issuer === undefined) return undefined;
  // A signature of just anybody shows nothing, and a name that no provider is named for can be vouched for by just anybody.
  throw missing(SIGNER, 'Say who has to have signed it, in one of these ways.');
}

function missing(expected: string, remedy: string): Refused {
  return new Refused(cliFaults.fault('003', { message: '"development provenance verify" needs more', expected, found: 'nothing, or too much', remedy }));
}
