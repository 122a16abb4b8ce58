import { describe, expect, it } from 'vitest';
import { Digest, Instant } from '../../core/index.ts';
import { type ExceptionCommand, type Exceptions, exceptionDecider, grantedOf, isAgreed, type StandingException } from './exception.ts';
import { judgeRelease } from './gate.ts';
import { EXCEPTED_BY, type LinkFact } from './link.ts';
import { readPolicy } from './policy.ts';

const AT = Instant.parse('2026-11-23T12:00:00Z');
const PEOPLE = Digest.of('people.yaml');
const OWN = Digest.of('a register of whoever grants');
const ROLES = ['developer', 'lead'];

const policyOf = (exceptions: string) => readPolicy(`format: release-policy/1\n${exceptions}require:\n  lifecycle: { within: P7D }\n`, 'release-policy.yaml');
const SIGNED = policyOf('exceptions: { signed: true }\n');
const NAMED = policyOf(`exceptions: { signed: true, people: "${PEOPLE}" }\n`);

const granted = (people: Digest | undefined): StandingException => {
  const common = { at: AT, roles: ROLES };
  const ask = { ...common, type: 'ask', by: 'developer', release: 'v1', what: 'review', known: ['review'], until: '2026-12-20T00:00:00Z' } as const;
  const commands: readonly ExceptionCommand[] = [
    { ...ask, reason: 'The forge moves house.' },
    { ...common, type: 'grant', by: 'lead', id: 'x-1', others: { answer: 'different', why: '' }, ...(people === undefined ? {} : { people }) },
  ];
  const state = commands.reduce<Exceptions>((before, command) => {
    const decision = exceptionDecider.decide(command, before);
    if (!decision.ok) throw new Error(decision.faults[0]?.message);
    const signed = { key: `SHA256:${command.by}`, envelope: Digest.of(command.by) };
    return decision.events.reduce((next, event) => exceptionDecider.evolve(next, { ...event, body: { ...event.body, signed } } as typeof event), before);
  }, new Map());
  return grantedOf(state)[0] as StandingException;
};

describe('an exception that two people signed', () => {
  it.each<[string, Digest | undefined, boolean]>([
    ['by the register that the policy names', PEOPLE, true],
    ['by one of whoever granted it', OWN, false],
    ['by one of which nothing is known', undefined, false],
  ])('%s', (_, people, counts) => {
    expect(isAgreed(granted(people), NAMED.exceptions)).toBe(counts);
    expect(isAgreed(granted(people), SIGNED.exceptions)).toBe(true);
  });

  it('has no register to be of where names are enough', () =>
    expect(() => policyOf(`exceptions: { signed: false, people: "${PEOPLE}" }\n`)).toThrow('ASSAY-RELEASE-002'));
});

describe('a lifecycle of which criteria are excepted', () => {
  const fact = (counts: LinkFact['counts'], ...registers: readonly Digest[]): LinkFact => ({
    link: 'lifecycle',
    about: { release: 'v1' },
    state: 'proven',
    reasons: [],
    counts,
    at: AT,
    inputs: registers.map((digest) => ({ name: EXCEPTED_BY, digest })),
  });
  const codes = (given: LinkFact, policy: typeof SIGNED) =>
    judgeRelease([given], policy, { release: 'v1', at: AT }).reasons.flatMap(({ link, code }) => (link === 'lifecycle' ? [code] : []));

  it.each<[string, LinkFact, readonly string[], readonly string[]]>([
    ['none', fact({ excepted: 0, 'excepted-typed': 0 }), [], []],
    ['by typed names', fact({ excepted: 2, 'excepted-typed': 1 }, PEOPLE), ['excepted-typed'], ['excepted-typed']],
    ['by nobody knows whom', fact({ excepted: 1 }), ['excepted-typed'], ['excepted-typed']],
    ['by two who signed', fact({ excepted: 1, 'excepted-typed': 0 }, PEOPLE), [], []],
    ['by two of another register', fact({ excepted: 2, 'excepted-typed': 0 }, PEOPLE, OWN), [], ['excepted-by-others']],
  ])('%s', (_, given, signed, named) => {
    expect(codes(given, policyOf(''))).toEqual([]);
    expect(codes(given, SIGNED)).toEqual(signed);
    expect(codes(given, NAMED)).toEqual(named);
  });
});
