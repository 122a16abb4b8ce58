import type * as Cedar from '@cedar-policy/cedar-wasm/nodejs';
import { Refused } from '../../../core/index.ts';
import { ACTION_IDS, type ActionId, actionOf } from '../actions.ts';
import { accessFaults } from '../faults.ts';
import { type AccessPolicy, type Principal, RESOURCE_KINDS, type Resource, type ResourceKind, ROLES, type Role } from '../model.ts';
import { POLICIES } from '../policies.ts';
import { cedarSchema } from '../schema.ts';

type Whose = 'nobody' | 'own' | 'other';

/** All that a decision depends on. What is not in here, no policy can see. */
interface Question {
  readonly roles: readonly Role[];
  readonly via: Principal['via'];
  readonly inScope: boolean;
  readonly action: ActionId;
  readonly kind: ResourceKind;
  readonly whose: Whose;
}

// Kept for the life of the process: the policies do not change while it runs. In practice a few hundred; the bound is for a caller who varies all of it.
const MOST_KEPT = 20_000;
let opened = 0;

/**
 * Loads Cedar and answers from then on. Policies are checked against the schema where they are not those that Assay ships: those are the same at every start, and
 * their check, a third of a second, is a test's. Throws `Refused` (ASSAY-ACCESS-001) where they do not fit: a server that
 * cannot say who may do what does not start. Decisions are kept, since a fresh one costs hundreds of times what a kept one does.
 *
 * The compiled module is loaded on the first call, so that commands that ask nobody's permission do not wait for it.
 */
export async function openCedarPolicy(policies: string = POLICIES, check = policies !== POLICIES): Promise<AccessPolicy> {
  const cedar = await import('@cedar-policy/cedar-wasm/nodejs');
  const name = load(cedar, policies, check);
  const kept = new Map<string, boolean>();

  function ask(question: Question): boolean {
    const key = `${question.roles.join(',')}|${question.via}|${question.inScope ? 1 : 0}|${question.action}|${question.kind}|${question.whose}`;
    const known = kept.get(key);
    if (known !== undefined) return known;
    const answer = decide(cedar, name, question);
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(key, answer);
    return answer;
  }

  function permits(principal: Principal, action: ActionId, resource: Resource): boolean {
    // What types promise, bytes may break: an action or a kind that is in no table is refused before Cedar is asked.
    if (!ACTION_IDS.includes(action) || !RESOURCE_KINDS.includes(resource.kind)) return false;
    const roles = ROLES.filter((role) => principal.roles.includes(role));
    const inScope = principal.via === 'session' || (principal.scope ?? []).includes(action);
    const whose: Whose = resource.owner === undefined ? 'nobody' : resource.owner === principal.person ? 'own' : 'other';
    return ask({ roles, via: principal.via, inScope, action, kind: resource.kind, whose });
  }

  return {
    permits,
    permitted: (principal) => ACTION_IDS.filter((action) => anythingFor(principal, action).some((resource) => permits(principal, action, resource))),
  };
}

/** Things that the principal might ask the action of: a service or the office by the action's place, something of its own, something of another's. */
function anythingFor(principal: Principal, action: ActionId): readonly Resource[] {
  const { on } = actionOf(action);
  if (on === 'service') return [{ kind: 'service', id: 'any' }];
  return [
    { kind: 'office', id: 'office' },
    { kind: 'token', id: 'own', owner: principal.person },
  ];
}

function load(cedar: typeof Cedar, policies: string, check: boolean): string {
  // Of this thread's store of parsed policies: two that are open at once must not answer for one another.
  opened += 1;
  const name = `assay-${opened}`;
  const staticPolicies = named(cedar, policies);
  // JSON of our own making, in the shape that Cedar declares for a schema.
  const schema = cedarSchema() as unknown as Cedar.SchemaJson<string>;
  const wrong = check ? misfits(cedar, schema, staticPolicies) : [];
  if (wrong.length > 0) throw unfit(wrong);
  for (const parsed of [cedar.preparseSchema(name, schema), cedar.preparsePolicySet(name, { staticPolicies })]) {
    if (parsed.type === 'failure') throw unfit(parsed.errors.map(({ message }) => message));
  }
  return name;
}

function misfits(cedar: typeof Cedar, schema: Cedar.SchemaJson<string>, staticPolicies: Record<string, string>): readonly string[] {
  const answer = cedar.validate({ schema, policies: { staticPolicies }, validationSettings: { mode: 'strict' } });
  return answer.type === 'failure'
    ? answer.errors.map(({ message }) => message)
    : [...answer.validationErrors, ...answer.validationWarnings].map(({ policyId, error }) => `${policyId}: ${error.message}`);
}

/** Each policy under the name that its annotation gives it, so that a complaint names it. */
function named(cedar: typeof Cedar, policies: string): Record<string, string> {
  const parts = cedar.policySetTextToParts(policies);
  if (parts.type === 'failure') throw unfit(parts.errors.map(({ message }) => message));
  const byId = parts.policies.map((text) => [/^@id\("([a-z-]+)"\)/.exec(text.trim())?.[1] ?? '', text] as const);
  const ids = new Set(byId.map(([id]) => id));
  if (ids.has('') || ids.size !== byId.length) throw unfit(['a policy without an id of its own']);
  return Object.fromEntries(byId);
}

function unfit(wrong: readonly string[]): Refused {
  return new Refused(
    ...wrong.map((message) =>
      accessFaults.fault('001', {
        message,
        expected: 'policies that fit the table of actions',
        found: 'policies that do not',
        remedy: 'Install Assay again: these files come with it. If you changed them, mend what is named.',
      }),
    ),
  );
}

/**
 * Asked with stand-ins for person, thing and owner: two questions with one key cannot differ, whatever a policy may come to say. An error within an
 * evaluation is a refusal, also where another policy permits: Cedar skips a policy that errs, and a skipped `forbid` would let by.
 */
function decide(cedar: typeof Cedar, name: string, { roles, via, inScope, action, kind, whose }: Question): boolean {
  const asker = { type: 'User', id: 'asker' };
  const other = { type: 'User', id: 'other' };
  const thing = { type: 'Thing', id: 'thing' };
  const owner = whose === 'nobody' ? {} : { owner: { __entity: whose === 'own' ? asker : other } };
  const answer = cedar.statefulIsAuthorized({
    principal: asker,
    action: { type: 'Action', id: action },
    resource: thing,
    context: { name: action },
    preparsedPolicySetId: name,
    preparsedSchemaName: name,
    validateRequest: true,
    entities: [
      { uid: asker, attrs: { via, scope: inScope && via === 'token' ? [action] : [] }, parents: roles.map((id) => ({ type: 'Role', id })) },
      { uid: thing, attrs: { kind, ...owner }, parents: [] },
    ],
  });
  return answer.type === 'success' && answer.response.diagnostics.errors.length === 0 && answer.response.decision === 'allow';
}
