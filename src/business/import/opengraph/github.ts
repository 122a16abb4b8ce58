import type { Instant, Json } from '../../../core/index.ts';
import { own, text } from '../discovery/json.ts';
import { counted, type Saying, type Teller } from '../discovery/told.ts';
import { type Coverage, says, unseenOf } from './coverage.ts';
import type { Graph, GraphEdge, GraphNode } from './graph.ts';
import { powerOf } from './powers.ts';
import { countedPrincipals, type Principals } from './principals.ts';

// What a graph of a source-hosting organisation shows of one repository. Ill is said of an edge that stands; good only where the collector's own properties show that
// it asked. A rule, a workflow or an environment of which a property is missing was collected by something that did not look.

const FEW_OWNERS = 5;

export interface Hosting {
  readonly graph: Graph;
  readonly coverage: Coverage;
  readonly principals: Principals;
  readonly at: Instant;
  /** Edges by kind and the id of their end, by kind and the id of their start. */
  readonly into: (kind: string, id: string) => readonly GraphEdge[];
  readonly from: (kind: string, id: string) => readonly GraphEdge[];
  readonly allInto: (id: string) => readonly GraphEdge[];
}

export function hostingOf(graph: Graph, coverage: Coverage, principals: Principals, at: Instant): Hosting {
  const ends = Map.groupBy(graph.edges, ({ kind, end }) => `${kind} ${end.id}`);
  const all = Map.groupBy(graph.edges, ({ end }) => end.id);
  const starts = Map.groupBy(graph.edges, ({ kind, start }) => `${kind} ${start.id}`);
  return {
    graph,
    coverage,
    principals,
    at,
    into: (kind, id) => ends.get(`${kind} ${id}`) ?? [],
    from: (kind, id) => starts.get(`${kind} ${id}`) ?? [],
    allInto: (id) => all.get(id) ?? [],
  };
}

type Answer =
  | { readonly value: boolean; readonly items: number; readonly title?: string; readonly severity?: 'medium' | 'high' | 'critical' }
  | { readonly why: string };

interface Question {
  readonly claim: string;
  /** The kinds of edge or the properties that it is read from. */
  readonly from: string;
  ask(repository: GraphNode, hosting: Hosting): Answer | undefined;
}

/** Says what the graph shows of a repository that is part `subject` of the map. */
export function tellOfRepository(subject: string, repository: GraphNode, hosting: Hosting, teller: Teller): void {
  for (const { claim, from, ask } of QUESTIONS) {
    const answer = ask(repository, hosting);
    if (answer === undefined) continue;
    if ('why' in answer) teller.withhold(subject, claim, answer.why);
    else teller.say(subject, claim, answer.value, sayingOf(answer, from, hosting.at));
  }
}

function sayingOf(answer: Extract<Answer, { readonly value: boolean }>, from: string, at: Instant): Saying {
  const { title, items, severity } = answer;
  const id = from.split(/[ ,]/)[0] ?? from;
  return { at, from, items, ...(title === undefined ? {} : { finding: { id, title, severity: severity ?? 'high' } }) };
}

const QUESTIONS: readonly Question[] = [
  { claim: 'repository.branch-protected', from: 'GH_ProtectedBy, rules of the default branch', ask: branchProtected },
  { claim: 'repository.bypass-limited', from: 'GH_CanWriteBranch, GH_CanEditProtection', ask: bypassLimited },
  { claim: 'repository.owners-limited', from: 'GH_AdminTo', ask: ownersLimited },
  { claim: 'workflow.untrusted-contained', from: 'GH_CanPwnRequest', ask: untrustedContained },
  { claim: 'workflow.secrets-scoped', from: 'GH_HasSecret', ask: secretsScoped },
  { claim: 'environment.approval-required', from: 'GH_CanDeployToEnvironment, settings of environments', ask: approvalRequired },
  { claim: 'federation.narrow', from: 'GH_CanAssumeIdentity', ask: federationNarrow },
  { claim: 'integration.tokens-governed', from: 'GH_CanAccess', ask: tokensGoverned },
];

/** Of the pieces of a repository: contained by it, or saying so. */
export function piecesOf(repository: GraphNode, kind: string, { graph, from }: Hosting): readonly GraphNode[] {
  const contained = ['GH_Contains', 'GH_HasBranch', 'GH_HasWorkflow', 'GH_HasEnvironment'].flatMap((edge) => from(edge, repository.id)).map(({ end }) => end);
  return [...new Set([...contained, ...(byRepository(graph).get(repository.id) ?? [])])].filter(({ kinds }) => kinds.includes(kind));
}

const BY_REPOSITORY = new WeakMap<Graph, ReadonlyMap<string, readonly GraphNode[]>>();
function byRepository(graph: Graph): ReadonlyMap<string, readonly GraphNode[]> {
  const known = BY_REPOSITORY.get(graph) ?? Map.groupBy(graph.nodes, ({ properties }) => text(own(properties, 'repository_id')) ?? '');
  BY_REPOSITORY.set(graph, known);
  return known;
}

function defaultBranch(repository: GraphNode, hosting: Hosting): GraphNode | undefined {
  const wanted = text(own(repository.properties, 'default_branch'));
  if (wanted === undefined) return undefined;
  return piecesOf(repository, 'GH_Branch', hosting).find((branch) => {
    const name = text(own(branch.properties, 'short_name')) ?? text(own(branch.properties, 'name'));
    return name === wanted || name?.endsWith(`\\${wanted}`) === true;
  });
}

const RULESETS = 'the repository has rulesets, which the collector counts and does not weigh';

function branchProtected(repository: GraphNode, hosting: Hosting): Answer | undefined {
  const branch = defaultBranch(repository, hosting);
  if (branch === undefined) return undefined;
  const rules = hosting.into('GH_ProtectedBy', branch.id).map(({ start }) => start);
  if (rules.length === 0) {
    if (says(repository, 'has_branch_rulesets') === true) return { why: RULESETS };
    if (says(branch, 'protected') !== false) return { why: 'the rule of the default branch is not in the export' };
    return { value: false, items: 1, title: 'the default branch has no rule', severity: 'critical' };
  }
  const faults = [
    ...(rules.every((rule) => says(rule, 'required_pull_request_reviews') === false) ? ['asks for no review'] : []),
    ...(rules.some((rule) => says(rule, 'enforce_admins') === false) ? ['does not bind administrators'] : []),
    ...(rules.some((rule) => says(rule, 'allows_force_pushes') === true) ? ['lets the history be rewritten'] : []),
    ...(rules.some((rule) => says(rule, 'allows_deletions') === true) ? ['lets the branch be deleted'] : []),
  ];
  // A ruleset can only add to a rule: what the rule lets through, it may still stop.
  if (faults.length > 0 && says(repository, 'has_branch_rulesets') === true) return { why: RULESETS };
  if (faults.length > 0) return { value: false, items: rules.length, title: `the rule of the default branch ${faults.join(', ')}` };
  const asked = ['required_pull_request_reviews', 'enforce_admins', 'allows_force_pushes', 'allows_deletions'];
  const missing = asked.find((key) => rules.some((rule) => says(rule, key) === undefined));
  if (missing !== undefined) return { why: `the collector did not ask for ${missing}` };
  const why = unseenOf(repository, hosting.coverage, ['repository', 'branch']);
  return why === undefined ? { value: true, items: rules.length } : { why };
}

function bypassLimited(repository: GraphNode, hosting: Hosting): Answer | undefined {
  const branch = defaultBranch(repository, hosting);
  if (branch === undefined || hosting.into('GH_ProtectedBy', branch.id).length === 0) return undefined;
  if (says(repository, 'has_branch_rulesets') === true) return { why: RULESETS };
  const past = hosting.into('GH_CanWriteBranch', branch.id);
  const edit = [...hosting.into('GH_CanEditProtection', branch.id), ...hosting.into('GH_CanEditProtection', repository.id)];
  const starts = [...past, ...edit].map(({ start }) => start);
  const unlisted = hosting.principals.unlisted(starts);
  if (unlisted.length > 0)
    return {
      value: false,
      items: past.length + edit.length,
      title: `${countedPrincipals(unlisted)} not listed can pass or change the rule of the default branch`,
    };
  // The two kinds are computed of all rules at once: an export that has none of them was made by a collector that does not compute them.
  const computed = ['GH_CanWriteBranch', 'GH_CanEditProtection'].find((kind) => !hosting.graph.edges.some((edge) => edge.kind === kind));
  if (computed !== undefined) return { why: `the export has no ${computed} at all` };
  const why = unseenOf(repository, hosting.coverage, ['repository', 'branch', 'account', 'role'], ['group', 'application']);
  return why === undefined ? { value: true, items: past.length + edit.length } : { why };
}

function ownersLimited(repository: GraphNode, hosting: Hosting): Answer | undefined {
  const edges = hosting.into('GH_AdminTo', repository.id);
  if (edges.length === 0) return undefined;
  const starts = edges.map(({ start }) => start);
  const all = hosting.principals.all(starts);
  const unlisted = hosting.principals.unlisted(starts);
  if (unlisted.length > 0) return { value: false, items: edges.length, title: `${countedPrincipals(unlisted)} not listed can administer the repository` };
  if (all.length > FEW_OWNERS)
    return { value: false, items: edges.length, title: `${countedPrincipals(all)} can administer the repository`, severity: 'medium' };
  const why =
    all.length === 0
      ? 'nobody in the export holds the role of its administrator'
      : unseenOf(repository, hosting.coverage, ['repository', 'account', 'role'], ['group', 'application']);
  return why === undefined ? { value: true, items: edges.length } : { why };
}

/** Events on which a workflow has the rights of the repository while what it looks at was handed in from outside. */
const FROM_OUTSIDE = /^(?:pull_request_target|workflow_run|issue_comment|issues|discussion|discussion_comment|fork|watch|pull_request_comment)$/;

function untrustedContained(repository: GraphNode, hosting: Hosting): Answer | undefined {
  const workflows = piecesOf(repository, 'GH_Workflow', hosting).filter((each) => !/^disabled/.test(text(own(each.properties, 'state')) ?? ''));
  const edges = [
    ...hosting.into('GH_CanPwnRequest', repository.id),
    ...piecesOf(repository, 'GH_Branch', hosting).flatMap(({ id }) => hosting.into('GH_CanPwnRequest', id)),
  ];
  const requestable = workflows.filter((each) => says(each, 'is_pwn_requestable') === true);
  if (edges.length + requestable.length > 0)
    return {
      value: false,
      items: edges.length + requestable.length,
      title: `${counted(Math.max(requestable.length, 1), 'workflow')} of the repository can be made to run what a stranger hands in, with its secrets`,
      severity: 'critical',
    };
  if (workflows.length === 0) return undefined;
  const unasked = workflows.filter((each) => says(each, 'is_pwn_requestable') === undefined);
  if (unasked.length > 0) return { why: `of ${unasked.length} of ${counted(workflows.length, 'workflow')} the export has no is_pwn_requestable` };
  const open = workflows.filter((each) => {
    const triggers = own(each.properties, 'triggers');
    return !Array.isArray(triggers) || triggers.length === 0 || triggers.some((trigger: Json) => typeof trigger !== 'string' || FROM_OUTSIDE.test(trigger));
  });
  if (open.length > 0)
    return {
      why: `of ${counted(open.length, 'workflow')} that may start on events from outside the collector looks for one weakness alone`,
    };
  const why = unseenOf(repository, hosting.coverage, ['repository', 'workflow']);
  return why === undefined ? { value: true, items: workflows.length } : { why };
}

function secretsScoped(repository: GraphNode, hosting: Hosting): Answer | undefined {
  const given = hosting.from('GH_HasSecret', repository.id).filter(({ end }) => !end.kinds.includes('GH_EnvironmentSecret'));
  if (given.length > 0) {
    const wide = given.filter(({ end }) => end.kinds.includes('GH_OrgSecret')).length;
    return {
      value: false,
      items: given.length,
      title: `${counted(given.length, 'secret')} can be read by a workflow of any branch${wide === 0 ? '' : `, ${wide} of them of the whole organisation`}`,
    };
  }
  const environments = piecesOf(repository, 'GH_Environment', hosting).filter(({ id }) =>
    ['GH_HasSecret', 'GH_Contains'].some((kind) => hosting.from(kind, id).some(({ end }) => end.kinds.includes('GH_EnvironmentSecret'))),
  );
  if (environments.length === 0) return undefined;
  const open = environments.filter((each) => says(each, 'protected_branches') === false && says(each, 'custom_branch_policies') === false);
  if (open.length > 0) return { value: false, items: open.length, title: `${counted(open.length, 'environment')} with secrets takes any branch` };
  const unasked = environments.find((each) => says(each, 'protected_branches') !== true && says(each, 'custom_branch_policies') !== true);
  if (unasked !== undefined) return { why: 'the collector did not ask which branches the environments take' };
  const why = unseenOf(repository, hosting.coverage, ['repository', 'secret', 'environment']);
  return why === undefined ? { value: true, items: environments.length } : { why };
}

function approvalRequired(repository: GraphNode, hosting: Hosting): Answer | undefined {
  const environments = piecesOf(repository, 'GH_Environment', hosting);
  if (environments.length === 0) return undefined;
  const deploying = environments.flatMap(({ id }) => hosting.into('GH_CanDeployToEnvironment', id));
  const faults = new Set<string>();
  for (const each of environments) {
    if (says(each, 'required_reviewers') === false || own(each.properties, 'reviewer_count') === 0) faults.add('asks nobody');
    if (says(each, 'prevent_self_review') === false) faults.add('lets authors approve themselves');
    if (says(each, 'protected_branches') === false && says(each, 'custom_branch_policies') === false) faults.add('takes any branch');
    if (says(each, 'can_admins_bypass') === true) faults.add('lets administrators pass');
  }
  if (deploying.length > 0) faults.add('is open to whoever can write to a branch that it takes');
  if (faults.size > 0) return { value: false, items: environments.length + deploying.length, title: `an environment ${[...faults].join(', ')}` };
  const asked = environments.every(
    (each) =>
      says(each, 'required_reviewers') === true &&
      says(each, 'prevent_self_review') === true &&
      says(each, 'can_admins_bypass') === false &&
      (says(each, 'protected_branches') === true || says(each, 'custom_branch_policies') === true),
  );
  if (!asked) return { why: 'the collector did not ask for every setting of the environments' };
  const why = unseenOf(repository, hosting.coverage, ['repository', 'environment'], ['branch']);
  return why === undefined ? { value: true, items: environments.length } : { why };
}

function federationNarrow(repository: GraphNode, hosting: Hosting): Answer | undefined {
  const pieces = [...piecesOf(repository, 'GH_Branch', hosting), ...piecesOf(repository, 'GH_Environment', hosting)];
  const wide = hosting.from('GH_CanAssumeIdentity', repository.id);
  const narrow = pieces.flatMap(({ id }) => hosting.from('GH_CanAssumeIdentity', id));
  if (wide.length > 0)
    return {
      value: false,
      items: wide.length,
      title: `${counted(wide.length, 'cloud identity', 'cloud identities')} can be taken on by anything that runs in the repository`,
    };
  if (narrow.length === 0) return undefined;
  const owners = (id: string) => new Set(hosting.into('GH_CanAssumeIdentity', id).map(({ start }) => text(own(start.properties, 'repository_id')) ?? start.id));
  const shared = narrow.filter(({ end }) => owners(end.id).size > 1);
  if (shared.length > 0)
    return {
      value: false,
      items: shared.length,
      title: `${counted(shared.length, 'cloud identity', 'cloud identities')} can be taken on by more than one repository`,
    };
  // Every branch of a repository at once is the repository.
  const branches = new Set(narrow.flatMap(({ start }) => (start.kinds.includes('GH_Branch') ? [start.id] : [])));
  if (branches.size > 1 && branches.size === piecesOf(repository, 'GH_Branch', hosting).length)
    return { value: false, items: branches.size, title: 'a cloud identity can be taken on by every branch of the repository' };
  const why = unseenOf(repository, hosting.coverage, ['repository', 'branch'], ['environment', 'cloud-identity']);
  return why === undefined ? { value: true, items: narrow.length } : { why };
}

function tokensGoverned(repository: GraphNode, hosting: Hosting): Answer | undefined {
  const access = hosting
    .into('GH_CanAccess', repository.id)
    .filter(({ start }) => says(start, 'token_expired') !== true && text(own(start.properties, 'suspended_at')) === undefined);
  if (access.length === 0) return undefined;
  const endless = access.filter(({ start }) => start.kinds.includes('GH_PersonalAccessToken') && text(own(start.properties, 'token_expires_at')) === undefined);
  const wide = access.filter(
    (edge) =>
      own(edge.start.properties, 'repository_selection') === 'all' && powerOf(edge) === 'writes' && hosting.principals.unlisted([edge.start]).length > 0,
  );
  const faults = [
    ...(endless.length === 0 ? [] : [`${counted(endless.length, 'personal token')} without an end`]),
    ...(wide.length === 0 ? [] : [`${counted(wide.length, 'application or token', 'applications or tokens')} not listed that may write to every repository`]),
  ];
  if (faults.length > 0) return { value: false, items: endless.length + wide.length, title: faults.join(', ') };
  return { why: 'deploy keys and classic tokens are in no export of this kind' };
}
