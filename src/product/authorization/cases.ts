import { z } from 'zod';
import { type Fault, type Instant, Refused } from '../../core/index.ts';
import { readDocument } from '../../map/document.ts';
import { purposeName } from '../household/model.ts';
import type { Declared } from './declared.ts';
import { explainToOperator, type Missing } from './explain.ts';
import { factsOf, given, memberNamed, moment, readYaml, yamlFault } from './given.ts';
import type { Asked } from './model.ts';
import type { PolicySet } from './policy-set.ts';
import { FLEET_ACTIONS, POINTS } from './schema.ts';
import { actionNamed, channelNamed, subjectOf } from './words.ts';

const MISSING: readonly Missing[] = ['share', 'visit', 'consent', 'owner', 'purpose', 'service', 'household', 'behalf'];

const testCase = z.strictObject({
  name: z.string().min(1).max(200),
  who: z.string().max(200),
  do: z.enum(FLEET_ACTIONS),
  on: z.string().max(200),
  purpose: purposeName.default('operation'),
  point: z.enum(POINTS).default('server'),
  at: moment.optional(),
  expect: z.enum(['allow', 'deny']),
  /** Of a policy that has to be among those that decide, or what has to be missing. */
  because: z.string().max(64).optional(),
});

const casesFile = z.strictObject({
  assay: z.literal('policy-tests/1'),
  at: moment.optional(),
  given: given.prefault({}),
  tests: z.array(testCase).min(1).max(2000),
});

/** `facts/1`: given facts with no tests, for --facts. */
const factsFile = z.strictObject({ assay: z.literal('facts/1'), given });

export interface Case {
  readonly file: string;
  readonly name: string;
  readonly asked: Asked;
  readonly expect: 'allow' | 'deny';
  readonly because?: string;
  readonly facts: ReturnType<typeof factsOf>;
}

/** Given facts of `facts/1` or of a file of tests. Throws `Refused` (ASSAY-AUTHORIZATION-006, ASSAY-MAP-001 to -008). */
export function readFacts(text: string, file: string): ReturnType<typeof factsOf> {
  const { value } = readDocument(text, file);
  const tests = typeof value === 'object' && value !== null && !Array.isArray(value) && (value as { readonly assay?: unknown }).assay === 'policy-tests/1';
  return factsOf(readYaml(tests ? casesFile : factsFile, text, file).given);
}

/** A test asks as of its own `at`, else the file's, else `now`. Throws `Refused` with every fault of the file. */
export function readCases(text: string, file: string, { now, policies }: { readonly now: Instant; readonly policies: PolicySet }): readonly Case[] {
  const read = readYaml(casesFile, text, file);
  const document = readDocument(text, file);
  const facts = factsOf(read.given);
  const faults: Fault[] = [];
  const attempt = <T>(path: readonly (string | number)[], work: () => T): T | undefined => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      faults.push(
        ...error.faults.map(({ message, expected }) => yamlFault(document, path, expected === undefined ? message : `${message}: expected ${expected}`)),
      );
      return undefined;
    }
  };
  const cases = read.tests.flatMap((one, i): readonly Case[] => {
    const subject = attempt(['tests', i, 'who'], () => subjectOf(one.who, (name) => (facts.members.has(name) ? memberNamed(name) : undefined)));
    const on = attempt(['tests', i, 'on'], () => channelNamed(one.on));
    const { because } = one;
    if (because !== undefined && !policies.policies.has(because) && !(MISSING as readonly string[]).includes(because))
      faults.push(yamlFault(document, ['tests', i, 'because'], `"${because}" is no policy, and none of ${MISSING.join(', ')}`));
    if (subject === undefined || on === undefined) return [];
    const asked: Asked = { subject, action: actionNamed(one.do), on, at: one.point, purpose: one.purpose, moment: one.at ?? read.at ?? now };
    return [{ file, name: one.name, asked, expect: one.expect, facts, ...(because === undefined ? {} : { because }) }];
  });
  if (faults.length > 0) throw new Refused(...faults);
  return cases;
}

export interface CaseResult {
  readonly file: string;
  readonly name: string;
  readonly expected: 'allow' | 'deny';
  readonly found: 'allow' | 'deny';
  readonly passed: boolean;
  readonly policies: readonly string[];
  readonly sentence: string;
  readonly because?: string;
}

export interface TestRun {
  readonly results: readonly CaseResult[];
  readonly failed: number;
  /** Policies that decided in no test: nobody would notice if they said something else. */
  readonly untested: readonly string[];
}

export function runCases(cases: readonly Case[], { policies, declared }: { readonly policies: PolicySet; readonly declared: Declared }): TestRun {
  const decided = new Set<string>();
  const results = cases.map((one): CaseResult => {
    const explained = explainToOperator(one.asked, { facts: one.facts, declared, policies });
    const ids = explained.policies.map(({ id }) => id);
    for (const id of ids) decided.add(id);
    const found = explained.allowed ? 'allow' : 'deny';
    const because = one.because === undefined || ids.includes(one.because) || explained.missing.some(({ fact }) => fact === one.because);
    return {
      file: one.file,
      name: one.name,
      expected: one.expect,
      found,
      passed: found === one.expect && because,
      policies: ids,
      sentence: explained.sentence,
      ...(one.because === undefined ? {} : { because: one.because }),
    };
  });
  return { results, failed: results.filter(({ passed }) => !passed).length, untested: [...policies.policies.keys()].filter((id) => !decided.has(id)) };
}
