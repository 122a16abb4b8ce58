import { z } from 'zod';
import { Duration, type Fault, Instant, isInstantText, type Json, Refused } from '../../core/index.ts';
import { credentialFaults } from './faults.ts';
import { type Credential, KINDS, type Policy, USUAL_POLICY } from './model.ts';

const text = z.string().min(1).max(200);
const duration = z.string().refine((value) => Duration.isText(value), 'an ISO 8601 duration such as P90D');
/** A day, or a moment in UTC. */
const moment = z.string().refine((value) => isInstantText(value) || isInstantText(`${value}T00:00:00Z`), 'a day such as 2026-11-01, or RFC 3339 in UTC');
const limit = z.strictObject({ maximumAge: duration.optional(), before: duration.optional() });

export const registerSchema = z.strictObject({
  assay: z.literal('credentials/1'),
  policy: z.partialRecord(z.enum(KINDS), limit).optional(),
  credentials: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'small letters, digits, dots and hyphens'),
        kind: z.enum(KINDS),
        name: text.optional(),
        /** The element of the map that stands for it: its asset, or the part that it opens. */
        element: z.string().max(300).optional(),
        /** A role or a team. */
        owner: text.optional(),
        usedAt: z.array(text).max(200).default([]),
        issued: moment.optional(),
        refreshed: moment.optional(),
        expires: moment.optional(),
        /** Where it is kept: the path in a vault, never what stands there. */
        keptIn: text.optional(),
      }),
    )
    .max(10_000),
});
type Register = z.infer<typeof registerSchema>;

/** Names of fields that would hold the secret itself. */
const SECRET_FIELD = /^(?:password|passwd|passphrase|psk|pin|secret|secretkey|token|apikey|api_key|privatekey|private_key|value|key|credential)$/i;
/** What looks like a secret wherever it stands: armoured keys, JWTs, and the prefixes that issuers give theirs so that they can be found. */
const SECRET_TEXT =
  /-----BEGIN [A-Z ]*PRIVATE KEY-----|\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bgh[pousr]_[A-Za-z0-9]{30,}|\bxox[abprs]-[A-Za-z0-9-]{10,}|\b[A-Fa-f0-9]{64}\b|\$(?:2[aby]|argon2id?|6)\$/;

/** What is declared of credentials that Assay cannot see. `value`: the document, read. Throws `Refused` with every fault (ASSAY-CREDENTIAL-001 to -003); a fault never repeats what may be a secret. */
export function readRegister(value: Json, file: string): { readonly credentials: readonly Credential[]; readonly policy: Policy } {
  const secrets = secretsIn(value, file, '', 0);
  if (secrets.length > 0) throw new Refused(...secrets.slice(0, 20));
  const read = registerSchema.safeParse(value);
  if (!read.success)
    throw new Refused(
      ...read.error.issues.slice(0, 20).map((issue) =>
        credentialFaults.fault('001', {
          message: `the register does not fit: ${issue.message.slice(0, 300)}`,
          file,
          field: issue.path.map(String).join('.'),
          expected: 'what docs/schema/credentials.schema.json says',
          remedy: 'Correct the field. The secret itself is never written here.',
        }),
      ),
    );
  const { credentials, policy = {} } = read.data;
  const twice = credentials.filter(({ id }, i) => credentials.findIndex((other) => other.id === id) < i);
  if (twice.length > 0)
    throw new Refused(
      ...twice.slice(0, 20).map(({ id }) =>
        credentialFaults.fault('003', {
          message: `the credential ${id} is declared twice`,
          file,
          field: `credentials.${id}`,
          expected: 'an id of its own for each',
          found: id,
          remedy: 'Give one of them another id, or take it out.',
        }),
      ),
    );
  return { credentials: credentials.map(declared), policy: policyOf(policy) };
}

const at = (value: string): number => Instant.parse(isInstantText(value) ? value : `${value}T00:00:00Z`);

function declared({ id, kind, name, element, owner, usedAt, issued, refreshed, expires }: Register['credentials'][number]): Credential {
  return {
    id: `declared:${id}`,
    kind,
    name: name ?? id,
    source: 'declared',
    usedAt,
    issuedByAssay: false,
    by: [],
    ...(element === undefined ? {} : { element }),
    ...(owner === undefined ? {} : { owner }),
    ...(issued === undefined ? {} : { issuedAt: at(issued) }),
    ...(refreshed === undefined ? {} : { refreshedAt: at(refreshed) }),
    ...(expires === undefined ? {} : { expiresAt: at(expires) }),
  };
}

function policyOf(stated: NonNullable<Register['policy']>): Policy {
  return Object.fromEntries(
    KINDS.map((kind) => {
      const { maximumAge, before } = stated[kind] ?? {};
      return [
        kind,
        {
          ...USUAL_POLICY[kind],
          ...(maximumAge === undefined ? {} : { maximumAge: Duration.parse(maximumAge) }),
          ...(before === undefined ? {} : { before: Duration.parse(before) }),
        },
      ];
    }),
  ) as unknown as Policy;
}

function secretsIn(value: Json, file: string, path: string, depth: number): readonly Fault[] {
  if (depth > 20) return [];
  if (typeof value === 'string') return SECRET_TEXT.test(value) ? [secret(file, path)] : [];
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap((each, i) => secretsIn(each, file, `${path}[${i}]`, depth + 1));
  return Object.entries(value).flatMap(([name, each]) => {
    const place = path === '' ? name : `${path}.${name}`;
    return SECRET_FIELD.test(name.replaceAll('-', '')) ? [secret(file, place)] : secretsIn(each as Json, file, place, depth + 1);
  });
}

function secret(file: string, field: string): Fault {
  return credentialFaults.fault('002', {
    message: 'the register holds what looks like a secret',
    file,
    field,
    expected: 'what is known about a credential, and never the credential',
    remedy: 'Take it out, and replace that credential: it has stood in a file. Say with keptIn where the new one is.',
  });
}
