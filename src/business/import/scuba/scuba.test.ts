import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Mapping } from '../../../evidence/import/index.ts';
import { codesOf, goodOf, importBy, resultsOf, said } from '../posture/reading.fixture.ts';
import { mandatoryOf } from './mandatory.ts';
import { scuba } from './scuba.ts';

type Fields = Readonly<Record<string, unknown>>;
const control = (id: string, result = 'Pass', criticality = 'Shall', more: Fields = {}): Fields => ({
  'Control ID': id,
  Requirement: `What ${id} asks for.<div class='policy-indicators'><a href='https://x.example'>Badge</a></div>`,
  Result: result,
  Criticality: criticality,
  Details: 'jane@example.org has 3',
  ...more,
});
const META = {
  TenantId: 't-1',
  DisplayName: 'Fern',
  DomainName: 'fern.example',
  ProductSuite: 'Microsoft 365',
  Tool: 'ScubaGear',
  ToolVersion: '1.8.0',
  TimestampZulu: '2026-10-30T10:00:00.000Z',
};
const group = (...Controls: readonly Fields[]) => [{ GroupName: 'g', GroupNumber: '1', GroupReferenceURL: 'https://x.example/aad.md#1', Controls }];
const report = (products: Readonly<Record<string, readonly Fields[]>>, more: Fields = {}) => ({
  MetaData: META,
  Results: Object.fromEntries(Object.entries(products).map(([product, controls]) => [product, group(...controls)])),
  Raw: {},
  ...more,
});
/** Every mandatory control of the product, with these in place of the ones of the same id. */
const whole = (product: string, controls: readonly Fields[], edition = '1.8.0'): readonly Fields[] => {
  const given = new Set(controls.map((each) => String(each['Control ID']).replace(/v\d+$/, '')));
  return [...(mandatoryOf('ScubaGear', product, edition) ?? []).filter((id) => !given.has(id)).map((id) => control(`${id}v1`)), ...controls];
};
/** As the tool counts its results. */
const summed = (products: Readonly<Record<string, readonly Fields[]>>) =>
  Object.fromEntries(
    Object.entries(products).map(([product, controls]) => {
      const count = (...words: readonly string[]) => controls.filter((each) => words.includes(String(each['Result']))).length;
      return [
        product,
        { Passes: count('Pass'), Failures: count('Fail'), Warnings: count('Warning'), Manual: count('N/A'), Errors: count('Error'), Omits: count('Omitted') },
      ];
    }),
  );
const read = (document: object, more = {}) => importBy(scuba, document, more);

describe('what becomes of a control', () => {
  it.each<[string, string, string, string]>([
    ['Pass', 'Shall', 'pass', 'shall'],
    ['Fail', 'Shall', 'fail', 'shall'],
    ['Warning', 'Should', 'warning', 'should'],
    ['N/A', 'Shall/Not-Implemented', 'not-applicable', 'shall'],
    ['N/A', 'Should/3rd Party', 'not-applicable', 'should'],
    ['No events found', 'Shall', 'not-applicable', 'shall'],
    ['Error', 'Shall', 'error', 'shall'],
    ['Error - Test results missing', '-', 'error', 'shall'],
    ['Omitted', 'Shall', 'not-scanned', 'shall'],
    ['Incorrect result', 'Should', 'error', 'should'],
    ['-', '-', 'not-applicable', 'may'],
    ['Splendid', 'Shall', 'error', 'shall'],
  ])('%s (%s) is %s', (result, criticality, outcome, level) => {
    const imported = read(report({ EXO: [control('MS.EXO.1.1v2', result, criticality)] }));
    expect(resultsOf(imported)).toEqual([
      { baseline: 'ScubaGear EXO', control: 'MS.EXO.1.1v2', level, outcome, said: result === 'Splendid' ? 'a word that is not known' : result },
    ]);
    expect(imported.outcomes?.['EXO']?.[outcome as 'pass']).toBe(1);
  });

  it('says what the tool saw of a control that its owner left out', () => {
    const imported = read(report({ EXO: [control('MS.EXO.1.1v2', 'Omitted', 'Shall', { OriginalResult: 'Fail' })] }));
    expect(resultsOf(imported)).toMatchObject([{ outcome: 'not-scanned', said: 'Omitted (Fail)' }]);
    expect(said(imported)).toEqual([]);
  });

  it('quotes no word of a result that may name somebody', () => {
    const more = { Requirement: 'Jane (jane@fern.example) SHALL use it', OriginalResult: 'Fail of jane@fern.example' };
    expect(JSON.stringify(read(report({ EXO: [control('MS.EXO.1.1v2', 'Fail: jane@fern.example', 'Shall', more)] })).evidence)).not.toContain('jane@');
  });

  it('cites a finding in plain words, and nobody’s name', () => {
    const [result] = read(report({ EXO: [control('MS.EXO.1.1v2', 'Fail')] })).evidence;
    expect(result?.finding).toEqual({ id: 'MS.EXO.1.1v2', title: 'What MS.EXO.1.1v2 asks for.', refs: ['https://x.example/aad.md#1'] });
  });
});

describe('a baseline', () => {
  const kept = (...controls: readonly Fields[]) =>
    said(read(report({ SharePoint: whole('SharePoint', controls) }, { Summary: summed({ SharePoint: whole('SharePoint', controls) }) }))).filter((each) =>
      each.includes('baseline.kept'),
    );
  it.each<[string, readonly Fields[], readonly string[]]>([
    ['is kept where every mandatory control passed', [control('A', 'Pass'), control('B', 'Warning', 'Should')], ['files baseline.kept true']],
    ['is not where one failed', [control('A', 'Pass'), control('B', 'Fail')], ['files baseline.kept false']],
    ['is unsaid where one erred', [control('A', 'Pass'), control('B', 'Error')], []],
    ['is unsaid where one was left out', [control('A', 'Pass'), control('B', 'Omitted')], []],
    ['is unsaid where the tool cannot look', [control('A', 'Pass'), control('B', 'N/A', 'Shall/Not-Implemented')], []],
    [
      'is kept whatever the tool cannot look at and merely advises',
      [control('A', 'Pass'), control('B', 'N/A', 'Should/3rd Party')],
      ['files baseline.kept true'],
    ],
  ])('%s', (_, controls, expected) => expect(kept(...controls)).toEqual(expected));

  it('is unsaid where nothing mandatory was checked', () => {
    const PowerBI = [control('B', 'Pass', 'Should')];
    expect(said(read(report({ PowerBI }, { Summary: summed({ PowerBI }) }), { subject: 'files' }))).toEqual([]);
  });

  const sites = whole('SharePoint', []);
  it.each<[string, readonly Fields[], Fields, string]>([
    ['where a mandatory control is not in the report', sites.slice(1), { Summary: summed({ SharePoint: sites.slice(1) }) }, 'MS.SHAREPOINT.1.1: mandatory'],
    [
      'where one control is all that there is',
      sites.slice(0, 1),
      { Summary: summed({ SharePoint: sites.slice(0, 1) }) },
      'MS.SHAREPOINT.1.2, MS.SHAREPOINT.1.3, MS.SHAREPOINT.2.1, MS.SHAREPOINT.2.2, MS.SHAREPOINT.3.1 and 2 more',
    ],
    ['without a summary', sites, {}, 'does not count the results of SharePoint'],
    ['with a summary that counts nothing', sites, { Summary: { SharePoint: {} } }, 'does not count the results of SharePoint'],
    ['with a summary that counts half', sites, { Summary: { SharePoint: { Passes: sites.length } } }, 'does not count the results of SharePoint'],
    ['with a summary of others', sites, { Summary: { EXO: {} } }, 'does not count the results of SharePoint'],
    [
      'of an edition that is not known, where what every edition has is not there',
      sites.slice(1),
      { MetaData: { ...META, ToolVersion: '9.1' }, Summary: summed({ SharePoint: sites.slice(1) }) },
      'MS.SHAREPOINT.1.1: mandatory',
    ],
    [
      'of an older edition, where what it had is not there',
      sites,
      { MetaData: { ...META, ToolVersion: '1.4.0' }, Summary: summed({ SharePoint: sites }) },
      'MS.SHAREPOINT.1.4: mandatory',
    ],
  ])('is not called kept %s', (_, SharePoint, more, why) => {
    const imported = read(report({ SharePoint }, more));
    expect(said(imported)).toEqual([]);
    expect(imported.withheld).toContainEqual({ subject: 'files', claim: 'baseline.kept', why: expect.stringContaining(why) });
  });

  it('is unsaid of a product that was to be assessed and is not there', () => {
    const imported = read(
      report(
        { EXO: [control('A')] },
        {
          MetaData: {
            ...META,
            ProductsAssessed: ['Exchange Online', 'Microsoft 365 Defender'],
            ProductAbbreviationMapping: { 'Exchange Online': 'EXO', 'Microsoft 365 Defender': 'Defender' },
          },
        },
      ),
    );
    expect(said(imported)).toEqual([]);
    expect(imported.withheld).toMatchObject([{ subject: 'post', claim: 'baseline.kept' }]);
  });
});

const PRIVILEGED = ['MS.AAD.7.1v1', 'MS.AAD.7.2v1', 'MS.AAD.7.3v1'];

describe('claims that named controls show', () => {
  const claims = (product: string, ...controls: readonly Fields[]) =>
    said(read(report({ [product]: controls }))).filter((each) => !each.includes('baseline.kept'));
  it.each<[string, string, readonly Fields[], readonly string[]]>([
    ['all passed', 'AAD', PRIVILEGED.map((id) => control(id)), ['directory identity.privileged-limited true']],
    ['in another version', 'AAD', PRIVILEGED.map((id) => control(id.replace('v1', 'v7'))), ['directory identity.privileged-limited true']],
    ['one failed', 'AAD', [control(PRIVILEGED[0] ?? '', 'Fail'), control(PRIVILEGED[1] ?? '')], ['directory identity.privileged-limited false']],
    ['one is missing', 'AAD', PRIVILEGED.slice(1).map((id) => control(id)), []],
    ['one erred', 'AAD', PRIVILEGED.map((id, i) => control(id, i === 0 ? 'Error' : 'Pass')), []],
    ['one is disputed', 'AAD', PRIVILEGED.map((id, i) => control(id, i === 0 ? 'Incorrect result' : 'Pass')), []],
    ['an advised one is not kept', 'EXO', [control('MS.EXO.1.1v2', 'Warning', 'Should')], ['post mail.forwarding-blocked false']],
    ['of all users', 'AAD', [control('MS.AAD.3.1v1')], ['staff identity.phishing-resistant true']],
    ['not of all users', 'AAD', [control('MS.AAD.3.1v1', 'Fail')], ['staff identity.phishing-resistant false', 'signer identity.phishing-resistant false']],
    ['of administrators', 'AAD', [control('MS.AAD.3.6v1')], ['it identity.phishing-resistant true']],
    ['which show ill alone, and passed', 'SharePoint', ['MS.SHAREPOINT.1.1v1', 'MS.SHAREPOINT.1.2v1', 'MS.SHAREPOINT.2.1v1'].map((id) => control(id)), []],
    ['which show ill alone, and failed', 'SharePoint', [control('MS.SHAREPOINT.1.1v1', 'Fail')], ['files documents.sharing-limited false']],
    ['of another baseline', 'Teams', [control('MS.EXO.1.1v2')], []],
  ])('%s', (_, product, controls, expected) => expect(claims(product, ...controls)).toEqual(expected));

  it('takes the worse of one control with two outcomes, and says so', () => {
    const imported = read(report({ EXO: [control('MS.EXO.1.1v2', 'Fail'), control('MS.EXO.1.1v2', 'Pass')] }));
    expect(said(imported)).toEqual(['post baseline.kept false', 'post mail.forwarding-blocked false']);
    expect(resultsOf(imported)).toMatchObject([{ outcome: 'fail', said: 'Fail: 1, Pass: 1' }]);
    expect(imported.assumed.join()).toContain('different outcomes');
  });

  it('keeps back what exceptions were configured for', () => {
    const Raw = { scuba_config: { Aad: { 'MS.AAD.3.1v1': { CapExclusions: { Users: ['u-1'], Groups: [] } } } } };
    const AAD = whole('AAD', [control('MS.AAD.3.1v1')]).filter((each) => !/^MS\.AAD\.(?:3\.6|5|7)/.test(String(each['Control ID'])));
    const imported = read(report({ AAD }, { Raw }));
    expect(said(imported)).toEqual([]);
    expect(imported.withheld).toContainEqual({ subject: 'staff', claim: 'identity.phishing-resistant', why: expect.stringContaining('exceptions') });
    const none = { scuba_config: { Aad: { 'MS.AAD.3.1v1': { CapExclusions: { Users: [], Groups: [''] } } } } };
    expect(goodOf(read(report({ AAD: [control('MS.AAD.3.1v1')] }, { Raw: none })))).toContain('staff identity.phishing-resistant');
  });

  it('lists what no claim is named for', () =>
    expect(read(report({ Teams: [control('MS.TEAMS.1.1v1')], EXO: [control('MS.EXO.1.1v2')] })).unnamed).toEqual([{ control: 'MS.TEAMS.1.1v1', results: 1 }]));
});

describe('what a report is about', () => {
  const subjects = (products: readonly string[], more = {}) => {
    const imported = read(report(Object.fromEntries(products.map((product) => [product, [control(`${product}.1`)]]))), more);
    return [
      imported.evidence.filter(({ claim }) => claim === 'baseline.result').map(({ subject }) => subject),
      imported.unknownSubjects.map(({ name }) => name),
    ];
  };
  it('is the map’s only part of the kind', () =>
    expect(subjects(['AAD', 'EXO', 'Defender', 'SharePoint'])).toEqual([['directory', 'post', 'post', 'files'], []]));
  it('is the service, loosely, where the map has no such part', () => {
    const imported = read(report({ Teams: [control('MS.TEAMS.1.1v1', 'Fail')] }));
    expect(imported.evidence.map(({ subject, claim }) => `${subject} ${claim}`)).toEqual(['cameras baseline.result']);
  });
  it('is what the command says, for want of better', () => expect(subjects(['Teams', 'EXO'], { subject: 'files' })).toEqual([['files', 'post'], []]));
  it('is the part that bears the name', () => expect(subjects(['EXO'], { names: new Map([['exchange online', 'files']]) })).toEqual([['files'], []]));
  it('is unknown where nothing tells, and counted', () => expect(subjects(['Teams'], { service: undefined })).toEqual([[], ['Microsoft Teams']]));
  it('is what a rule of the operator’s says, before all else', () => {
    const joined = (words: readonly string[]) =>
      words.includes('EXO') ? { part: 'files', why: 'rule 1' } : words.includes('Teams') ? { left: 'rule 2: not ours' } : undefined;
    expect(subjects(['EXO', 'AAD', 'Teams'], { joined })).toEqual([['files', 'directory'], []]);
    const left = read(report({ Teams: [control('A', 'Fail')] }), { joined });
    expect([left.carried, left.unclaimed.map(({ why }) => why), left.outcomes?.['Teams']?.fail]).toEqual([0, ['rule 2: not ours'], 1]);
  });
  it('is unknown where two could be meant', () =>
    expect(
      subjects(['EXO'], {
        service: undefined,
        kinds: new Map([
          ['post', 'mail'],
          ['files', 'mail'],
        ]),
      }),
    ).toEqual([[], ['Exchange Online']]));
});

describe('the summary of a report', () => {
  const controls = [control('A', 'Pass'), control('B', 'N/A', 'Shall/Not-Implemented'), control('C', 'Fail'), control('D', 'Omitted'), control('E', 'Error')];
  const summary = { Passes: 1, Manual: 1, Failures: 1, Warnings: 0, Errors: 1, Omits: 1, IncorrectResults: 0 };
  const held = (EXO: Fields, given = controls) => codesOf(() => read(report({ EXO: given }, { Summary: { EXO } })));
  it.each<[string, Fields, readonly string[]]>([
    ['agrees', summary, []],
    ['agrees in the words of ScubaGoggles', { ...summary, Omits: undefined, Omit: 1 }, []],
    ['agrees where a release knew fewer words', { Passes: 1, Failures: 1 }, []],
    ['has more passes', { ...summary, Passes: 2 }, ['ASSAY-BIMPORT-010']],
    ['has fewer failures', { ...summary, Failures: 0 }, ['ASSAY-BIMPORT-010']],
    ['has a failure where the results have a pass', { ...summary, Passes: 0, Failures: 2 }, ['ASSAY-BIMPORT-010', 'ASSAY-BIMPORT-010']],
  ])('%s', (_, given, codes) => expect(held(given)).toEqual(codes));

  it('counts what the baseline has deleted as any release did', () => expect(held({ Passes: 2 }, [control('A', 'Pass'), control('B', '-', '-')])).toEqual([]));
  it('betrays a product whose results were taken out', () =>
    expect(codesOf(() => read(report({ EXO: [control('A')] }, { Summary: { EXO: { Passes: 1 }, AAD: { Failures: 3 } } })))).toEqual(['ASSAY-BIMPORT-010']));
});

describe('what a report shows of a tenant', () => {
  const Raw = {
    privileged_users: { 'u-1': { DisplayName: 'Jane', roles: ['Global Administrator', 'Exchange Administrator'] } },
    privileged_service_principals: { 'p-1': { AppId: 'a-1', DisplayName: 'Sync', roles: 'Exchange Administrator' } },
    risky_applications: {
      AppId: 'a-2',
      DisplayName: 'Exporter',
      PasswordCredentials: [{}, {}],
      KeyCredentials: null,
      Permissions: [
        { RoleDisplayName: 'Mail.ReadWrite', IsAdminConsented: true },
        { RoleDisplayName: 'Sites.Read.All', IsAdminConsented: false },
      ],
    },
    aad_unsuccessful_commands: ['Get-ApplicationsWithRiskyPermissions'],
  };
  const imported = read(report({ AAD: [control('A')], EXO: [control('B')] }, { Raw }));
  it('is products, people, roles and applications', () =>
    expect(imported.discovered?.things.map(({ key, kind }) => `${kind} ${key}`)).toEqual([
      'tenant tenant:t-1',
      'identity-provider product:AAD',
      'system product:EXO',
      'account user:u-1',
      'role role:Global Administrator',
      'role role:Exchange Administrator',
      'application application:a-1',
      'application application:a-2',
    ]));
  it('says what holds which power', () =>
    expect(imported.discovered?.relations.map(({ from, to, power }) => `${from} ${power} ${to}`)).toEqual([
      'tenant:t-1 contains product:AAD',
      'tenant:t-1 contains product:EXO',
      'user:u-1 member role:Global Administrator',
      'role:Global Administrator administers product:AAD',
      'user:u-1 member role:Exchange Administrator',
      'role:Exchange Administrator administers product:EXO',
      'application:a-1 member role:Exchange Administrator',
      'application:a-2 writes product:EXO',
    ]));
  it('covers only what the tool could ask for', () =>
    expect([imported.discovered?.scopes, imported.discovered?.uncovered]).toEqual([
      ['m365:t-1/products', 'm365:t-1/privileged'],
      ['m365:t-1/risky-applications'],
    ]));
  it('is nowhere else', () => {
    const { discovered: _, ...rest } = imported;
    expect(JSON.stringify(rest)).not.toMatch(/Jane|jane@|u-1/);
  });
});

describe('a mapping', () => {
  const mapping: Mapping = {
    rules: [
      { when: { check: 'MS.TEAMS.2.1' }, claim: 'identity.federation-reviewed', value: { is: true }, subject: { is: 'directory' } },
      { when: { check: 'X' }, claim: 'baseline.kept', value: { is: true } },
    ],
  };
  it('draws more from the same results, and nothing from one that did not pass', () => {
    const drawn = (result: string) => importBy(scuba, report({ Teams: [control('MS.TEAMS.2.1v2', result)] }), {}, mapping);
    expect(said(drawn('Pass'))).toEqual(['directory identity.federation-reviewed true']);
    expect(said(drawn('Fail'))).toEqual(['directory identity.federation-reviewed false']);
    expect(goodOf(drawn('Omitted'))).toEqual([]);
    expect(drawn('Pass').assumed.join()).toContain('rule 2 of the mapping matched no item');
  });
});

describe('a file', () => {
  const good = JSON.stringify(report({ EXO: [control('A')] }));
  it('is known by its beginning', () => expect([scuba.recognises?.(good), scuba.recognises?.('{"runs":[]}')]).toEqual([true, false]));
  it('may be marked, and have lists of one as their element', () => {
    const bare = { ...report({}), Results: { EXO: { GroupName: 'g', Controls: control('MS.EXO.1.1v2') }, Teams: null } };
    expect(goodOf(read(bare))).toEqual(['post mail.forwarding-blocked']);
    expect(importBy(scuba, `\ufeff${good}`).items).toBe(1);
  });
  it('without its moment is refused, unless the command gives one', () => {
    const undated = report({ EXO: [control('A')] }, { MetaData: { ...META, TimestampZulu: undefined } });
    expect(codesOf(() => read(undated))).toEqual(['ASSAY-IMPORT-013']);
    const imported = read(undated, { observedAt: '2026-10-01T00:00:00Z' });
    expect([imported.evidence[0]?.observedAt, imported.assumed.join()]).toEqual(['2026-10-01T00:00:00Z', expect.stringContaining('as the command says')]);
  });
  it.each<[string, string, string]>([
    ['that ends early', good.slice(0, -9), 'ASSAY-JSON-001'],
    ['that holds two reports', good + good, 'ASSAY-JSON-001'],
    ['that is a list', '[]', 'ASSAY-IMPORT-003'],
    ['of another shape', '{"MetaData":{},"Results":[]}', 'ASSAY-IMPORT-003'],
    ['with a result that is no word', JSON.stringify(report({ EXO: [control('A', 7 as unknown as string)] })), 'ASSAY-IMPORT-003'],
    ['with a control without an id', JSON.stringify(report({ EXO: [{ Result: 'Pass' }] })), 'ASSAY-IMPORT-003'],
    ['of tomorrow', JSON.stringify(report({ EXO: [control('A')] }, { MetaData: { ...META, TimestampZulu: '2027-01-01T00:00:00Z' } })), 'ASSAY-IMPORT-010'],
    ['of no moment', JSON.stringify(report({ EXO: [control('A')] }, { MetaData: { ...META, TimestampZulu: 'noon' } })), 'ASSAY-IMPORT-003'],
    ['without results', JSON.stringify(report({})), 'ASSAY-BIMPORT-013'],
    ['with a key that reaches a prototype', good.replace('"Raw":{}', '"Raw":{"__proto__":{}}'), 'ASSAY-JSON-004'],
    ['nested without end', `{"MetaData":{},"Raw":${'{"a":'.repeat(100)}`, 'ASSAY-JSON-002'],
    ['with a NUL', `${good}\0`, 'ASSAY-IMPORT-009'],
  ])('%s is refused', (_, text, code) => expect(codesOf(() => importBy(scuba, text))).toEqual([code]));

  it('of more different controls than can be stated is refused', () =>
    expect(codesOf(() => read(report({ EXO: Array.from({ length: 20_001 }, (_, i) => control(`A.${i}`)) })))).toEqual(['ASSAY-BIMPORT-012']));
});

const IDS = ['MS.AAD.3.1v1', 'MS.AAD.3.6v1', 'MS.AAD.5.1v1', 'MS.AAD.5.2v1', ...PRIVILEGED, 'MS.AAD.7.4v1', 'MS.AAD.7.5v1', 'MS.AAD.7.6v1'];
const row = fc.record({
  id: fc.constantFrom(...IDS),
  result: fc.constantFrom('Pass', 'Pass', 'Pass', 'Fail', 'Warning', 'N/A', 'Error', 'Omitted', '-', '?'),
  level: fc.constantFrom('Shall', 'Should', 'Shall/Not-Implemented'),
});

describe('only a pass raises anything', () => {
  const good = (rows: readonly { readonly id: string; readonly result: string; readonly level: string }[]) =>
    rows.length === 0 ? [] : goodOf(read(report({ AAD: rows.map(({ id, result, level }) => control(id, result, level)) })));
  it('neither taking one away nor turning one into anything else makes true what was not', () =>
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 20 }),
        fc.nat(),
        fc.constantFrom('Fail', 'Error', 'Omitted', 'N/A', 'Warning', '?', '-'),
        (rows, n, worse) => {
          const at = n % rows.length;
          const victim = rows[at];
          if (victim?.result !== 'Pass') return;
          const before = good(rows);
          for (const claim of good(rows.map((each, i) => (i === at ? { ...each, result: worse } : each)))) expect(before).toContain(claim);
          for (const claim of good(rows.filter((_, i) => i !== at))) expect(before).toContain(claim);
        },
      ),
    ));

  it.each(['valueOf', 'constructor', '__proto__', 'toString'])('and no product of the summary named %s does', (name) => {
    const whole = { ...report({ EXO: [control('MS.EXO.1.1v2', 'Fail')] }), Summary: 'HERE' };
    const text = JSON.stringify(whole).replace('"HERE"', `{${JSON.stringify(name)}:{"Passes":0}}`);
    expect(text).toContain(name);
    for (const code of codesOf(() => expect(goodOf(importBy(scuba, text))).toEqual([]))) expect(code).toMatch(/^ASSAY-(?:IMPORT|JSON|BIMPORT)-/);
  });

  it('and no wrong type anywhere does more than refuse the file', () =>
    fc.assert(
      fc.property(fc.constantFrom('MetaData', 'Summary', 'Results', 'Raw', 'AnnotatedFailedPolicies'), fc.jsonValue({ maxDepth: 4 }), (field, value) => {
        const text = JSON.stringify({ ...report({ EXO: [control('MS.EXO.1.1v2', 'Fail')] }), [field]: value });
        for (const code of codesOf(() => expect(goodOf(importBy(scuba, text))).toEqual([]))) expect(code).toMatch(/^ASSAY-(?:IMPORT|JSON|BIMPORT)-/);
      }),
    ));

  it('wherever it stands', () =>
    fc.assert(
      fc.property(
        fc.constantFrom('Control ID', 'Requirement', 'Result', 'Criticality', 'OriginalResult', 'Comments'),
        fc.jsonValue({ maxDepth: 3 }),
        (field, value) => {
          const text = JSON.stringify(report({ EXO: [control('MS.EXO.1.1v2', 'Fail', 'Shall', { [field]: value }), control('MS.EXO.2.2v1', 'Error')] }));
          for (const code of codesOf(() => expect(goodOf(importBy(scuba, text)).filter((each) => !each.includes('forwarding'))).toEqual([])))
            expect(code).toMatch(/^ASSAY-/);
        },
      ),
    ));
});

describe('the report of one product', () => {
  const META_OF_ONE = {
    'Tenant Display Name': 'Fern',
    'Report Date': '10/30/2026 06:00:00 Coordinated Universal Time',
    'Baseline Version': '1',
    'Module Version': '1.8.0',
  };
  const SUMMARY = { Warnings: 0, Failures: 1, Passes: 1, Omits: 0, IncorrectResults: 0, Manual: 0, Errors: 0, Date: 'x', AnnotatedFailedPolicies: {} };
  const one = (more: Fields = {}, meta: Fields = {}) => [
    { MetaData: { ...META_OF_ONE, ...meta }, Results: group(control('MS.EXO.1.1v2', 'Fail'), control('MS.EXO.4.1v1')), ReportSummary: SUMMARY, ...more },
  ];

  it('is recognised, and says what the whole says of what failed', () => {
    expect(scuba.recognises?.(JSON.stringify(one()))).toBe(true);
    const imported = read(one());
    expect(said(imported)).toEqual(said(read(report({ EXO: [control('MS.EXO.1.1v2', 'Fail'), control('MS.EXO.4.1v1')] }))));
    expect(resultsOf(imported)).toMatchObject([
      { baseline: 'ScubaGear EXO', outcome: 'fail' },
      { baseline: 'ScubaGear EXO', outcome: 'pass' },
    ]);
    expect(imported.evidence[0]).toMatchObject({ observedAt: '2026-10-30T06:00:00Z', source: 'ScubaGear 1.8.0' });
    expect(imported.discovered).toBeUndefined();
  });

  it('draws no claim from what passed: it has no configuration, and so no exceptions', () => {
    const summary = { ...SUMMARY, Failures: 0 };
    const imported = read(one({ Results: group(control('MS.EXO.1.1v2')), ReportSummary: summary }));
    expect(goodOf(imported).filter((each) => each.includes('mail.'))).toEqual([]);
    expect(imported.withheld?.some(({ why }) => why.includes('does not say which exceptions'))).toBe(true);
  });

  it.each([
    ['10/30/2026 06:00:00 Eastern Daylight Time', '2026-10-29T16:00:00Z'],
    ['10/30/2026 06:00:00', '2026-10-29T16:00:00Z'],
  ])('is never younger than it may be: %s', (date, at) => expect(read(one({}, { 'Report Date': date })).evidence[0]?.observedAt).toBe(at));

  it.each<[string, object, string]>([
    ['with a row taken out', one({ Results: group(control('MS.EXO.4.1v1')) }), 'ASSAY-BIMPORT-010'],
    ['of no day', one({}, { 'Report Date': 'last Friday' }), 'ASSAY-IMPORT-003'],
    ['of a day to come', one({}, { 'Report Date': '10/30/2027 06:00:00 UTC' }), 'ASSAY-IMPORT-010'],
    ['of two products', one({ Results: group(control('MS.EXO.1.1v2'), control('MS.AAD.1.1v1')) }), 'ASSAY-IMPORT-003'],
  ])('%s is refused', (_, document, code) => expect(codesOf(() => read(document))).toContain(code));
});
