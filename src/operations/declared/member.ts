import { type Fault, type FaultCatalogue, type Json, Refused } from '../../core/index.ts';
import { mudFaults } from './faults.ts';

type Number = typeof mudFaults extends FaultCatalogue<infer N> ? N : never;

/** Modules whose members stand in a MUD file. By RFC 7951 the module is written where it changes; files are found with it and without. */
const MODULES = ['ietf-mud:', 'ietf-acldns:', 'ietf-access-control-list:'] as const;
/** Modules that are known by name and say nothing of which flows are allowed. */
const RECOGNISED: readonly (readonly [string, string])[] = [
  ['ietf-mud-transparency:', 'RFC 9472: where to find the bill of materials and what is known of vulnerabilities. Not a rule for flows.'],
  ['ietf-mud-tls:', 'RFC 9761: profiles of TLS. They are not judged: which addresses and ports is.'],
  ['ietf-acl-tls:', 'RFC 9761: profiles of TLS. They are not judged: which addresses and ports is.'],
];
const MOST_SAID = 1000;

/** What was found while one file was read. */
export class Reading {
  readonly faults: Fault[] = [];
  readonly unknown: string[] = [];
  readonly recognised = new Set<string>();
  readonly file: string;

  constructor(file: string) {
    this.file = file;
  }

  made(number: Number, field: string, message: string, expected: string, found: string, remedy: string): Fault {
    return mudFaults.fault(number, { message, file: this.file, field, expected, found: found.slice(0, 200), remedy });
  }

  fault(number: Number, field: string, message: string, expected: string, found: string, remedy: string): undefined {
    if (this.faults.length < MOST_SAID) this.faults.push(this.made(number, field, message, expected, found, remedy));
    return undefined;
  }

  /** A value that is not what stands there. */
  wrong(field: string, expected: string, found: Json | undefined): undefined {
    return this.fault('003', field, `${field} is not ${expected}`, expected, shown(found), 'Write it as the specification has it.');
  }

  refuse(fault: Fault): never {
    throw new Refused(fault);
  }

  strange(at: string) {
    if (this.unknown.length < MOST_SAID) this.unknown.push(at);
  }
}

export function shown(value: Json | undefined): string {
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 120);
}

/** One object of the file: each member is taken by whoever knows it, and `rest` says which nobody took. */
export class Members {
  private readonly values: ReadonlyMap<string, Json>;
  private readonly taken = new Set<string>();
  readonly at: string;
  private readonly reading: Reading;

  constructor(value: { readonly [key: string]: Json }, at: string, reading: Reading) {
    this.values = new Map(Object.entries(value));
    this.at = at;
    this.reading = reading;
  }

  path(name: string): string {
    return this.at === '' ? name : `${this.at}.${name}`;
  }

  take(name: string): Json | undefined {
    for (const full of [name, ...MODULES.map((module) => module + name)]) {
      const value = this.values.get(full);
      if (value === undefined) continue;
      this.taken.add(full);
      return value;
    }
    return undefined;
  }

  text(name: string, most = 2000): string | undefined {
    const value = this.take(name);
    if (value === undefined) return undefined;
    if (typeof value === 'string' && value.length > 0 && value.length <= most) return value;
    return this.reading.wrong(this.path(name), `text of at most ${most} characters`, value);
  }

  /** A whole number from `low` to `high`. Files write numbers as text now and then, and mean the number. */
  number(name: string, low: number, high: number): number | undefined {
    const value = this.take(name);
    if (value === undefined) return undefined;
    const number = typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : value;
    if (typeof number === 'number' && Number.isInteger(number) && number >= low && number <= high) return number;
    return this.reading.wrong(this.path(name), `a whole number from ${low} to ${high}`, value);
  }

  object(name: string): Members | undefined {
    const value = this.take(name);
    if (value === undefined) return undefined;
    const object = objectOf(value);
    return object === undefined ? this.reading.wrong(this.path(name), 'an object', value) : new Members(object, this.path(name), this.reading);
  }

  /** A list of objects. */
  objects(name: string): readonly Members[] {
    const value = this.take(name);
    if (value === undefined) return [];
    if (!Array.isArray(value)) return this.reading.wrong(this.path(name), 'a list', value) ?? [];
    return (value as readonly Json[]).flatMap((one, i) => {
      const at = `${this.path(name)}[${i}]`;
      const object = objectOf(one);
      return object === undefined ? (this.reading.wrong(at, 'an object', one) ?? []) : new Members(object, at, this.reading);
    });
  }

  /** Whether a member without a value is there: `[null]` (RFC 7951 section 6.9). */
  mark(name: string): boolean {
    const value = this.take(name);
    if (value === undefined) return false;
    if (Array.isArray(value) && value.length === 1 && value[0] === null) return true;
    this.reading.wrong(this.path(name), '[null]', value);
    return false;
  }

  /** Names that are left, for what is known of them by name alone. */
  left(): readonly string[] {
    return [...this.values.keys()].filter((name) => !this.taken.has(name));
  }

  takeRaw(name: string) {
    this.taken.add(name);
  }

  rest() {
    for (const name of this.left()) {
      const known = RECOGNISED.find(([module]) => name.startsWith(module));
      if (known === undefined) this.reading.strange(this.path(name.slice(0, 200)));
      else this.reading.recognised.add(`${name.slice(0, 200)}: ${known[1]}`);
    }
  }
}

export function objectOf(value: Json | undefined): { readonly [key: string]: Json } | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as { readonly [key: string]: Json }) : undefined;
}
