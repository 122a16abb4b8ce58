import type { SecurityEvent } from '../event/model.ts';
import { type FieldReader, fieldReader, leavesOf, textOf } from './field.ts';
import { fold } from './value.ts';

/** The fields that rules ask, each with a number, so that a field is read and folded once an event however many rules ask it. */
export class Slots {
  readonly #numbers = new Map<string, number>();
  readonly readers: FieldReader[] = [];

  of(field: string): number {
    const known = this.#numbers.get(field);
    if (known !== undefined) return known;
    const number = this.readers.length;
    this.#numbers.set(field, number);
    this.readers.push(fieldReader(field));
    return number;
  }
}

const NOTHING = { class: 'base', time: 0, logSource: {}, record: {}, offset: 0, length: 0 } as unknown as SecurityEvent;

/** One event, as compiled rules see it. Used again for the next, so that nothing is allocated for fields that nobody asks. */
export class View {
  event: SecurityEvent = NOTHING;
  readonly #readers: readonly FieldReader[];
  readonly #values: unknown[] = [];
  readonly #lowers: (string | undefined)[] = [];
  readonly #read: number[] = [];
  readonly #folded: number[] = [];
  #turn = 0;
  #leaves: readonly string[] | undefined;
  #lowLeaves: readonly string[] | undefined;

  constructor(slots: Slots) {
    this.#readers = slots.readers;
    for (let i = 0; i < slots.readers.length; i += 1) {
      this.#values.push(undefined);
      this.#lowers.push(undefined);
      this.#read.push(0);
      this.#folded.push(0);
    }
  }

  see(event: SecurityEvent): void {
    this.event = event;
    this.#turn += 1;
    this.#leaves = undefined;
    this.#lowLeaves = undefined;
  }

  value(slot: number): unknown {
    if (this.#read[slot] === this.#turn) return this.#values[slot];
    const value = (this.#readers[slot] as FieldReader)(this.event);
    this.#values[slot] = value;
    this.#read[slot] = this.#turn;
    return value;
  }

  /** The value folded, where it is one text, number or boolean. */
  lower(slot: number): string | undefined {
    if (this.#folded[slot] === this.#turn) return this.#lowers[slot];
    const text = textOf(this.value(slot));
    const lower = text === undefined ? undefined : fold(text);
    this.#lowers[slot] = lower;
    this.#folded[slot] = this.#turn;
    return lower;
  }

  get leaves(): readonly string[] {
    this.#leaves ??= leavesOf(this.event);
    return this.#leaves;
  }

  get lowLeaves(): readonly string[] {
    this.#lowLeaves ??= this.leaves.map(fold);
    return this.#lowLeaves;
  }

  /** All texts in one, folded: what is in none of this is in none of them. */
  get haystack(): string {
    const { record } = this.event;
    let text = '';
    for (const name in record) {
      const value = record[name];
      if (typeof value === 'string') text += `${value}\n`;
      // What nests is gone through by whoever knows how deep to go.
      else if (typeof value === 'object' && value !== null) return fold(this.leaves.join('\n'));
      else text += `${String(value)}\n`;
    }
    return fold(text);
  }
}
