import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codesOf, goodOf, importBy, said } from '../discovery/reading.fixture.ts';
import { type Edge, type Export, edge, GOOD, LISTED, type Node, node, written } from './export.fixture.ts';
import { opengraph } from './opengraph.ts';

const ON_THE_MAP = { joined: LISTED };
const read = (graph: Export, more = {}) => importBy(opengraph, written(graph), { ...ON_THE_MAP, ...more });
const with_ = (nodes: readonly Node[], edges: readonly Edge[] = []): Export => ({ nodes: [...GOOD.nodes, ...nodes], edges: [...GOOD.edges, ...edges] });
const changed = (id: string, properties: Record<string, unknown>): Export => ({
  ...GOOD,
  nodes: GOOD.nodes.map((one) => (one.id === id ? { ...one, properties: { ...one.properties, ...properties } } : one)),
});

describe('an export of a source host', () => {
  it('says what it shows, and no more', () => {
    const imported = read(GOOD);
    expect(said(imported)).toEqual([
      'builder runner.isolated true',
      'firmware environment.approval-required true',
      'firmware federation.narrow true',
      'firmware repository.branch-protected true',
      'firmware repository.bypass-limited true',
      'firmware repository.owners-limited true',
      'firmware workflow.secrets-scoped true',
      'firmware workflow.untrusted-contained true',
    ]);
    expect(imported.evidence.every(({ observedAt }) => observedAt === '2026-10-30T08:00:00Z')).toBe(true);
  });

  it.each<[string, Export, string]>([
    [
      'an account that nobody lists holds the role',
      with_([node('U2', 'GH_User')], [edge('U2', 'GH_HasRole', 'A1')]),
      'firmware repository.owners-limited false',
    ],
    ['it can pass the rule', with_([node('U2', 'GH_User')], [edge('U2', 'GH_CanWriteBranch', 'B1')]), 'firmware repository.bypass-limited false'],
    ['administrators are not bound', changed('P1', { enforce_admins: false }), 'firmware repository.branch-protected false'],
    ['a workflow runs what strangers hand in', changed('W1', { is_pwn_requestable: true }), 'firmware workflow.untrusted-contained false'],
    ['a role can make it do so', with_([], [edge('A1', 'GH_CanPwnRequest', 'B1')]), 'firmware workflow.untrusted-contained false'],
    [
      'a secret is given to every branch',
      with_([node('S2', ['GH_OrgSecret', 'GH_Secret'])], [edge('R1', 'GH_HasSecret', 'S2')]),
      'firmware workflow.secrets-scoped false',
    ],
    ['an environment takes any branch', changed('E1', { protected_branches: false }), 'firmware environment.approval-required false'],
    ['administrators may pass the approval', changed('E1', { can_admins_bypass: true }), 'firmware environment.approval-required false'],
    ['a runner is kept', changed('N1', { ephemeral: false }), 'builder runner.isolated false'],
    [
      'a group serves another repository',
      with_([node('R2', 'GH_Repository', { full_name: 'fern/other' })], [edge('R2', 'GH_CanUseRunner', 'G1')]),
      'builder runner.isolated false',
    ],
    [
      'the whole repository takes a cloud identity on',
      with_([], [{ kind: 'GH_CanAssumeIdentity', start: { value: 'R1' }, end: { value: 'x', kind: 'AZFederatedIdentityCredential', match_by: 'name' } }]),
      'firmware federation.narrow false',
    ],
    [
      'a personal token has no end',
      with_([node('K1', 'GH_PersonalAccessToken', { token_expires_at: '' })], [edge('K1', 'GH_CanAccess', 'R1')]),
      'firmware integration.tokens-governed false',
    ],
  ])('%s', (_, graph, line) => expect(said(read(graph))).toContain(line));

  it.each<[string, Export, string]>([
    ['a collector that did not look into workflows', changed('W1', { is_pwn_requestable: undefined }), 'workflow.untrusted-contained'],
    ['a workflow that starts on events from outside', changed('W1', { triggers: ['pull_request_target'] }), 'workflow.untrusted-contained'],
    ['rulesets, which are not weighed', changed('R1', { has_branch_rulesets: true }), 'repository.bypass-limited'],
    ['fewer repositories than the organisation has', changed('O1', { owned_private_repos: 2 }), 'repository.owners-limited'],
    ['no organisation', { ...GOOD, nodes: GOOD.nodes.filter(({ id }) => id !== 'O1') }, 'repository.branch-protected'],
    ['a person who is not in the file', { ...GOOD, nodes: GOOD.nodes.filter(({ id }) => id !== 'TR') }, 'repository.owners-limited'],
    [
      'a group that the file leaves out, and names by its kind',
      with_([], [{ kind: 'GH_HasRole', start: { value: 'T9', kind: 'GH_Team' }, end: { value: 'A1' } }]),
      'repository.owners-limited',
    ],
    ['a runner of which nobody asked', changed('N1', { ephemeral: undefined }), 'runner.isolated'],
  ])('%s keeps the good back', (_, graph, claim) => {
    const imported = read(graph);
    expect(goodOf(imported).filter((line) => line.endsWith(claim))).toEqual([]);
    expect(imported.withheld?.map((each) => each.claim)).toContain(claim);
  });

  it('is put together from the files that a collector writes for each kind of thing', () => {
    const parts = [
      { nodes: GOOD.nodes.filter((_, i) => i % 2 === 0), edges: [] },
      { nodes: GOOD.nodes.filter((_, i) => i % 2 === 1), edges: GOOD.edges },
    ].map(written);
    expect(said(importBy(opengraph, `[${parts.join(',')}]`, ON_THE_MAP))).toEqual(said(read(GOOD)));
    expect(said(importBy(opengraph, parts.join('\n'), ON_THE_MAP))).toEqual(said(read(GOOD)));
    expect(goodOf(importBy(opengraph, parts[0] ?? '', ON_THE_MAP))).toEqual([]);
  });

  it('takes nobody for listed by what they call themselves', () => {
    const imported = read(with_([node('U2', 'GH_User', { login: 'it', name: 'keepers', displayname: 'keepers' })], [edge('U2', 'GH_HasRole', 'A1')]));
    expect(said(imported)).toContain('firmware repository.owners-limited false');
  });

  it('names nobody in what goes on the ledger', () => {
    const imported = read(
      with_(
        [node('U2', 'GH_User', { login: 'jane.doe', email: 'jane@fern.example' })],
        [edge('U2', 'GH_HasRole', 'A1'), edge('U2', 'GH_CanWriteBranch', 'B1')],
      ),
    );
    const told = JSON.stringify([imported.evidence, imported.unclaimed, imported.lost, imported.assumed, imported.withheld]);
    expect(told).not.toMatch(/jane|iris/);
    expect(JSON.stringify(imported.discovered)).toContain('jane.doe');
  });

  it('never speaks better of what was removed from it', () => {
    const bad = with_(
      [
        node('U2', 'GH_User'),
        node('S2', ['GH_RepoSecret', 'GH_Secret']),
        node('N2', ['GH_OrgRunner', 'GH_Runner'], { ephemeral: false }),
        node('W2', 'GH_Workflow', { is_pwn_requestable: true }),
      ],
      [
        edge('U2', 'GH_HasRole', 'TR'),
        edge('U2', 'GH_CanWriteBranch', 'B1'),
        edge('R1', 'GH_HasSecret', 'S2'),
        edge('G1', 'GH_HasRunner', 'N2'),
        edge('R1', 'GH_Contains', 'W2'),
      ],
    );
    const unlisted = { joined: undefined } as never;
    const before = new Set(goodOf(read(bad, unlisted)));
    fc.assert(
      fc.property(
        fc.subarray(bad.nodes.map(({ id }) => id)),
        fc.subarray(['enforce_admins', 'ephemeral', 'is_pwn_requestable', 'triggers', 'collected', 'required_reviewers']),
        (kept, keys) => {
          fc.pre(kept.length > 0);
          const nodes = bad.nodes
            .filter(({ id }) => kept.includes(id))
            .map((one) => ({ ...one, properties: Object.fromEntries(Object.entries(one.properties).filter(([key]) => !keys.includes(key))) }));
          for (const good of goodOf(read({ ...bad, nodes }, unlisted))) expect(before).toContain(good);
        },
      ),
    );
  });
});

describe('what it discovers', () => {
  it('is whole only where the organisation is there', () => {
    const { discovered } = read(GOOD);
    expect(discovered?.source).toBe('opengraph github:fern');
    expect(discovered?.scopes).toContain('github:fern/account');
    expect(read({ ...GOOD, nodes: GOOD.nodes.filter(({ id }) => id !== 'O1') }).discovered?.scopes).toEqual([]);
  });

  it.each([
    ['GH_CanWriteBranch', 'writes'],
    ['GH_InviteMember', 'none'],
    ['OP_MemberOf', 'member'],
    ['JAMF_UpdateScripts', 'writes'],
    ['Snow_ReadSecret', 'holds'],
    ['MSSQL_SysadminOf', 'administers'],
    ['Foo_Quux', 'none'],
  ])('%s %s', (kind, power) => {
    const { discovered } = read(with_([node('U2', 'GH_User')], [edge('U2', kind, 'R1', { traversable: kind !== 'GH_InviteMember' })]));
    expect(discovered?.relations.find(({ sourceKind }) => sourceKind === kind)?.power).toBe(power);
  });
});

describe('an export of an identity provider', () => {
  const tenant = node('okta', 'Okta_Organization', { name: 'fern.okta.com', environmentid: 'okta' });
  const okta = (id: string, kind: string, properties = {}) => node(id, kind, { environmentid: 'okta', ...properties });
  const users = ['a', 'b'].map((id) => okta(id, 'Okta_User', { enabled: true }));
  const top = users.map(({ id }) => edge(id, 'Okta_SuperAdmin', 'okta'));
  const all = { joined: () => ({ left: 'listed' }) };

  it.each<[string, Export, object, readonly string[]]>([
    ['listed', { nodes: [tenant, ...users], edges: top }, all, []],
    [
      'too many',
      {
        nodes: [tenant, ...[1, 2, 3, 4, 5].map((i) => okta(`u${i}`, 'Okta_User'))],
        edges: [1, 2, 3, 4, 5].map((i) => edge(`u${i}`, 'Okta_SuperAdmin', 'okta')),
      },
      {},
      ['directory identity.privileged-limited false'],
    ],
    ['not listed', { nodes: [tenant, ...users], edges: top }, {}, []],
    [
      'a foreign sign-in',
      { nodes: [tenant, okta('i', 'Okta_IdentityProvider', { status: 'ACTIVE' })], edges: [] },
      {},
      ['directory identity.federation-reviewed false'],
    ],
    ['a token without an end', { nodes: [tenant, okta('t', 'Okta_ApiToken')], edges: [] }, {}, ['directory identity.service-accounts-governed false']],
  ])('%s', (_, graph, more, lines) => expect(said(importBy(opengraph, JSON.stringify(graph), more))).toEqual(lines));

  it('is good where a rule lists each of them', () => {
    const joined = (words: readonly string[]) => (words.includes('fern.okta.com') ? undefined : { left: 'listed' });
    expect(said(importBy(opengraph, written({ nodes: [tenant, ...users], edges: top }), { joined }))).toEqual(['directory identity.privileged-limited true']);
  });
});

describe('what is no export, or a hostile one', () => {
  it.each<[string, string, string]>([
    ['a schema of an extension', '{"schema":{},"node_kinds":[]}', 'ASSAY-IMPORT-001'],
    ['an empty graph', '{"graph":{"nodes":[],"edges":[]}}', 'ASSAY-BIMPORT-013'],
    ['a node without an id', '{"graph":{"nodes":[{"kinds":["X"]}],"edges":[]}}', 'ASSAY-IMPORT-003'],
    ['an edge without a kind', '{"nodes":[{"id":"a","kinds":[]}],"edges":[{"start":{"value":"a"},"end":{"value":"a"}}]}', 'ASSAY-IMPORT-003'],
    [
      'an operator that nobody knows',
      '{"nodes":[],"edges":[{"kind":"X","start":{"match_by":"property","property_matchers":[{"key":"a","operator":"like","value":"b"}]},"end":{"value":"a"}}]}',
      'ASSAY-IMPORT-003',
    ],
    ['a key that reaches a prototype', '{"graph":{"nodes":[{"id":"a","kinds":[],"properties":{"__proto__":{}}}]}}', 'ASSAY-JSON-004'],
    ['nesting without end', `{"graph":{"nodes":${'['.repeat(100_000)}`, 'ASSAY-JSON-002'],
    ['ten million rows', `{"nodes":[${'{},'.repeat(10_000_000)}{}]}`, 'ASSAY-BIMPORT-011'],
    ['a moment that has not come', written({ nodes: [node('a', 'X', { last_seen: '2031-01-01T00:00:00Z' }), node('b', 'X')], edges: [] }), 'ASSAY-IMPORT-010'],
    ['a NUL', '{"nodes":[{"id":"a\0"}]}', 'ASSAY-IMPORT-009'],
  ])('%s', (_, text, code) => expect(codesOf(() => importBy(opengraph, text))).toEqual([code]));

  it('survives any graph', () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            id: fc.constantFrom('a', 'b', 'c', 'constructor', 'O1'),
            kinds: fc.array(fc.constantFrom('GH_User', 'GH_Repository', 'Q_Thing', 'constructor')),
            properties: fc.dictionary(
              fc.constantFrom('name', 'full_name', 'environmentid', 'toString'),
              fc.oneof(fc.string(), fc.boolean(), fc.integer(), fc.constant(null)),
            ),
          }),
          { minLength: 1 },
        ),
        fc.array(
          fc.record({
            kind: fc.constantFrom('GH_AdminTo', 'GH_HasRole', 'Q_Rules', 'valueOf'),
            start: fc.record({ value: fc.constantFrom('a', 'b', 'z') }),
            end: fc.record({ value: fc.constantFrom('a', 'c') }),
          }),
        ),
        (nodes, edges) => {
          expect(goodOf(importBy(opengraph, JSON.stringify({ graph: { nodes, edges } })))).toEqual([]);
        },
      ),
    ));
});
