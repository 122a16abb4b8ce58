import { Instant } from '../core/index.ts';
import type { Check, CheckName } from '../development/provenance/check.ts';
import type { CheckedProvenance } from '../development/provenance/edge/check.ts';
import { wrap } from './help.ts';
import { counted } from './table.ts';

interface Named {
  readonly artifact: string;
  readonly bundle: string;
}

/** What was asked besides the signature. */
interface Asked {
  readonly list: boolean;
  readonly source: boolean;
  /** What the certificate has to say of the source. */
  readonly certificate: boolean;
}

/** Whether all that was asked is shown. What was not asked, and so cannot be known, is said and stops nothing here; the gate takes the whole result. */
export function satisfied({ result }: CheckedProvenance, { list, source, certificate }: Asked): boolean {
  const asked: ReadonlySet<CheckName> = new Set<CheckName>([
    'signature',
    'subject',
    ...(list ? (['builder', 'build-type', 'parameters'] as const) : []),
    ...(source ? (['source'] as const) : []),
    ...(certificate ? (['certificate'] as const) : []),
  ]);
  const bare = (list || source) && result.provenance === undefined;
  return !bare && result.checks.every(({ name, state }) => state === 'proven' || (state === 'unknown' && !asked.has(name)));
}

const LEAST = 10;
const SIGNS: Readonly<Record<Check['state'], string>> = { proven: 'proven ', broken: 'broken ', unknown: 'unknown' };

export function provenanceText(checked: CheckedProvenance, { artifact, bundle }: Named): string {
  const { result, content, moments } = checked;
  const { provenance } = result;
  const [moment] = moments;
  const width = Math.max(...result.checks.map(({ name }) => name.length), LEAST);
  return [
    `${artifact} and ${bundle}: ${content.kind === 'artifact' ? 'a signature of the artifact' : `a statement of the type ${content.predicateType}`}`,
    ...(moment === undefined ? [] : [`Signed at ${Instant.format(moment as Instant)}, as a log or an authority for time says.`]),
    ...(provenance === undefined
      ? []
      : [
          `It says: built by ${provenance.builder}, of ${counted(provenance.dependencies.length, 'dependency', 'dependencies')}${provenance.startedOn === undefined ? '' : `, begun ${provenance.startedOn}`}`,
        ]),
    '',
    ...result.checks.flatMap((check) => line(check, width)),
    '',
    levels(checked),
  ].join('\n');
}

function line({ name, state, what, remedy }: Check, width: number): readonly string[] {
  const head = `  ${SIGNS[state]}  ${name.padEnd(width)}  `;
  const [first = '', ...rest] = wrap(`${what}${remedy === '' ? '' : ` ${remedy}`}`, 100);
  return [`${head}${first}`, ...rest.map((one) => `${' '.repeat(head.length)}${one}`)];
}

function levels({ result: { proven, claimed, provenance } }: CheckedProvenance): string {
  if (provenance === undefined) return 'Build level 0: there is no provenance.';
  return `Build level ${proven} is shown${claimed === undefined ? '' : `; the builder’s id claims ${claimed}`}.`;
}

export function provenanceJson({ result, content, moments }: CheckedProvenance, named: Named): object {
  const { provenance, signer, ...rest } = result;
  return {
    ...named,
    ...rest,
    content,
    moments: moments.map((one) => Instant.format(one as Instant)),
    signer: signer.kind === 'identity' ? { kind: 'identity', ...signer.signer } : { kind: signer.kind },
    ...(provenance === undefined
      ? {}
      : { provenance: { ...provenance, dependencies: provenance.dependencies.map(({ digest, ...one }) => ({ ...one, digest: Object.fromEntries(digest) })) } }),
  };
}
