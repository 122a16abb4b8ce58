import { z } from 'zod';
import { unarmoured } from '../../core/der/armour.ts';
import { canonicalJson, Digest, type Json, Refused } from '../../core/index.ts';
import { readWritten } from '../release/written.ts';
import { provenanceFaults } from './faults.ts';
import { PROVENANCE_LIMITS } from './limits.ts';

const uri = z.string().min(1).max(PROVENANCE_LIMITS.uri);
const json: z.ZodType<Json> = z.lazy(() => z.union([z.null(), z.boolean(), z.number(), z.string(), z.array(json), z.record(z.string(), json)]));

const builderSchema = z
  .strictObject({
    id: uri,
    /** Up to which Build level of SLSA the operator trusts it, whatever it claims. */
    level: z.int().min(1).max(3),
    key: z.string().min(1).max(10_000).optional(),
    identity: uri.optional(),
    issuer: uri.optional(),
  })
  .refine(({ key, identity, issuer }) => (key === undefined) === (identity !== undefined) && (identity === undefined) === (issuer === undefined), {
    message: 'a builder has a key, or an identity with its issuer',
  });

const parameterSchema = z
  .strictObject({ is: json.optional(), oneOf: z.array(json).min(1).max(100).optional(), any: z.string().min(10).max(500).optional() })
  .refine((one) => Object.keys(one).length === 1, { message: 'one of is, oneOf and any' });

const listSchema = z.strictObject({
  format: z.literal('builders/1'),
  builders: z.array(builderSchema).min(1).max(1000),
  expect: z.strictObject({
    buildTypes: z.array(uri).min(1).max(100),
    /** By JSON pointer (RFC 6901) into the external parameters: each value that may be there, whole. */
    parameters: z.record(z.string().regex(/^(?:\/[^/]*)+$/), parameterSchema).default({}),
  }),
});

export type ParameterRule = z.output<typeof parameterSchema>;

export interface TrustedBuilder {
  readonly id: string;
  readonly level: 1 | 2 | 3;
  readonly signer: { readonly kind: 'key'; readonly spki: Uint8Array } | { readonly kind: 'identity'; readonly identity: string; readonly issuer: string };
}

/** Whom the operator trusts to build, and what a build of this product has to look like. */
export interface BuilderList {
  readonly builders: readonly TrustedBuilder[];
  readonly buildTypes: readonly string[];
  readonly parameters: ReadonlyMap<string, ParameterRule>;
  readonly digest: Digest;
}

/** What stands for `{release}`, `{commit}` and `{repository}` in a list, so that it need not be written anew for each release. */
export type Placeholders = Readonly<Partial<Record<'release' | 'commit' | 'repository', string>>>;

const EXPECTED: Readonly<Record<string, string>> = {
  builders: 'one or more, each with id, level, and a key or an identity with its issuer',
  level: '1, 2 or 3',
  key: 'a public key as PEM',
  buildTypes: 'the addresses of build types',
  parameters: 'by JSON pointer, such as /workflow/ref, one of is, oneOf and any',
  any: 'why any value is safe, in ten letters or more',
};

/** Reads `builders.yaml`. Throws `Refused` (ASSAY-PROVENANCE-006, -007, ASSAY-MAP-001 to -008, ASSAY-DER-006, -007 for a key that is none). */
export function readBuilders(text: string, file: string, stand: Placeholders = {}): BuilderList {
  const { value } = readWritten(text, file, {
    format: 'builders/1',
    noun: 'a list of builders',
    shape: listSchema,
    faults: {
      area: provenanceFaults.area,
      declared: { '001': provenanceFaults.declared['006'], '002': provenanceFaults.declared['007'] },
      fault: (number, details) => provenanceFaults.fault(number === '001' ? '006' : '007', details),
    },
    expected: EXPECTED,
    page: 'docs/development-provenance.md',
  });
  const filled = (one: string) => fill(one, stand, file);
  return {
    builders: value.builders.map(({ id, level, key, identity, issuer }) => ({
      id: filled(id),
      level: level as 1 | 2 | 3, // Held to these by the schema.
      signer:
        key === undefined
          ? { kind: 'identity', identity: filled(identity ?? ''), issuer: filled(issuer ?? '') }
          : { kind: 'key', spki: unarmoured(new TextEncoder().encode(key), ['PUBLIC KEY'], 'key of a builder') },
    })),
    buildTypes: value.expect.buildTypes,
    parameters: new Map(Object.entries(value.expect.parameters).map(([pointer, rule]) => [pointer, ruleWith(rule, filled)])),
    digest: Digest.of(text),
  };
}

function ruleWith(rule: ParameterRule, filled: (text: string) => string): ParameterRule {
  const inside = (value: Json): Json => {
    if (typeof value === 'string') return filled(value);
    if (Array.isArray(value)) return value.map(inside);
    return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, inside(one)])) : value;
  };
  return {
    ...(rule.is === undefined ? {} : { is: inside(rule.is) }),
    ...(rule.oneOf === undefined ? {} : { oneOf: rule.oneOf.map(inside) }),
    ...(rule.any === undefined ? {} : { any: rule.any }),
  };
}

function fill(text: string, stand: Placeholders, file: string): string {
  return text.replaceAll(/\{(release|commit|repository)\}/g, (whole, name: keyof Placeholders) => {
    const found = stand[name];
    if (found !== undefined) return found;
    throw new Refused(
      provenanceFaults.fault('007', {
        message: `${file} has ${whole}, and nothing says what that is`,
        file,
        expected: `--${name === 'repository' ? 'repo' : name}`,
        found: 'nothing',
        remedy: `Name it with --${name === 'repository' ? 'repo' : name}.`,
      }),
    );
  });
}

/** Whether a rule allows a value, as JSON is compared. */
export function allows(rule: ParameterRule, value: Json): boolean {
  if (rule.any !== undefined) return true;
  const wanted = rule.oneOf ?? (rule.is === undefined ? [] : [rule.is]);
  return wanted.some((one) => canonicalJson(one) === canonicalJson(value));
}

/** The external parameters that no rule names, or that are not as their rule says, each by its JSON pointer. */
export function unexpected(
  parameters: { readonly [name: string]: Json },
  rules: ReadonlyMap<string, ParameterRule>,
): readonly { readonly pointer: string; readonly what: 'unknown' | 'other' | 'missing' }[] {
  const found: { pointer: string; what: 'unknown' | 'other' | 'missing' }[] = [];
  const seen = new Set<string>();
  const walk = (value: Json, pointer: string) => {
    const rule = rules.get(pointer);
    if (rule !== undefined) {
      seen.add(pointer);
      if (!allows(rule, value)) found.push({ pointer, what: 'other' });
      return;
    }
    const children = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
    // What is empty says nothing; whatever else no rule names could have steered the build.
    if (children.length === 0 && !(typeof value === 'object' && (value === null || Object.keys(value).length === 0))) found.push({ pointer, what: 'unknown' });
    for (const [name, child] of children) walk(child, `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`);
  };
  walk(parameters, '');
  for (const [pointer, rule] of rules) if (!seen.has(pointer) && rule.any === undefined) found.push({ pointer, what: 'missing' });
  return found.slice(0, 200);
}
