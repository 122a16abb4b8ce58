import type { Named } from '../change/facts.ts';
import type { Person, PersonKey, PersonKind } from './model.ts';

/** The register, ready to be asked. */
export interface Register {
  readonly people: readonly Person[];
  /** Whose a name is, by its address; by the name itself only where there is no address and one entry alone has it. */
  whose(named: Named): Person | undefined;
  /** Whose an account of a forge is, such as `github:ada`, in any capitals. */
  account(account: string): Person | undefined;
  /**
   * Whose a key is at a moment (seconds since 1970), and what a signature by it stands for. Without a moment, at any. The moment is the word of whoever holds the key: where the register
   * was read for a day, a key that has ended by then is nobody's, and so is one of a moment still to come.
   */
  keyed(key: string, seconds?: number): { readonly person: Person; readonly role: PersonKind } | undefined;
  /** Whose a key is that is shown to have signed, by its whole fingerprint, or by the holder and the issuer in its certificate; at any time, which the caller judges. */
  holder(id: string, issuer?: string): KeyHolder | undefined;
}

export interface KeyHolder {
  readonly person: Person;
  readonly role: PersonKind;
  readonly key: PersonKey;
  /** False where nobody entered it: a forge's key that is known to everybody. */
  readonly declared: boolean;
}

/** GitHub's two signing keys. They prove that something was done on its pages, and not by whom. */
const FORGE_KEYS: readonly string[] = ['4AEE18F83AFDEB23', 'B5690EEEBB952194'];

/** The forges that everybody meets, known where the register does not name them itself. */
const KNOWN_FORGES: readonly Person[] = [
  {
    id: 'github',
    kind: 'forge',
    name: 'GitHub',
    names: [],
    addresses: ['noreply@github.com'],
    accounts: [],
    keys: FORGE_KEYS.map((id) => ({ id })),
  },
];

/** Joins the entries; nothing contradicts here that `readRegister` let through. */
export function registerOf(people: readonly Person[], now?: number): Register {
  const addresses = new Map<string, Person>();
  const accounts = new Map<string, Person>();
  const names = new Map<string, Person | undefined>();
  const keys = new Map<string, KeyHolder>();
  // What the operator says of a forge comes later, and so stands.
  for (const person of [...KNOWN_FORGES, ...people]) {
    for (const address of person.addresses) addresses.set(addressKey(address), person);
    for (const account of person.accounts) accounts.set(account.toLowerCase(), person);
    for (const name of new Set([person.name, ...person.names].map(nameKey))) names.set(name, names.has(name) ? undefined : person);
    for (const key of person.keys)
      keys.set(holderKey(key.id, key.issuer), { person, role: key.role ?? person.kind, key, declared: !KNOWN_FORGES.includes(person) });
  }
  return {
    people,
    whose: ({ name, email }) => {
      if (email === undefined || email === '') return names.get(nameKey(name));
      const account = forgeAccount(email);
      return addresses.get(addressKey(email)) ?? (account === undefined ? undefined : accounts.get(account));
    },
    account: (account) => accounts.get(account.toLowerCase()),
    keyed: (id, seconds) => {
      const found = keys.get(keyKey(id));
      if (found === undefined || (seconds !== undefined && !(inTime(found.key, seconds) && believed(found.key, seconds, now)))) return undefined;
      return { person: found.person, role: found.role };
    },
    holder: (id, issuer) => {
      const found = keys.get(holderKey(id, issuer));
      // Where the register has a whole fingerprint, its last digits alone are not the key.
      return found !== undefined && (found.key.id.length <= 16 || !isHex(found.key.id) || found.key.id.toUpperCase() === id.toUpperCase()) ? found : undefined;
    },
  };
}

/** Addresses are one in any capitals: no host in use tells them apart, and a second face in other capitals is the cheapest there is. */
export function addressKey(address: string): string {
  return address.toLowerCase();
}

/** A key by what all its names share: of an OpenPGP fingerprint the last 16 digits, which are its id in version 4. */
export function keyKey(id: string): string {
  return id.includes(':') ? id : id.length === 64 ? id.slice(0, 16).toUpperCase() : id.slice(-16).toUpperCase();
}

/** The same, of a holder with whoever vouches for it: two authorities may both know somebody of that name. */
export function holderKey(id: string, issuer?: string): string {
  const [, kind, value = ''] = /^(email|uri|name):(.*)$/s.exec(id) ?? [];
  return kind === undefined ? keyKey(id) : `${kind}:${kind === 'email' ? addressKey(value) : value} ${issuer ?? ''}`;
}

function isHex(id: string): boolean {
  return /^[0-9A-Fa-f]+$/.test(id);
}

function nameKey(name: string): string {
  return name.normalize('NFC').toLowerCase().split(/\s+/).join(' ').trim();
}

/** `123+ada@users.noreply.github.com` is GitHub's own word for an account, in either of its spellings. */
function forgeAccount(email: string): string | undefined {
  const [, account] = /^(?:\d+\+)?([^@+\s]+)@users\.noreply\.github\.com$/i.exec(email) ?? [];
  return account === undefined ? undefined : `github:${account.toLowerCase()}`;
}

/** Clocks of two machines differ. */
const SKEW = 300;

/** Whoever holds a key that has ended sets the clock of what it signs to a day before; and a moment to come would outlive every withdrawal. */
function believed({ until }: PersonKey, seconds: number, now: number | undefined): boolean {
  return now === undefined || (seconds <= now + SKEW && (until === undefined || inTime({ until } as PersonKey, now)));
}

function inTime({ from, until }: PersonKey, seconds: number): boolean {
  const begin = from === undefined ? Number.NEGATIVE_INFINITY : Date.parse(from) / 1000;
  // A day is meant whole.
  const end = until === undefined ? Number.POSITIVE_INFINITY : Date.parse(until) / 1000 + (until.includes('T') ? 0 : 86_400);
  return seconds >= begin && seconds < end;
}
