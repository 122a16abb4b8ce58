import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Fault, Instant, Refused } from '../../../core/index.ts';
import { runCases } from '../cases.ts';
import { POLICY_LIMITS } from '../policy-set.ts';
import { actionNamed, channelNamed, subjectOf } from '../words.ts';
import { openFleetPolicies } from './cedar.ts';
import { openPolicyFolder } from './policy-folder.ts';

const NOW = Instant.parse('2026-11-20T12:00:00Z');

async function faultsOf(work: () => Promise<unknown>): Promise<readonly Fault[]> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Refused) return error.faults;
    throw error;
  }
  return [];
}

const load = (text: string) => openFleetPolicies([{ file: 'policies/own.cedar', text }]);

describe('policies of an operator', () => {
  it.each([
    ['that are not Cedar', '\n\npermit (principal, acton, resource);', 'ASSAY-AUTHORIZATION-001', 3, 20],
    ['that end in the middle', '@id("a") permit (principal', 'ASSAY-AUTHORIZATION-001', 1, 27],
    [
      'that read what is not there',
      '// Ümläut\n@id("a")\npermit (principal, action, resource)\nwhen { context.colour == "red" };',
      'ASSAY-AUTHORIZATION-002',
      4,
      8,
    ],
    [
      'that compare a word with a number',
      '@id("a") permit (principal is Member, action, resource) when { principal.role == 1 };',
      'ASSAY-AUTHORIZATION-002',
      1,
      64,
    ],
    ['for an action that there is not', '@id("a") permit (principal, action == Action::"own", resource);', 'ASSAY-AUTHORIZATION-002', 1, 39],
    ['without an id', 'permit (principal, action, resource);', 'ASSAY-AUTHORIZATION-003', 1, 1],
    ['with an id of another form', '@id("A b") permit (principal, action, resource);', 'ASSAY-AUTHORIZATION-003', 1, 1],
    [
      'with one id twice',
      '@id("a") permit (principal, action, resource);\n@id("a") forbid (principal, action, resource);',
      'ASSAY-AUTHORIZATION-003',
      2,
      undefined,
    ],
    ['with an id of ours', '@id("households-keep-apart") permit (principal, action, resource);', 'ASSAY-AUTHORIZATION-003', 1, undefined],
    ['about one device', '@id("a") permit (principal, action, resource)\nwhen { resource.device == Device::"cam-17" };', 'ASSAY-AUTHORIZATION-004', 1, 1],
    ['about one person in the scope', '@id("a") permit (principal == Member::"u_aaaaaaaaaaaaaaaaaaaa", action, resource);', 'ASSAY-AUTHORIZATION-004', 1, 1],
    ['about one household', '@id("a") forbid (principal in Household::"h_aaaaaaaaaaaaaaaaaaaa", action, resource);', 'ASSAY-AUTHORIZATION-004', 1, 1],
    ['that are templates', '@id("a") permit (principal == ?principal, action, resource);', 'ASSAY-AUTHORIZATION-005', 1, undefined],
    [
      'that are too many',
      Array.from({ length: POLICY_LIMITS.policies }, (_, n) => `@id("p-${n}") forbid (principal is Member, action == Action::"publish", resource);`).join('\n'),
      'ASSAY-AUTHORIZATION-005',
      undefined,
      undefined,
    ],
    ['that are too long', `// ${'x'.repeat(POLICY_LIMITS.bytes)}`, 'ASSAY-AUTHORIZATION-005', 1, undefined],
  ] as const)('%s are refused, and where', async (_, text, number, line, column) => {
    const [fault] = await faultsOf(() => load(text));
    expect(fault?.code).toBe(number);
    if (line !== undefined) expect(fault).toMatchObject({ file: 'policies/own.cedar', line });
    if (column !== undefined) expect(fault?.column).toBe(column);
  });

  it('of any bytes load or are refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(120), fc.string({ unit: 'binary', maxLength: 4 }), async (at, put) => {
        const text = '@id("a")\nforbid (principal is Member, action == Action::"read", resource)\nwhen { context.hour >= 22 && resource.name == "video" };';
        const codes = (await faultsOf(() => load(text.slice(0, at) + put + text.slice(at + put.length)))).map(({ code }) => code);
        for (const code of codes) expect(code).toMatch(/^ASSAY-AUTHORIZATION-00[1-5]$/);
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    ['no word of it', '@id("a") forbid (principal is Member, action == Action::"read", resource);', 0],
    ['the hour', '@id("a") forbid (principal is Member, action == Action::"read", resource) when { context.hour > 3 };', 3_600_000],
    ['the day, spelt otherwise', '@id("a") forbid (principal is Member, action == Action::"read", resource) when { context["week\\u{64}ay"] > 3 };', 3_600_000],
    ['the minute', '@id("a") forbid (principal is Member, action == Action::"read", resource) when { context.minute > 3 };', 60_000],
    ['the context as a whole', '@id("a") forbid (principal is Member, action == Action::"read", resource) when { [context].contains(context) };', 60_000],
  ])('are known to read of the moment %s', async (_, text, timed) => {
    expect((await load(text)).timed).toBe(timed);
  });
});

describe('what is asked', () => {
  const nobody = () => undefined;
  it.each(['user:', 'cam-17', 'device:cam+', 'device:a+b+c', 'device:c\u0430m', 'service:A', 'device:cam\0'])('is not asked for %j', (who) => {
    expect(() => subjectOf(who, nobody)).toThrow('ASSAY-AUTHORIZATION-008');
  });
  it('is not asked for nobody, nor for no action, nor on no channel', () => {
    expect(() => subjectOf('user:eve', nobody)).toThrow('ASSAY-AUTHORIZATION-007');
    expect(() => actionNamed('own')).toThrow('ASSAY-AUTHORIZATION-008');
    for (const on of ['cam-17/video', 'device:cam-17', 'device:cam-17/#', 'device:$SYS/broker', `device:${'c'.repeat(70)}/video`])
      expect(() => channelNamed(on)).toThrow('ASSAY-AUTHORIZATION-008');
  });
});

it('of Assay itself that were damaged let nobody start', async () => {
  expect((await faultsOf(() => openFleetPolicies([], true, 'permit')))[0]?.code).toBe('ASSAY-AUTHORIZATION-009');
  expect((await faultsOf(() => openFleetPolicies([], true, '@id("a") permit (principal, action, resource) when { context.nope };')))[0]?.code).toBe(
    'ASSAY-AUTHORIZATION-009',
  );
});

describe('a folder of policies', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'assay-policies-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const put = (name: string, text: string) => writeFileSync(join(folder, name), text);
  const open = () => openPolicyFolder(folder, NOW);
  const TESTS = 'assay: policy-tests/1\ngiven:\n  households:\n    oak:\n      members: { anna: owner }\n      devices: { cam-1: camera }\ntests:\n';

  it('of the example says what its tests say', async () => {
    const opened = await openPolicyFolder('examples/camera-service/policies', NOW);
    const { results, untested } = runCases(opened.cases, opened);
    expect(results.filter(({ passed }) => !passed)).toEqual([]);
    expect(results.length).toBeGreaterThan(20);
    expect(untested).toEqual([]);
  });

  it('fails a test that expects something else, or for another reason, and says which policies none made decide', async () => {
    put('own.cedar', '@id("quiet") forbid (principal is Member, action == Action::"erase", resource);');
    put(
      'a.test.yaml',
      `${TESTS}  - { name: one, who: "user:anna", do: read, on: "device:cam-1/video", expect: deny }\n  - { name: two, who: "user:anna", do: read, on: "device:cam-1/video", expect: allow, because: households-keep-apart }\n`,
    );
    const opened = await open();
    const run = runCases(opened.cases, opened);
    expect(run.failed).toBe(2);
    expect(run.untested).toContain('quiet');
  });

  it.each([
    ['an unknown field', 'fleet.yaml', 'assay: fleet/1\nproduct: {}\n', 'ASSAY-AUTHORIZATION-006'],
    ['a class that there is not', 'fleet.yaml', 'assay: fleet/1\nproducts:\n  camera:\n    channels: { video: secret }\n', 'ASSAY-AUTHORIZATION-006'],
    ['a channel with a wildcard', 'fleet.yaml', 'assay: fleet/1\nproducts:\n  camera:\n    channels: { "#": personal }\n', 'ASSAY-AUTHORIZATION-006'],
    ['a test of nobody', 'a.yaml', `${TESTS}  - { name: x, who: "user:eve", do: read, on: "device:cam-1/video", expect: deny }\n`, 'ASSAY-AUTHORIZATION-006'],
    ['a test of no channel', 'a.yaml', `${TESTS}  - { name: x, who: "user:anna", do: read, on: "cam-1", expect: deny }\n`, 'ASSAY-AUTHORIZATION-006'],
    [
      'a test for a reason that there is not',
      'a.yaml',
      `${TESTS}  - { name: x, who: "user:anna", do: read, on: "device:cam-1/video", expect: deny, because: luck }\n`,
      'ASSAY-AUTHORIZATION-006',
    ],
    ['a device with a wildcard in its name', 'a.yaml', 'assay: policy-tests/1\ngiven:\n  devices: { "cam+": camera }\ntests: []\n', 'ASSAY-AUTHORIZATION-006'],
    ['a policy in the wrong form', 'own.cedar', 'permit everything', 'ASSAY-AUTHORIZATION-001'],
  ])('with %s is refused, and where', async (_, name, text, number) => {
    put(name, text);
    const faults = await faultsOf(open);
    expect(faults.map(({ code }) => code)).toContain(number);
    expect(faults[0]).toMatchObject({ file: join(folder, name), line: expect.any(Number) as number });
  });

  it('that is not there, or has nothing in it, or too much, is refused', async () => {
    expect((await faultsOf(() => openPolicyFolder(join(folder, 'nowhere'), NOW)))[0]?.code).toBe('ASSAY-AUTHORIZATION-006');
    expect((await faultsOf(open))[0]?.code).toBe('ASSAY-AUTHORIZATION-010');
    for (let n = 0; n <= POLICY_LIMITS.files; n += 1) put(`p${n}.cedar`, '');
    expect((await faultsOf(open))[0]?.code).toBe('ASSAY-AUTHORIZATION-005');
  });
});
