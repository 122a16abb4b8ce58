import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refused } from '../../core/index.ts';
import { alikePairs } from './alike.ts';
import { proposalsOf, readMailmap } from './mailmap.ts';
import { readRegister } from './read.ts';
import { sameOrOther } from './same.ts';

const REGISTER = `format: people/1
people:
  - id: ada
    name: Ada Example
    names: [A. Example]
    addresses: [ada@example.org, Ada@old.example.org]
    accounts: [github:ada]
    keys:
      - id: SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU
        from: 2024-01-01
        until: 2024-12-31
      - id: 0123456789abcdef0123456789abcdef01234567
        role: bot
    confirmedBy: cleo
  - { id: bob, name: Bob Builder, addresses: [bob@example.org], confirmedBy: ada }
  - { id: cleo, name: Cleo Pat, addresses: [cleo@example.org], confirmedBy: bob }
  - { id: dan, name: Dan, addresses: [dan@example.org] }
  - { id: renovate, kind: bot, name: 'renovate[bot]', addresses: [29139614+renovate@users.noreply.github.com] }
`;
const register = readRegister(REGISTER, 'people.yaml');
const named = (email: string, name = 'Anybody') => ({ name, email });

describe('the register', () => {
  it.each([
    ['ADA@example.org', 'ada'],
    ['ada@old.example.org', 'ada'],
    ['12345+Ada@users.noreply.github.com', 'ada'],
    ['ada@users.noreply.github.com', 'ada'],
    ['29139614+renovate@users.noreply.github.com', 'renovate'],
    ['noreply@github.com', 'github'],
    ['ada@example.com', undefined],
  ])('knows whose %s is', (email, id) => expect(register.whose(named(email))?.id).toBe(id));

  it('goes by a bare name only where there is no address', () => {
    expect(register.whose({ name: 'ada  example' })?.id).toBe('ada');
    expect(register.whose(named('eve@example.org', 'Ada Example'))).toBeUndefined();
  });

  it('goes by no name that two have', () => {
    const two = readRegister('format: people/1\npeople:\n  - { id: a, name: Sam }\n  - { id: b, name: Sam }\n', 'p');
    expect(two.whose({ name: 'Sam' })).toBeUndefined();
  });

  it('knows keys with their role and time', () => {
    const ssh = 'SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU';
    expect(register.keyed(ssh, Date.parse('2024-12-31T23:00:00Z') / 1000)).toMatchObject({ person: { id: 'ada' }, role: 'person' });
    expect(register.keyed(ssh, Date.parse('2025-01-01T00:00:00Z') / 1000)).toBeUndefined();
    expect(register.keyed('89ABCDEF01234567')).toMatchObject({ person: { id: 'ada' }, role: 'bot' });
    expect(register.keyed('B5690EEEBB952194')).toMatchObject({ person: { id: 'github' }, role: 'forge' });
    expect(register.keyed('0000000000000000')).toBeUndefined();
  });
});

describe('a register that is read for a day', () => {
  const ssh = 'SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU';
  const at = (day: string) => Date.parse(day) / 1000;

  it.each([
    ['a key in its time', '2024-06-01T00:00:00Z', '2024-05-01T00:00:00Z', 'ada'],
    ['a key that has ended, with a clock set to before', '2026-01-01T00:00:00Z', '2024-05-01T00:00:00Z', undefined],
    ['a moment to come', '2024-06-01T00:00:00Z', '2024-07-01T00:00:00Z', undefined],
    ['a clock that is a little ahead', '2024-06-01T00:00:00Z', '2024-06-01T00:04:00Z', 'ada'],
  ])('takes for %s nobody’s word alone', (_, now, moment, id) =>
    expect(readRegister(REGISTER, 'people.yaml', at(now)).keyed(ssh, at(moment))?.person.id).toBe(id),
  );
});

describe('two names', () => {
  it.each([
    ['ada@example.org', 'ada@old.example.org', 'same'],
    ['x@example.org', 'X@example.org', 'same'],
    ['ada@example.org', 'bob@example.org', 'not-known'],
    ['bob@example.org', 'cleo@example.org', 'not-known'],
    ['ada@example.org', 'dan@example.org', 'not-known'],
    ['ada@example.org', 'x@example.org', 'not-known'],
    ['x@example.org', 'y@example.org', 'not-known'],
  ])('%s and %s are %s', (a, b, answer) => expect(sameOrOther(register, named(a), named(b)).answer).toBe(answer));

  it('are two people where each was confirmed by a third', () => {
    const third = readRegister(REGISTER.replace('confirmedBy: ada }', 'confirmedBy: cleo }'), 'p');
    expect(sameOrOther(third, named('ada@example.org'), named('bob@example.org'))).toEqual({
      answer: 'different',
      why: 'ada and bob, each confirmed by somebody else',
    });
  });

  it('are told from each other in the same way from either side', () => {
    const emails = fc.constantFrom('ada@example.org', 'bob@example.org', 'cleo@example.org', 'dan@example.org', 'x@example.org', '');
    fc.assert(fc.property(emails, emails, (a, b) => sameOrOther(register, named(a), named(b)).answer === sameOrOther(register, named(b), named(a)).answer));
  });
});

const faultsOf = (text: string) => {
  try {
    readRegister(text, 'people.yaml');
  } catch (error) {
    if (error instanceof Refused) return error.faults;
    throw error;
  }
  return [];
};
const withPeople = (...people: string[]) => `format: people/1\npeople:\n${people.map((one) => `  - ${one}\n`).join('')}`;

describe('what is no register', () => {
  it.each([
    ['another document', 'assay: service/1\n', ['ASSAY-PERSON-001']],
    ['another edition', 'format: people/9\npeople: []\n', ['ASSAY-PERSON-001']],
    ['unknown and missing fields', withPeople('{ id: a, nam: A }'), ['ASSAY-PERSON-002', 'ASSAY-PERSON-002']],
    ['a key that is none', withPeople('{ id: a, name: A, keys: [{ id: abc }] }'), ['ASSAY-PERSON-002']],
    ['one id twice', withPeople('{ id: a, name: A }', '{ id: a, name: B }'), ['ASSAY-PERSON-003']],
    ['one address twice', withPeople('{ id: a, name: A, addresses: [x@y] }', '{ id: b, name: B, addresses: [X@y] }'), ['ASSAY-PERSON-004']],
    [
      'one key twice',
      withPeople('{ id: a, name: A, keys: [{ id: 0123456789ABCDEF }] }', '{ id: b, name: B, keys: [{ id: 0123456789abcdef }] }'),
      ['ASSAY-PERSON-004'],
    ],
    ['one account twice', withPeople('{ id: a, name: A, accounts: ["github:x"] }', '{ id: b, name: B, accounts: ["github:X"] }'), ['ASSAY-PERSON-004']],
    ['confirmed by itself', withPeople('{ id: a, name: A, confirmedBy: a }'), ['ASSAY-PERSON-005']],
    ['confirmed by a program', withPeople('{ id: a, name: A, confirmedBy: r }', '{ id: r, kind: bot, name: R }'), ['ASSAY-PERSON-005']],
    ['confirmed by a model', withPeople('{ id: a, name: A, confirmedBy: r }', '{ id: r, kind: model, name: R }'), ['ASSAY-PERSON-005']],
    ['confirmed by nobody', withPeople('{ id: a, name: A, confirmedBy: z }'), ['ASSAY-PERSON-005']],
    ['a key out of time', withPeople('{ id: a, name: A, keys: [{ id: 0123456789ABCDEF, from: 2025-01-01, until: 2024-01-01 }] }'), ['ASSAY-PERSON-006']],
    ['too long a text', `# ${'x'.repeat(9_000_000)}`, ['ASSAY-PERSON-007']],
  ])('%s is refused', (_, text, codes) => expect(faultsOf(text).map(({ code }) => code)).toEqual(codes));

  it('says where', () => {
    expect(faultsOf(withPeople('{ id: a, name: A }', '{ id: a, name: B }'))[0]).toMatchObject({ file: 'people.yaml', line: 4, field: 'people[1].id' });
  });
});

describe('entries that may be one person', () => {
  it.each([
    ['{ id: a, name: Ada Lovelace }', '{ id: b, name: LOVELACE Áda }', 'the same name'],
    ['{ id: a, name: Jia Tanner }', '{ id: b, name: Jia Taner }', 'nearly the same name'],
    ['{ id: a, name: Xx, accounts: ["github:zed"] }', '{ id: b, name: Yy, accounts: ["gitlab:zed"] }', 'the same account name on two forges'],
    ['{ id: a, name: Xx, addresses: [jia@x.org] }', '{ id: b, name: Yy, addresses: ["jia+1@y.org"] }', 'the same first part of an address'],
  ])('%s and %s: %s', (one, other, why) => {
    expect(alikePairs(readRegister(withPeople(one, other), 'p').people)).toEqual([{ one: 'a', other: 'b', why }]);
  });
  it('are none of those who are not alike', () => expect(alikePairs(register.people)).toEqual([]));
});

describe('.mailmap', () => {
  const proposals = (text: string) => proposalsOf(readMailmap(text), register);
  it('proposes, and says where it goes against the register', () => {
    expect(proposals('# people\nAda Example <ada@example.org> <new@example.org>\n')).toEqual([
      { line: 2, entry: 'ada', address: 'new@example.org', proper: { name: 'Ada Example', email: 'ada@example.org' } },
    ]);
    expect(proposals('Ada <ada@example.org> Bob <bob@example.org>\n')[0]?.against).toBe('ada and bob are two entries');
    expect(proposals('<ada@example.org> <ada@old.example.org>\nnonsense\n')).toEqual([]);
    expect(proposals('Eve <eve@example.org>\n')).toEqual([{ line: 1, address: 'eve@example.org', proper: { name: 'Eve' } }]);
  });
  it('ends with any text', () => fc.assert(fc.property(fc.string(), (text) => proposals(text).every(({ line }) => line > 0))));
});

describe('keys of the register', () => {
  const read = (keys: string) => readRegister(`format: people/1\npeople:\n  - { id: ada, name: Ada, keys: [${keys}] }\n`, 'people.yaml');
  const WHOLE = '0123456789ABCDEF0123456789ABCDEF01234567';

  it('are found by the whole fingerprint where it is entered', () => {
    const found = read(`{ id: ${WHOLE} }`);
    expect(found.holder(WHOLE.toLowerCase())).toMatchObject({ person: { id: 'ada' }, role: 'person', declared: true });
    expect(found.holder(`${'F'.repeat(24)}${WHOLE.slice(-16)}`)).toBeUndefined();
    expect(read(`{ id: ${WHOLE.slice(-16)} }`).holder(WHOLE)?.person.id).toBe('ada');
  });

  it('are of a holder only with whoever vouches for it', () => {
    const found = read('{ id: "email:Ada@example.org", issuer: "https://id.example.org" }');
    expect(found.holder('email:ada@EXAMPLE.org', 'https://id.example.org')?.person.id).toBe('ada');
    expect(found.holder('email:ada@example.org', 'https://other.example.org')).toBeUndefined();
    expect(found.holder('email:ada@example.org')).toBeUndefined();
  });

  it('of a forge that nobody entered are told apart', () => {
    expect(register.holder('B5690EEEBB952194')).toMatchObject({ person: { id: 'github' }, declared: false });
    expect(
      readRegister('format: people/1\npeople: [{ id: gh, kind: forge, name: GitHub, keys: [{ id: B5690EEEBB952194 }] }]', 'p').holder('B5690EEEBB952194'),
    ).toMatchObject({ person: { id: 'gh' }, declared: true });
  });

  it.each([
    '{ id: "email:a@b.c" }',
    '{ id: 0123456789ABCDEF, issuer: x }',
    '{ id: 0123456789ABCDEF, kind: ssh }',
    '{ id: "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU", kind: openpgp }',
  ])('refuses %s, whose parts do not go together', (key) => {
    try {
      read(key);
      expect.unreachable();
    } catch (error) {
      expect((error as Refused).faults.map(({ code }) => code)).toEqual(['ASSAY-PERSON-008']);
    }
  });
});
