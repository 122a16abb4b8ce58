// A small organisation as its collector would write it, with one repository; every good statement that a graph can make is made of it, and each test breaks one.

export interface Node {
  readonly id: string;
  readonly kinds: readonly string[];
  readonly properties: Record<string, unknown>;
}
export interface Edge {
  readonly kind: string;
  readonly start: Record<string, unknown>;
  readonly end: Record<string, unknown>;
  readonly properties?: Record<string, unknown>;
}
export interface Export {
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
}

export function node(id: string, kinds: string | readonly string[], properties: Record<string, unknown> = {}): Node {
  return {
    id,
    kinds: typeof kinds === 'string' ? [kinds] : kinds,
    properties: { name: id, environmentid: 'O1', environment_name: 'fern', last_seen: '2026-10-30T08:00:00', collected: true, ...properties },
  };
}

export function edge(start: string, kind: string, end: string, properties: Record<string, unknown> = {}): Edge {
  return { kind, start: { value: start, match_by: 'id' }, end: { value: end, match_by: 'id' }, properties: { traversable: true, ...properties } };
}

export const GOOD: Export = {
  nodes: [
    node('O1', 'GH_Organization', { login: 'fern', public_repos: 0, owned_private_repos: 1 }),
    node('R1', 'GH_Repository', {
      name: 'firmware',
      full_name: 'fern/firmware',
      html_url: 'https://github.com/fern/firmware',
      default_branch: 'main',
      has_branch_rulesets: false,
    }),
    node('B1', 'GH_Branch', { short_name: 'main', repository_id: 'R1', protected: true }),
    node('P1', 'GH_BranchProtectionRule', {
      repository_id: 'R1',
      required_pull_request_reviews: true,
      enforce_admins: true,
      allows_force_pushes: false,
      allows_deletions: false,
    }),
    node('A1', ['GH_RepoRole', 'GH_Role'], { short_name: 'admin', repository_id: 'R1' }),
    node('T1', 'GH_Team', { slug: 'keepers' }),
    node('TR', ['GH_TeamRole', 'GH_Role'], {}),
    node('U1', 'GH_User', { login: 'iris-keeper' }),
    node('W1', 'GH_Workflow', { repository_id: 'R1', is_pwn_requestable: false, triggers: ['push', 'pull_request'], state: 'active' }),
    node('E1', 'GH_Environment', {
      repository_id: 'R1',
      required_reviewers: true,
      reviewer_count: 1,
      prevent_self_review: true,
      protected_branches: true,
      custom_branch_policies: false,
      can_admins_bypass: false,
    }),
    node('S1', ['GH_EnvironmentSecret', 'GH_Secret'], { name: 'DEPLOY' }),
    node('G1', ['GH_OrgRunnerGroup', 'GH_RunnerGroup'], { allows_public_repositories: false }),
    node('N1', ['GH_OrgRunner', 'GH_Runner'], { ephemeral: true }),
  ],
  edges: [
    edge('O1', 'GH_Owns', 'R1'),
    edge('R1', 'GH_Contains', 'B1'),
    edge('P1', 'GH_ProtectedBy', 'B1', { traversable: false }),
    edge('A1', 'GH_AdminTo', 'R1'),
    edge('A1', 'GH_CanEditProtection', 'B1'),
    edge('A1', 'GH_CanWriteBranch', 'B1', { reason: 'admin' }),
    edge('T1', 'GH_HasRole', 'A1'),
    edge('TR', 'GH_MemberOf', 'T1'),
    edge('U1', 'GH_HasRole', 'TR'),
    edge('R1', 'GH_Contains', 'W1'),
    edge('R1', 'GH_Contains', 'E1'),
    edge('E1', 'GH_HasSecret', 'S1'),
    edge('R1', 'GH_CanUseRunner', 'G1'),
    edge('G1', 'GH_HasRunner', 'N1'),
    {
      kind: 'GH_CanAssumeIdentity',
      start: { value: 'E1', match_by: 'id' },
      end: { kind: 'AWSRole', match_by: 'property', property_matchers: [{ key: 'arn', operator: 'equals', value: 'arn:aws:iam::1:role/deploy' }] },
    },
  ],
};

export function written({ nodes, edges }: Export): string {
  return JSON.stringify({ graph: { nodes, edges }, metadata: { source_kind: 'GitHub', collector: { name: 'openhound' } } });
}

/** The rule that a person would write for the team of keepers, in `joins.yaml`. */
export const LISTED = (words: readonly string[]) => (words.includes('keepers') ? { left: 'rule 1 of joins.yaml: they keep the repositories' } : undefined);
