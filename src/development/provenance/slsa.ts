import { isInstantText, type Json } from '../../core/index.ts';
import { record } from '../statement/dsse.ts';
import type { Statement } from '../statement/statement.ts';
import { type Fields, fieldsOf, list, object, present, text } from './field.ts';
import { PROVENANCE_LIMITS } from './limits.ts';
import { repositoryOf } from './repository.ts';

export const PROVENANCE_V1 = 'https://slsa.dev/provenance/v1';
export const PROVENANCE_V02 = 'https://slsa.dev/provenance/v0.2';

/** What a build was made from, as its builder says. */
export interface Dependency {
  readonly uri?: string;
  readonly name?: string;
  readonly digest: ReadonlyMap<string, string>;
}

/** SLSA provenance, of either edition in one form. A builder's word: who said it is for the signature to show. */
export interface Provenance {
  readonly edition: 'v1' | 'v0.2';
  readonly builder: string;
  readonly buildType: string;
  /** What came from outside the builder and steered the build; of v0.2 `configSource` and `parameters` of the invocation. */
  readonly parameters: { readonly [name: string]: Json };
  readonly dependencies: readonly Dependency[];
  readonly invocation?: string;
  readonly startedOn?: string;
  readonly finishedOn?: string;
}

/** Reads the predicate of a statement of one of the two types. Throws `Refused` (ASSAY-PROVENANCE-002, -004). */
export function readProvenance({ predicateType, predicate }: Statement, file: string): Provenance {
  const fields = fieldsOf('004', file);
  switch (predicateType) {
    case PROVENANCE_V1:
      return first(predicate, fields);
    case PROVENANCE_V02:
      return older(predicate, fields);
    default:
      throw fields.refuse('predicateType', `${PROVENANCE_V1} or ${PROVENANCE_V02}`, predicateType);
  }
}

type Members = { readonly [key: string]: Json };

function first(predicate: Members, fields: Fields): Provenance {
  const definition = object(predicate['buildDefinition'], fields, 'predicate.buildDefinition');
  const run = object(predicate['runDetails'], fields, 'predicate.runDetails');
  const metadata = present(run['metadata']) ? object(run['metadata'], fields, 'predicate.runDetails.metadata') : {};
  return {
    edition: 'v1',
    builder: text(object(run['builder'], fields, 'predicate.runDetails.builder')['id'], fields, 'predicate.runDetails.builder.id'),
    buildType: text(definition['buildType'], fields, 'predicate.buildDefinition.buildType'),
    parameters: object(definition['externalParameters'], fields, 'predicate.buildDefinition.externalParameters'),
    dependencies: dependenciesOf(definition['resolvedDependencies'], fields, 'predicate.buildDefinition.resolvedDependencies'),
    ...said(metadata, fields, 'predicate.runDetails.metadata', 'invocationId', 'startedOn', 'finishedOn'),
  };
}

function older(predicate: Members, fields: Fields): Provenance {
  const invocation = present(predicate['invocation']) ? object(predicate['invocation'], fields, 'predicate.invocation') : {};
  const metadata = present(predicate['metadata']) ? object(predicate['metadata'], fields, 'predicate.metadata') : {};
  return {
    edition: 'v0.2',
    builder: text(object(predicate['builder'], fields, 'predicate.builder')['id'], fields, 'predicate.builder.id'),
    buildType: text(predicate['buildType'], fields, 'predicate.buildType'),
    parameters: Object.fromEntries(['configSource', 'parameters'].flatMap((name) => (present(invocation[name]) ? [[name, invocation[name]]] : []))),
    dependencies: dependenciesOf(predicate['materials'], fields, 'predicate.materials'),
    ...said(metadata, fields, 'predicate.metadata', 'buildInvocationId', 'buildStartedOn', 'buildFinishedOn'),
  };
}

function dependenciesOf(value: Json | undefined, fields: Fields, place: string): readonly Dependency[] {
  return list(value, fields, place, PROVENANCE_LIMITS.dependencies).map((one, at) => {
    const field = `${place}[${at}]`;
    const all = object(one, fields, field);
    const digest = new Map<string, string>();
    for (const [algorithm, hex] of Object.entries(record(all['digest']) ?? {}).slice(0, 32))
      digest.set(algorithm, text(hex, fields, `${field}.digest.${algorithm}`, 256));
    return {
      ...(present(all['uri']) ? { uri: text(all['uri'], fields, `${field}.uri`) } : {}),
      ...(present(all['name']) ? { name: text(all['name'], fields, `${field}.name`) } : {}),
      digest,
    };
  });
}

function said(metadata: Members, fields: Fields, place: string, invocation: string, started: string, finished: string) {
  const moment = (name: string) => {
    const found = text(metadata[name], fields, `${place}.${name}`, 60);
    if (!isInstantText(found) && Number.isNaN(Date.parse(found))) throw fields.refuse(`${place}.${name}`, 'a moment of RFC 3339', found);
    return found;
  };
  return {
    ...(present(metadata[invocation]) && metadata[invocation] !== '' ? { invocation: text(metadata[invocation], fields, `${place}.${invocation}`) } : {}),
    ...(present(metadata[started]) ? { startedOn: moment(started) } : {}),
    ...(present(metadata[finished]) ? { finishedOn: moment(finished) } : {}),
  };
}

const COMMITS = ['gitCommit', 'sha1'] as const;

export function commitOf({ digest }: Dependency): string | undefined {
  return COMMITS.map((name) => digest.get(name)).find((found) => found !== undefined);
}

/** Of what a build was made from, what is a repository. */
export function sourcesOf({ dependencies, parameters }: Pick<Provenance, 'dependencies' | 'parameters'>): readonly Dependency[] {
  return [...dependencies, ...configSource(parameters)].filter(({ uri }) => uri !== undefined && repositoryOf(uri) !== undefined);
}

/** Of v0.2, where the build's own description lay: a source, too, and often the only one. */
function configSource({ configSource: said }: Provenance['parameters']): readonly Dependency[] {
  if (typeof said !== 'object' || said === null || Array.isArray(said)) return [];
  const { uri, digest } = said as { readonly uri?: unknown; readonly digest?: unknown };
  if (typeof uri !== 'string' || typeof digest !== 'object' || digest === null) return [];
  return [{ uri, digest: new Map(Object.entries(digest).filter((pair): pair is [string, string] => typeof pair[1] === 'string')) }];
}
