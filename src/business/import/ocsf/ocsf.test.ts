import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codesOf, goodOf, importBy, resultsOf, said } from '../posture/reading.fixture.ts';
import { ocsf } from './ocsf.ts';

type Fields = Readonly<Record<string, unknown>>;
/** In the shape that Prowler writes. */
const finding = (check: string, status: string, more: Fields = {}): Fields => ({
  class_uid: 2004,
  message: 'jane@fern.example has no second factor',
  metadata: { event_code: check, product: { name: 'Prowler', version: '5.4.0' }, profiles: ['cloud', 'datetime'], version: '1.4.0' },
  severity_id: 4,
  severity: 'High',
  status: 'New',
  status_id: 1,
  status_code: status,
  status_detail: 'jane@fern.example has no second factor',
  time: 1_793_000_000,
  time_dt: '2026-10-26T08:53:20.1234',
  finding_info: { title: `What ${check} is about`, uid: `prowler-m365-${check}-1` },
  resources: [{ uid: 'r-1', name: 'Jane', region: 'global', group: { name: 'entra' } }],
  cloud: { provider: 'm365', account: { uid: 'fern.example', name: 'fern.example' } },
  remediation: { desc: 'Do it.', references: ['https://x.example/fix', 'tool --fix <NAME>'] },
  unmapped: { provider: 'm365', compliance: { 'CIS-1': ['1.1'] } },
  ...more,
});
const on = (service: string, uid = 'r-1', more: Fields = {}) => ({ resources: [{ uid, name: uid, region: 'global', group: { name: service }, ...more }] });
const repo = (name: string, service = 'repository') => ({
  resources: [{ uid: `id-${name}`, name, region: 'fern', group: { name: service } }],
  cloud: { provider: 'github', account: { uid: 'fern', name: 'fern' } },
  unmapped: { provider: 'github' },
});
const read = (rows: readonly Fields[], more = {}) => importBy(ocsf, rows, more);

describe('what is told of people', () => {
  it.each<[string, Fields]>([
    ['a status', { status_code: 'FAIL jane@fern.example has no key' }],
    ['a compliance status', { class_uid: 2003, compliance: { control: 'A.1', status: 'Fail of jane@fern.example' } }],
    ['a title', { metadata: { event_code: 'user_mfa', product: { name: 'Acme' } }, finding_info: { title: 'User Jane has no MFA' } }],
    ['the name of a product', { metadata: { event_code: 'user_mfa', product: { name: 'Acme of jane@fern.example', version: 'by Jane' } } }],
  ])('is nothing of %s', (_, more) => expect(JSON.stringify(read([finding('c', 'FAIL', more)]).evidence)).not.toMatch(/jane/i));

  it.each<[string, Fields]>([
    ['is no text', { resources: [{ uid: { a: 'jane@fern.example' } }] }],
    ['is no moment', { time: undefined, time_dt: 'jane@fern.example' }],
  ])('is not quoted where it %s', (_, more) => {
    try {
      read([finding('c', 'FAIL', more)]);
      expect.unreachable();
    } catch (error) {
      expect(JSON.stringify(error)).not.toMatch(/jane/i);
      expect((error as { readonly faults: readonly { readonly code: string }[] }).faults.map(({ code }) => code)).toEqual(['ASSAY-IMPORT-003']);
    }
  });
});

describe('what becomes of a finding', () => {
  const judged = (fields: Fields) => resultsOf(read([finding('c', 'PASS', fields)])).map((value) => (value as { readonly outcome: string }).outcome);
  it.each<[string, Fields, readonly string[]]>([
    ['a check that passed', {}, ['pass']],
    ['a check that failed', { status_code: 'FAIL' }, ['fail']],
    ['a check that a person must make', { status_code: 'MANUAL' }, ['not-scanned']],
    ['a word that is not known', { status_code: 'SPLENDID' }, ['error']],
    ['a failure that was muted', { status_code: 'FAIL', status_id: 3, status: 'Suppressed' }, ['not-scanned']],
    ['a pass that was muted', { status_id: 3, status: 'Suppressed' }, ['pass']],
    ['a pass that was archived', { status_id: 5, status: 'Archived' }, ['not-scanned']],
    ['a detection that is open', { status_code: undefined }, ['fail']],
    ['a detection that was closed', { status_code: undefined, status_id: 4, status: 'Resolved' }, []],
    ['a detection that was suppressed', { status_code: undefined, status_id: 3 }, ['not-scanned']],
    ['a control that passed', { class_uid: 2003, status_code: undefined, compliance: { control: 'S3.1', status_id: 1, status: 'Pass' } }, ['pass']],
    [
      'a control that passed and was resolved so',
      { class_uid: 2003, status_code: undefined, status_id: 4, compliance: { control: 'S3.1', status_id: 1 } },
      ['pass'],
    ],
    ['a control that warns', { class_uid: 2003, status_code: undefined, compliance: { control: 'S3.1', status_id: 2 } }, ['warning']],
    ['a control that failed', { class_uid: 2003, status_code: undefined, compliance: { control: 'S3.1', status_id: 3 } }, ['fail']],
    ['a control that says nothing', { class_uid: 2003, status_code: undefined, compliance: { control: 'S3.1' } }, ['error']],
    [
      'a control whose number is unknown',
      { class_uid: 2003, status_code: undefined, compliance: { control: 'S3.1', status_id: 99, status: 'Not_available' } },
      ['error'],
    ],
    ['a control that contradicts itself', { class_uid: 2003, compliance: { control: 'S3.1', status_id: 3 } }, ['fail']],
    [
      'a finding of 1.0',
      { class_uid: 2001, status_code: undefined, finding_info: undefined, finding: { title: 't', uid: 'u' }, compliance: { status: 'FAILED' } },
      ['fail'],
    ],
    ['a known hole', { class_uid: 2002, status_code: undefined, vulnerabilities: [{ cve: { uid: 'CVE-2026-1' } }] }, ['fail']],
    ['an incident', { class_uid: 2005 }, []],
  ])('%s', (_, fields, outcomes) => expect(judged(fields)).toEqual(outcomes));

  it('names nobody, neither person nor machine', () => {
    const { unclaimed: _, ...imported } = read([
      finding('c', 'FAIL', {
        finding_info: { title: 'Jane of laptop-7 and jane@fern.example has no key' },
        resources: [{ uid: 'laptop-7', name: 'Jane', group: { name: 'entra' } }],
      }),
    ]);
    expect(JSON.stringify(imported)).not.toMatch(/Jane|jane@|laptop-7/);
    expect(imported.evidence[0]?.finding).toEqual({ id: 'c', title: '… of … and … has no key', severity: 'high', refs: ['https://x.example/fix'] });
  });

  it.each<[string, Fields, Fields]>([
    [
      'Prowler’s of a standard',
      { compliance: { control: 'A sentence of the standard.', requirements: ['1.1.3'], standards: ['CIS-4.0'], status_id: 3 } },
      { baseline: 'CIS-4.0', control: '1.1.3', level: 'shall' },
    ],
    [
      'a cloud’s own',
      { compliance: { control: 'S3.1', requirements: ['a', 'b'], standards: ['x', 'y'], status_id: 3 }, metadata: { product: { name: 'Security Hub' } } },
      { baseline: 'Security Hub m365', control: 'S3.1', level: 'shall' },
    ],
    [
      'a tool’s with an id of its own',
      { compliance: { standards: ['rules'], status_id: 3 }, metadata: { product: { name: 'audit' } }, finding_info: { uid: 'USR_001', title: 'x' } },
      { baseline: 'rules', control: 'USR_001' },
    ],
  ])('knows the control: %s', (_, fields, value) =>
    expect(resultsOf(read([finding('c', '', { class_uid: 2003, status_code: undefined, ...fields })]))).toMatchObject([value]),
  );
});

describe('a check of many resources', () => {
  const rows = ['PASS', 'PASS', 'FAIL', 'MANUAL'].map((status, i) => finding('c', status, on('entra', `r-${i}`)));
  it('is one statement, failing where one fails', () => {
    const imported = read(rows);
    expect(resultsOf(imported)).toEqual([{ baseline: 'Prowler m365', control: 'c', level: 'shall', outcome: 'fail', said: 'PASS: 2, FAIL: 1, MANUAL: 1' }]);
    expect(imported.evidence[0]?.population).toMatchObject({ total: 4, seen: 3 });
    expect(imported.outcomes).toEqual({ 'm365 entra': { pass: 2, fail: 1, warning: 0, 'not-applicable': 0, error: 0, 'not-scanned': 1 } });
  });
  it('is not a pass where a failure was muted', () =>
    expect(resultsOf(read([...rows.slice(0, 2), finding('c', 'FAIL', { ...on('entra', 'r-9'), status_id: 3 })]))).toMatchObject([{ outcome: 'not-scanned' }]));
  it('says where one resource has two outcomes', () =>
    expect(read([finding('c', 'PASS'), finding('c', 'FAIL')]).assumed.join()).toContain('different outcomes'));
});

describe('a baseline', () => {
  it('is never kept by findings, which do not say what was to be checked', () => {
    const imported = read([finding('c', 'PASS')]);
    expect([said(imported), imported.assumed.join()]).toEqual([[], expect.stringContaining('which checks were to be made')]);
  });
  it('is broken by a severe failure', () => expect(said(read([finding('c', 'FAIL')]))).toEqual(['directory baseline.kept false']));
  it('is not by a slight one', () => expect(said(read([finding('c', 'FAIL', { severity_id: 2, severity: 'Low' })]))).toEqual([]));
  it('is not by a known hole', () =>
    expect(said(read([finding('c', 'x', { class_uid: 2002, status_code: undefined })]))).toEqual(['directory system.exploitable-vulnerabilities 1']));
});

describe('known holes', () => {
  const hole = (uid: string, more: Fields = {}) =>
    finding('x', 'x', { class_uid: 2002, status_code: undefined, vulnerabilities: [{ cve: { uid } }], finding_info: { title: 'jane’s laptop' }, ...more });
  const open = (rows: readonly Fields[]) => read(rows).evidence.find(({ claim }) => claim === 'system.exploitable-vulnerabilities');

  it.each<[string, readonly Fields[], number | undefined]>([
    ['are counted once each, on however many machines', [hole('CVE-2026-1'), hole('CVE-2026-1', on('entra', 'r-2')), hole('CVE-2026-2')], 2],
    ['may be several in one finding', [hole('x', { vulnerabilities: [{ cve: { uid: 'CVE-2026-1' } }, { cve: { uid: 'CVE-2026-2' } }] })], 2],
    ['are counted without a public id', [hole('x', { vulnerabilities: [{ title: 'Old library' }] })], 1],
    ['are not, where they were closed', [hole('CVE-2026-1'), hole('CVE-2026-2', { status_id: 4, status: 'Resolved' })], 1],
    ['are not, where their owner accepted them, and nothing good is said of it', [hole('CVE-2026-1', { status_id: 3, status: 'Suppressed' })], undefined],
    ['are none by findings of checks', [finding('c', 'FAIL')], undefined],
  ])('%s', (_, rows, wanted) => expect(open(rows)?.value).toBe(wanted));

  it('are named by their ids, and by nobody’s machine', () => {
    expect(open([hole('CVE-2026-1'), hole('CVE-2026-2', { severity_id: 5 })])?.finding).toEqual({
      id: 'CVE-2026-1',
      title: 'CVE-2026-1 and 1 more known vulnerabilities are open',
      severity: 'critical',
      refs: ['https://x.example/fix'],
    });
  });
});

describe('Prowler’s findings in workflows', () => {
  const workflow = (check: string, data: unknown = { details: '', metadata: { full_name: 'fern/firmware' } }) =>
    finding(check, 'FAIL', {
      cloud: { provider: 'github', account: { uid: 'fern', name: 'fern' } },
      unmapped: { provider: 'github' },
      resources: [{ uid: '4711', name: '.github/workflows/release.yml', region: 'fern', group: { name: 'githubactions' }, data }],
    });
  it.each([
    ['githubactions_dangerous_triggers', 'workflow.untrusted-contained'],
    ['githubactions_template_injection', 'workflow.untrusted-contained'],
    ['githubactions_excessive_permissions', 'workflow.token-least'],
    ['githubactions_unpinned_uses', 'dependencies.pinned'],
  ])('%s is of its repository', (check, claim) => expect(said(read([workflow(check)]))).toContain(`firmware ${claim} false`));
  it.each([[null], ['fern/firmware'], [{ metadata: { full_name: '../../x' } }], [{ metadata: [] }]])('without a repository it is nobody’s: %j', (data) =>
    expect(read([workflow('githubactions_unpinned_uses', data)]).evidence).toEqual([]),
  );
});

describe('a check that asks for any second factor', () => {
  // Prowler fails it, too, where a policy asks for a resistant strength in its place.
  it.each(['entra_admin_users_mfa_enabled', 'entra_users_mfa_enabled'])('%s says nothing of resistance to phishing', (check) =>
    expect(said(read([finding(check, 'FAIL')])).join()).not.toContain('phishing'),
  );
});

describe('settings of mail and of the directory', () => {
  it.each([
    ['m365', 'exchange', 'exchange_mailbox_audit_bypass_disabled', 'post admin.acts-logged false'],
    ['m365', 'entra', 'entra_managed_device_required_for_authentication', 'directory identity.sessions-bound false'],
    ['googleworkspace', 'marketplace', 'marketplace_apps_access_restricted', 'directory identity.app-consent-governed false'],
    ['googleworkspace', 'security', 'security_super_admin_recovery_disabled', 'directory identity.reset-resistant false'],
  ])('%s %s: %s', (provider, service, check, wanted) => {
    const of = (status: string) => said(read([finding(check, status, { ...on(service), cloud: { provider }, unmapped: { provider } })]));
    expect(of('FAIL')).toContain(wanted);
    expect(of('PASS').join()).not.toContain(wanted.split(' ')[1]);
  });
});

const RULES = ['protection_enabled', 'protection_applies_to_admins', 'disallows_force_push', 'deletion_disabled'].map(
  (each) => `repository_default_branch_${each}`,
);
const CONSENT = ['entra_policy_restricts_user_consent_for_apps', 'entra_thirdparty_integrated_apps_not_allowed'];

describe('claims that named checks show', () => {
  const claims = (rows: readonly Fields[], more = {}) => said(read(rows, more)).filter((each) => !each.includes('baseline.kept'));
  it.each<[string, readonly Fields[], readonly string[]]>([
    ['all of Microsoft’s passed', CONSENT.map((check) => finding(check, 'PASS')), ['directory identity.app-consent-governed true']],
    ['one is missing', CONSENT.slice(1).map((check) => finding(check, 'PASS')), []],
    ['one is manual', CONSENT.map((check, i) => finding(check, i === 0 ? 'MANUAL' : 'PASS')), []],
    ['one was muted', CONSENT.map((check, i) => finding(check, i === 0 ? 'FAIL' : 'PASS', i === 0 ? { status_id: 3 } : {})), []],
    ['one failed', CONSENT.map((check, i) => finding(check, i === 0 ? 'FAIL' : 'PASS')), ['directory identity.app-consent-governed false']],
    ['of a repository', RULES.map((check) => finding(check, 'PASS', repo('firmware'))), ['firmware repository.branch-protected true']],
    ['of another provider’s check by that name', CONSENT.map((check) => finding(check, 'PASS', { unmapped: { provider: 'azure' } })), []],
    ['of another tool', CONSENT.map((check) => finding(check, 'PASS', { metadata: { event_code: check, product: { name: 'Other' } } })), []],
    [
      'of an identity provider by itself',
      [finding('systemlog_streaming_enabled', 'PASS', { ...on('systemlog'), unmapped: { provider: 'okta' } })],
      ['directory admin.acts-logged true'],
    ],
    [
      'of mail',
      [finding('gmail_auto_forwarding_disabled', 'PASS', { ...on('gmail'), unmapped: { provider: 'googleworkspace' } })],
      ['post mail.forwarding-blocked true'],
    ],
  ])('%s', (_, rows, expected) => expect(claims(rows)).toEqual(expected));

  it('are unsaid where one of several repositories was not looked at', () => {
    const rows = [...RULES.map((check) => finding(check, 'PASS', repo('a'))), ...RULES.slice(1).map((check) => finding(check, 'PASS', repo('b')))];
    const imported = read(rows, { subject: 'firmware' });
    expect([goodOf(imported), imported.withheld?.[0]?.why]).toEqual([[], `${RULES[0]} was not looked at for 1 of 2`]);
  });
});

describe('where a finding belongs', () => {
  const placed = (row: Fields, more = {}) => {
    const { evidence, unknownSubjects } = read([row], more);
    return [evidence[0]?.subject, unknownSubjects[0]?.name];
  };
  const bucket = { ...on('s3', 'post'), cloud: { provider: 'aws', account: { uid: '1234', name: '' } }, unmapped: { provider: 'aws' } };
  it.each<[string, Fields, Fields, readonly (string | undefined)[]]>([
    ['a repository by its address', finding('c', 'PASS', repo('firmware')), {}, ['firmware', undefined]],
    ['a repository that the map does not have', finding('c', 'PASS', repo('other')), {}, [undefined, 'fern/other']],
    ['an account', finding('c', 'PASS', bucket), { names: new Map([['1234', 'files']]) }, ['post', undefined]],
    ['an account that the map does not have', finding('c', 'PASS', { ...bucket, ...on('s3', 'b-1') }), {}, [undefined, 'aws 1234']],
    ['what the command says', finding('c', 'PASS', { ...bucket, ...on('s3', 'b-1') }), { subject: 'files' }, ['files', undefined]],
    ['a chat that the map does not have', finding('c', 'PASS', on('teams')), {}, ['cameras', undefined]],
    [
      'a person’s account',
      finding('c', 'PASS', { ...bucket, ...on('s3', 'b-1'), cloud: { provider: 'aws', account: { name: 'jane@fern.example', uid: 'jane@fern.example' } } }),
      {},
      [undefined, 'aws'],
    ],
  ])('%s', (_, row, more, expected) => expect(placed(row, more)).toEqual(expected));
  it('is not told by what somebody called a bucket', () =>
    expect(placed(finding('c', 'PASS', { ...bucket, resources: [{ uid: 'arn:x', name: 'post', group: { name: 's3' } }] }))).toEqual([undefined, 'aws 1234']));
});

describe('the moment of a finding', () => {
  const at = (time: unknown, time_dt?: unknown) => read([finding('c', 'PASS', { time, time_dt })]).evidence[0]?.observedAt;
  it.each<[string, unknown, unknown, string]>([
    ['in milliseconds', 1_793_000_000_000, undefined, '2026-10-26T07:33:20Z'],
    ['in seconds, as some write it', 1_793_000_000, undefined, '2026-10-26T07:33:20Z'],
    ['in words', undefined, '2026-10-26T07:33:20Z', '2026-10-26T07:33:20Z'],
    ['as the number where the words have no zone', 1_793_000_000, '2026-10-26T09:33:20', '2026-10-26T07:33:20Z'],
  ])('%s', (_, time, words, expected) => expect(at(time, words)).toBe(expected));
  it('is asked for where there is none', () => {
    expect(codesOf(() => at(undefined))).toEqual(['ASSAY-IMPORT-013']);
    const given = read([finding('c', 'PASS', { time: undefined, time_dt: undefined })], { observedAt: '2026-10-01T00:00:00Z' });
    expect(given.evidence[0]?.observedAt).toBe('2026-10-01T00:00:00Z');
  });
  it.each([1_900_000_000, 1e300, -5, 'noon'])('%s is refused', (time) => expect(codesOf(() => at(time))).toHaveLength(1));
});

describe('a file', () => {
  const rows = [finding('c', 'PASS'), finding('d', 'FAIL')];
  it('is known by its beginning', () => expect([ocsf.recognises?.(JSON.stringify(rows)), ocsf.recognises?.('[{"uid":1}]')]).toEqual([true, false]));
  it('says the same as a list, as lines, and inside an answer', () => {
    const list = resultsOf(read(rows));
    expect(resultsOf(importBy(ocsf, rows.map((each) => JSON.stringify(each)).join('\n')))).toEqual(list);
    const answer = importBy(ocsf, { findings: rows, stats: { total: 2 } });
    expect([resultsOf(answer), answer.lost.at(-1)?.field]).toEqual([list, '[].stats.total']);
  });
  it('shows no value of a field that was lost', () => expect(JSON.stringify(read(rows).lost)).not.toMatch(/jane|Jane/));
  it.each<[string, string, string]>([
    ['that ends early', JSON.stringify(rows).slice(0, -1), 'ASSAY-JSON-001'],
    ['of nothing', '[]', 'ASSAY-BIMPORT-013'],
    ['of numbers', '[1]', 'ASSAY-IMPORT-003'],
    ['with a class in words', '[{"class_uid":"2004"}]', 'ASSAY-IMPORT-003'],
    ['of tomorrow', JSON.stringify([finding('c', 'PASS', { time: 1_900_000_000 })]), 'ASSAY-IMPORT-010'],
    ['with a NUL', `${JSON.stringify(rows)}\0`, 'ASSAY-IMPORT-009'],
  ])('%s is refused', (_, text, code) => expect(codesOf(() => importBy(ocsf, text))).toEqual([code]));
});

const row = fc.record({
  check: fc.constantFrom(...CONSENT, ...RULES),
  status: fc.constantFrom('PASS', 'PASS', 'FAIL', 'MANUAL', '?'),
  muted: fc.boolean(),
  name: fc.constantFrom('firmware', 'b'),
});

describe('only a pass raises anything', () => {
  const good = (rows: readonly { readonly check: string; readonly status: string; readonly muted: boolean; readonly name: string }[]) =>
    rows.length === 0
      ? []
      : goodOf(
          read(
            rows.map(({ check, status, muted, name }) => finding(check, status, { ...(check.startsWith('repo') ? repo(name) : {}), status_id: muted ? 3 : 1 })),
          ),
        );
  it('neither taking one away nor turning one into anything else makes true what was not', () =>
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 16 }),
        fc.nat(),
        fc.constantFrom('FAIL', 'MANUAL', 'ERROR', '?'),
        fc.boolean(),
        (rows, n, status, muted) => {
          const at = n % rows.length;
          if (rows[at]?.status !== 'PASS') return;
          const before = good(rows);
          for (const claim of good(rows.map((each, i) => (i === at ? { ...each, status, muted } : each)))) expect(before).toContain(claim);
          for (const claim of good(rows.filter((_, i) => i !== at))) expect(before).toContain(claim);
        },
      ),
    ));

  it('and no wrong type anywhere does more than refuse the file', () =>
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(finding('c', 'FAIL')), 'compliance', 'vulnerabilities', 'resource', 'finding'),
        fc.jsonValue({ maxDepth: 3 }),
        (field, value) => {
          const text = JSON.stringify([finding(CONSENT[0] ?? '', 'FAIL', { [field]: value })]);
          for (const code of codesOf(() => expect(goodOf(importBy(ocsf, text))).toEqual([]))) expect(code).toMatch(/^ASSAY-/);
        },
      ),
    ));
});
