import { readDer, TAG } from '../../core/der/read.ts';
import { asciiOf, textOf } from '../../core/der/value.ts';

/** What a certificate of Fulcio says of the build that it was made for, as its provider vouched for it (oid-info.md of sigstore/fulcio). */
export interface SourceClaims {
  /** What code asked for the certificate, such as a workflow by its address and ref; and its commit. */
  readonly buildSigner?: string;
  readonly buildSignerDigest?: string;
  /** Whether a machine of the provider's ran it, or one of somebody's own. */
  readonly runner?: string;
  /** The repository, commit and ref that the build was begun for. */
  readonly repository?: string;
  readonly commit?: string;
  readonly ref?: string;
  readonly buildConfig?: string;
  readonly trigger?: string;
  readonly invocation?: string;
}

const ARC = '1.3.6.1.4.1.57264.1.';
const CLAIMS: Readonly<Record<keyof SourceClaims, number>> = {
  buildSigner: 9,
  buildSignerDigest: 10,
  runner: 11,
  repository: 12,
  commit: 13,
  ref: 14,
  buildConfig: 18,
  trigger: 20,
  invocation: 21,
};
/** Before these there were some for one provider alone, in bare bytes; certificates have both since. */
const [OLD_COMMIT, OLD_REPOSITORY, OLD_REF] = [3, 5, 6];
const OLD_PROVIDER = 'https://token.actions.githubusercontent.com';
const LETTERS = 2000;

/** The claims among a certificate's extensions, by their ids; `undefined` where it makes none. Throws `Refused` (ASSAY-DER-…) where one is no text. */
export function sourceClaims(extensions: ReadonlyMap<string, Uint8Array>, provider: string): SourceClaims | undefined {
  const found: { -readonly [K in keyof SourceClaims]: string } = {};
  for (const name of Object.keys(CLAIMS) as (keyof SourceClaims)[]) {
    const value = extensions.get(`${ARC}${CLAIMS[name]}`);
    if (value !== undefined) found[name] = textOf(readDer(value, `${name} of the source`, { tag: TAG.utf8 }), `${name} of the source`, LETTERS);
  }
  if (provider === OLD_PROVIDER) {
    const older = (arc: number) => {
      const value = extensions.get(`${ARC}${arc}`);
      return value === undefined ? undefined : asciiOf({ tag: TAG.ia5, content: value, whole: value }, 'source of the workflow', LETTERS);
    };
    const [commit, repository, ref] = [older(OLD_COMMIT), older(OLD_REPOSITORY), older(OLD_REF)];
    if (commit !== undefined) found.commit ??= commit;
    if (repository !== undefined) found.repository ??= `https://github.com/${repository}`;
    if (ref !== undefined) found.ref ??= ref;
  }
  return Object.keys(found).length === 0 ? undefined : found;
}
