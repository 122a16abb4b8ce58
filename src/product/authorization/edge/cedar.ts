import type * as Cedar from '@cedar-policy/cedar-wasm/nodejs';
import { Digest, type Fault, type Json, Refused } from '../../../core/index.ts';
import type { Answer } from '../decisions.ts';
import { authorizationFaults } from '../faults.ts';
import { FLEET_POLICIES } from '../policies.ts';
import { namedIn, POLICY_LIMITS, type Policy, type PolicySet, type PolicySource, readsMoment } from '../policy-set.ts';
import type { Question } from '../question.ts';
import { requestOf } from '../request.ts';
import { fleetSchema } from '../schema.ts';

let opened = 0;

interface Read extends Policy {
  readonly text: string;
  readonly json: Json;
}

/**
 * Loads what Assay ships and the operator's own policies on top of it. The operator's are checked against the schema, each fault with file, line and column; nothing is loaded where one
 * does not fit. Throws `Refused` (ASSAY-AUTHORIZATION-001 to -005, -009). The compiled module is loaded on the first call, so that commands that ask nobody's permission do not wait for it.
 */
export async function openFleetPolicies(sources: readonly PolicySource[] = [], check = sources.length > 0, shipped = FLEET_POLICIES): Promise<PolicySet> {
  const cedar = await import('@cedar-policy/cedar-wasm/nodejs');
  const faults: Fault[] = [];
  const read = [{ text: shipped }, ...sources].flatMap((source) => readSource(cedar, source, faults));
  const ids = new Map<string, Read>();
  for (const policy of read) {
    const other = ids.get(policy.id);
    if (other !== undefined) faults.push(twice(policy, other));
    else ids.set(policy.id, policy);
  }
  if (read.length > POLICY_LIMITS.policies)
    faults.push(
      authorizationFaults.fault('005', {
        message: `there are ${read.length} policies`,
        expected: `at most ${POLICY_LIMITS.policies}`,
        remedy: 'Write policies about attributes; put what differs by product into fleet.yaml.',
      }),
    );
  // JSON of our own making, in the shape that Cedar declares for a schema.
  const schema = fleetSchema() as unknown as Cedar.SchemaJson<string>;
  if (check && faults.length === 0) faults.push(...misfits(cedar, schema, ids));
  if (faults.length > 0) throw new Refused(...faults);
  opened += 1;
  // Of this thread's store of parsed policies: two sets that are open at once must not answer for one another.
  const name = `assay-fleet-${opened}`;
  const staticPolicies = Object.fromEntries([...ids].map(([id, { text }]) => [id, text]));
  for (const parsed of [cedar.preparseSchema(name, schema), cedar.preparsePolicySet(name, { staticPolicies })]) {
    if (parsed.type === 'failure') throw new Refused(...parsed.errors.map(({ message }) => broken(message)));
  }
  return {
    policies: new Map([...ids].map(([id, { text: _, json: __, ...policy }]) => [id, policy])),
    digest: Digest.of(JSON.stringify(Object.entries(staticPolicies).sort(([a], [b]) => (a < b ? -1 : 1)))),
    timed: shortest(read.map(({ json }) => readsMoment(json))),
    evaluate: (question) => evaluate(cedar, name, question),
  };
}

/**
 * An error within an evaluation is a refusal, also where another policy permits: Cedar skips a policy that errs, and a skipped `forbid` would let by.
 */
function evaluate(cedar: typeof Cedar, name: string, question: Question): Answer {
  const { entities, ...request } = requestOf(question);
  const answer = cedar.statefulIsAuthorized({
    ...request,
    preparsedPolicySetId: name,
    preparsedSchemaName: name,
    validateRequest: true,
    // Our own entities, in the shape that Cedar declares; its types say mutable, and it changes nothing.
    entities: entities as unknown as Cedar.Entities,
  });
  if (answer.type !== 'success' || answer.response.diagnostics.errors.length > 0) return { allowed: false, policies: [] };
  return { allowed: answer.response.decision === 'allow', policies: [...answer.response.diagnostics.reason].sort() };
}

function readSource(cedar: typeof Cedar, source: PolicySource, faults: Fault[]): readonly Read[] {
  if (source.text.length > POLICY_LIMITS.bytes) {
    faults.push(
      authorizationFaults.fault('005', {
        message: 'the file is larger than a set of policies',
        ...at(source, 0),
        expected: `at most ${POLICY_LIMITS.bytes} characters`,
        remedy: 'Few policies about attributes do what many about things do.',
      }),
    );
    return [];
  }
  const parts = cedar.policySetTextToParts(source.text);
  if (parts.type === 'failure') {
    faults.push(...parts.errors.map((error) => (source.file === undefined ? broken(error.message) : unparsed(source, error, 0))));
    return [];
  }
  if (parts.policy_templates.length > 0)
    faults.push(
      authorizationFaults.fault('005', {
        message: 'a policy with a slot is a template',
        ...at(source, byteOf(source.text, parts.policy_templates[0] ?? '')),
        remedy: 'Write it without ?principal and ?resource.',
      }),
    );
  return parts.policies.flatMap((text) => readPolicy(cedar, source, text, faults) ?? []);
}

const ID = /^[a-z][a-z0-9-]{0,63}$/;

function readPolicy(cedar: typeof Cedar, source: PolicySource, text: string, faults: Fault[]): Read | undefined {
  const byte = byteOf(source.text, text);
  const place = at(source, byte);
  const json = cedar.policyToJson(text);
  if (json.type === 'failure') {
    faults.push(...json.errors.map((error) => unparsed(source, error, byte)));
    return undefined;
  }
  const { id, because } = json.json.annotations ?? {};
  if (id === undefined || !ID.test(id)) {
    faults.push(
      authorizationFaults.fault('003', {
        message: id === undefined ? 'a policy has no id' : `"${id}" is no id`,
        ...place,
        expected: '@id("small-letters-and-hyphens")',
        remedy: 'Give it an @id: explanations, tests and the map call it by that.',
      }),
    );
    return undefined;
  }
  const form = JSON.parse(JSON.stringify(json.json)) as Json;
  const named = namedIn(form);
  if (named.length > 0) {
    faults.push(
      authorizationFaults.fault('004', {
        message: `the policy "${id}" is about ${named.join(', ')}`,
        ...place,
        expected: 'attributes, products and services',
        found: named.join(', '),
        remedy:
          'Policies are asked with stand-ins, and this one would never match. Make an exception for one device with a share; use Product::"…" for a kind of device.',
      }),
    );
    return undefined;
  }
  return { id, effect: json.json.effect, text, json: form, ...(because === undefined ? {} : { because }), ...place };
}

function misfits(cedar: typeof Cedar, schema: Cedar.SchemaJson<string>, ids: ReadonlyMap<string, Read>): readonly Fault[] {
  const staticPolicies = Object.fromEntries([...ids].map(([id, { text }]) => [id, text]));
  const answer = cedar.validate({ schema, policies: { staticPolicies }, validationSettings: { mode: 'strict' } });
  if (answer.type === 'failure') return answer.errors.map(({ message }) => broken(message));
  const seen = new Set<string>();
  return [...answer.validationErrors, ...answer.validationWarnings].flatMap(({ policyId, error }) => {
    const policy = ids.get(policyId);
    const start = error.sourceLocations?.[0]?.start ?? 0;
    // One mistake is told once for each action that it is a mistake for.
    if (seen.has(`${policyId} ${start}`) || policy === undefined) return [];
    seen.add(`${policyId} ${start}`);
    if (policy.file === undefined) return [broken(error.message)];
    const within = lineOf(policy.text, start);
    return [
      authorizationFaults.fault('002', {
        message: error.message,
        file: policy.file,
        line: (policy.line ?? 1) + within.line - 1,
        column: within.column,
        ...(error.help === null ? {} : { expected: error.help }),
        remedy: 'docs/product-access.md lists what policies can read.',
      }),
    ];
  });
}

function unparsed(source: PolicySource, error: Cedar.DetailedError, from: number): Fault {
  return authorizationFaults.fault('001', {
    message: error.message,
    ...at(source, from + (error.sourceLocations?.[0]?.start ?? 0)),
    ...(error.help === null ? {} : { expected: error.help }),
    remedy: 'See docs.cedarpolicy.com for how policies are written.',
  });
}

function twice(policy: Read, other: Read): Fault {
  const first = other.file === undefined ? 'one that comes with Assay' : `${other.file}:${other.line}`;
  const where = policy.file === undefined ? {} : { file: policy.file, line: policy.line ?? 1 };
  return authorizationFaults.fault('003', { message: `there are two policies "${policy.id}"`, ...where, found: first, remedy: 'Give it another @id.' });
}

const shortest = (times: readonly number[]): number => times.filter((one) => one > 0).sort((a, b) => a - b)[0] ?? 0;

const broken = (message: string): Fault => authorizationFaults.fault('009', { message, remedy: 'Install Assay again: these policies come with it.' });

/** Cedar counts bytes. */
const byteOf = (text: string, part: string): number => Buffer.byteLength(text.slice(0, Math.max(0, text.indexOf(part))));

function at({ file, text }: PolicySource, byte: number): { readonly file?: string; readonly line?: number; readonly column?: number } {
  return file === undefined ? {} : { file, ...lineOf(text, byte) };
}

function lineOf(text: string, byte: number): { readonly line: number; readonly column: number } {
  const before = Buffer.from(text).subarray(0, byte).toString();
  const line = before.split('\n').length;
  return { line, column: before.length - (before.lastIndexOf('\n') + 1) + 1 };
}
