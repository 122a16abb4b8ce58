import type { Person } from './model.ts';

/** Two entries that somebody should look at: they may be one person. */
export interface AlikePair {
  readonly one: string;
  readonly other: string;
  readonly why: 'the same name' | 'nearly the same name' | 'the same account name on two forges' | 'the same first part of an address';
}

const GENERIC = new Set(['info', 'mail', 'me', 'git', 'github', 'dev', 'contact', 'admin', 'root', 'noreply', 'no-reply', 'hello', 'code', 'commit']);
const NEAR_LIMIT = 2000;

/** Pairs of entries with alike names, accounts or addresses, each pair once by its strongest reason, in the order of the register. */
export function alikePairs(people: readonly Person[]): readonly AlikePair[] {
  const found = new Map<string, AlikePair>();
  const order = new Map(people.map(({ id }, at) => [id, at]));
  const add = (ids: Iterable<string>, why: AlikePair['why']) => {
    const group = [...new Set(ids)].slice(0, 20);
    group.forEach((one, at) => {
      for (const other of group.slice(at + 1)) {
        const [first, second] = (order.get(one) ?? 0) < (order.get(other) ?? 0) ? [one, other] : [other, one];
        const key = `${first} ${second}`;
        if (!found.has(key)) found.set(key, { one: first, other: second, why });
      }
    });
  };
  const grouped = (why: AlikePair['why'], wordsOf: (person: Person) => readonly string[]) => {
    const groups = new Map<string, string[]>();
    for (const person of people) for (const word of new Set(wordsOf(person))) groups.set(word, [...(groups.get(word) ?? []), person.id]);
    for (const ids of groups.values()) if (ids.length > 1) add(ids, why);
  };
  grouped('the same name', (person) => [person.name, ...person.names].map(plainName));
  grouped('the same account name on two forges', (person) => person.accounts.map((account) => account.slice(account.indexOf(':') + 1).toLowerCase()));
  grouped('the same first part of an address', (person) => person.addresses.map(firstPart).filter((part) => part.length > 2 && !GENERIC.has(part)));
  const names = people.map((person) => ({ id: person.id, name: plainName(person.name) })).filter(({ name }) => name.length > 6);
  // Each against each: past this many, whoever keeps the register has other means.
  if (names.length <= NEAR_LIMIT) {
    names.forEach(({ id, name }, at) => {
      for (const other of names.slice(at + 1)) if (other.name !== name && oneApart(name, other.name)) add([id, other.id], 'nearly the same name');
    });
  }
  return [...found.values()];
}

/** Without accents, capitals, marks and the order of first and last name. */
function plainName(name: string): string {
  const words =
    name
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.toSorted().join(' ');
}

function firstPart(address: string): string {
  const [part = ''] = address.toLowerCase().split('@');
  return part.replace(/^\d+\+/, '').replace(/\+.*$/, '');
}

function oneApart(a: string, b: string): boolean {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at += 1;
  return a.slice(at + 1) === b.slice(at + 1) || a.slice(at + 1) === b.slice(at) || a.slice(at) === b.slice(at + 1);
}
