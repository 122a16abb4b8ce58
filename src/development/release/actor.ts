import { canonicalJson, type Json } from '../../core/index.ts';
import type { Person } from '../person/model.ts';
import type { Register } from '../person/register.ts';
import { apart, type SameAnswer } from '../person/same.ts';

/** Somebody who does something that counts as one of two people: the name that they typed, and the key that signed it, where one did. */
export interface Actor {
  readonly by: string;
  /** `SHA256:…`. */
  readonly key?: string;
}

/** What an act is signed as, in a DSSE envelope: who asked, granted or withdrew what, when. */
export const ACT_TYPE = 'application/vnd.assay.release-act+json';

export function actPayload(type: string, body: Json): Uint8Array {
  return new TextEncoder().encode(canonicalJson({ type, body }));
}

/** Whose an act is: by its key, else by the name, where one person alone acts under it. A name that several people act under says of nobody who it was. */
export function whoActs(register: Register, { by, key }: Actor): Person | undefined {
  if (key !== undefined) {
    const found = register.keyed(key);
    return found?.role === 'person' ? found.person : undefined;
  }
  const [one, ...more] = register.people.filter(({ actsAs = [] }) => actsAs.includes(by));
  return more.length === 0 ? one : undefined;
}

/** Whether two acts are one person's. Two names that the register does not join are not known to be two people. */
export function sameActors(register: Register, one: Actor, other: Actor): SameAnswer {
  if (one.by === other.by) return { answer: 'same', why: `both are ${one.by}` };
  if (one.key !== undefined && one.key === other.key) return { answer: 'same', why: 'one key signed both' };
  const [left, right] = [whoActs(register, one), whoActs(register, other)];
  if (left === undefined || right === undefined)
    return { answer: 'not-known', why: `the register of people does not say who acted as ${left === undefined ? one.by : other.by}` };
  return apart(left, right);
}

/** Whether the register lets a key act under a name: its holder is a person, and the name is theirs or nobody's. */
export function mayActAs(register: Register, by: string, key: string, seconds: number): 'yes' | 'nobody' | 'other' {
  const found = register.keyed(key, seconds);
  if (found === undefined || found.role !== 'person') return 'nobody';
  const holders = register.people.filter(({ actsAs = [] }) => actsAs.includes(by));
  return holders.length === 0 || holders.includes(found.person) ? 'yes' : 'other';
}
