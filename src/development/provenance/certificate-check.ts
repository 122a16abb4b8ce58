import type { Check } from './check.ts';
import { bad, fine, open } from './check.ts';
import { repositoryOf, sameRepository } from './repository.ts';
import type { ProvenanceSigner } from './signer.ts';
import { commitOf, type Provenance, sourcesOf } from './slsa.ts';
import type { SourceClaims } from './source-claims.ts';

/** What a certificate has to say of its source. */
export interface ExpectedSource {
  readonly repository?: string;
  readonly ref?: string;
}

/**
 * What the provider vouched for in the certificate, against what is expected, and against what the provenance says of itself: whoever may sign in a workflow of their own can write of any repository into the
 * predicate, and not into the certificate. Nothing where there is nothing to hold it against.
 */
export function certificateCheck(signer: ProvenanceSigner, provenance: Provenance | undefined, expected: ExpectedSource): Check | undefined {
  const asked = expected.repository !== undefined || expected.ref !== undefined;
  const claims = signer.kind === 'identity' ? signer.signer.claims : undefined;
  if (claims === undefined || (claims.repository === undefined && claims.ref === undefined && claims.commit === undefined)) {
    if (!asked) return undefined;
    return signer.kind === 'key'
      ? bad(
          'certificate',
          'no-certificate',
          'It is signed by a key: no provider vouches for its source.',
          'Ask for a certificate, or leave --source-repository and --source-ref away.',
        )
      : open(
          'certificate',
          'source-not-in-certificate',
          'No certificate that was verified says for which source it was made.',
          'Have it signed by a workflow whose provider says so.',
        );
  }
  const { repository, ref } = expected;
  if (repository !== undefined && (claims.repository === undefined || !sameRepository(claims.repository, repository)))
    return bad('certificate', 'other-source-repository', `The certificate was made for ${named(claims.repository)}, and not for ${repository}.`, OTHER);
  if (ref !== undefined && claims.ref !== ref)
    return bad('certificate', 'other-source-ref', `The certificate was made for ${named(claims.ref)}, and not for ${ref}.`, OTHER);
  const against = provenance === undefined ? undefined : contradiction(claims, provenance);
  if (against !== undefined)
    return bad(
      'certificate',
      'provenance-contradicts-certificate',
      against,
      'Believe the certificate, which a provider vouched for. Find out who wrote the provenance: its builder does not say what it did.',
    );
  const place = [
    named(claims.repository),
    ...(claims.ref === undefined ? [] : [claims.ref]),
    ...(claims.commit === undefined ? [] : [claims.commit.slice(0, 12)]),
  ];
  return fine('certificate', `The certificate was made for ${place.join(', ')}.`);
}

const OTHER = 'Take the artifact that was built from there, or find out why it was built elsewhere.';

function named(text: string | undefined): string {
  return text === undefined ? 'a source that it does not name' : text.slice(0, 200);
}

/** Where the predicate names a repository, a commit or a ref, and the certificate another. What one of them leaves out contradicts nothing. */
function contradiction({ repository, commit, ref }: SourceClaims, { dependencies, parameters }: Provenance): string | undefined {
  const workflow = workflowIn(parameters);
  const sources = [...sourcesOf({ dependencies, parameters }), ...(workflow.repository === undefined ? [] : [{ uri: workflow.repository, digest: new Map() }])];
  if (repository === undefined) return undefined;
  const own = sources.filter(({ uri = '' }) => sameRepository(uri, repository));
  if (sources.length > 0 && own.length === 0)
    return `The provenance says that it was built from ${named(sources[0]?.uri)}, and the certificate was made for ${named(repository)}.`;
  if (workflow.repository !== undefined && repositoryOf(workflow.repository) !== undefined && !sameRepository(workflow.repository, repository))
    return `The provenance names the workflow of ${named(workflow.repository)}, and the certificate was made for ${named(repository)}.`;
  const other = own.map(commitOf).find((one) => one !== undefined && commit !== undefined && one !== commit);
  if (other !== undefined) return `The provenance names the commit ${other.slice(0, 12)}, and the certificate was made for ${commit?.slice(0, 12)}.`;
  const refs = [...own.map(({ uri = '' }) => repositoryOf(uri)?.revision), workflow.ref];
  const elsewhere = refs.find((one) => one?.startsWith('refs/') === true && ref !== undefined && one !== ref);
  return elsewhere === undefined ? undefined : `The provenance names ${named(elsewhere)}, and the certificate was made for ${named(ref)}.`;
}

/** Of provenance that a forge's workflow wrote: `externalParameters.workflow`, with `repository` and `ref`. */
function workflowIn({ workflow }: Provenance['parameters']): { readonly repository?: string; readonly ref?: string } {
  if (typeof workflow !== 'object' || workflow === null || Array.isArray(workflow)) return {};
  const { repository, ref } = workflow as { readonly repository?: unknown; readonly ref?: unknown };
  return { ...(typeof repository === 'string' ? { repository } : {}), ...(typeof ref === 'string' ? { ref } : {}) };
}
