import { parseSubject } from '../../evidence/subject.ts';
import type { Position, SubjectPosition } from '../position.ts';
import type { Instance } from './model.ts';

/** Names the control instances that a claim rests on, and keeps each. */
export interface Instances {
  /** The key of a control at a subject. `rest`: without the members that evidence names. */
  key(control: string, subject: string, rest?: boolean): string;
  all(): Readonly<Record<string, Instance>>;
}

export function instancesOf(position: Position): Instances {
  const owed = new Map<string, SubjectPosition>(
    position.controls.flatMap(({ control, subjects }) => subjects.map((one) => [`${control.id}@${one.subject}`, one] as const)),
  );
  const found = new Map<string, Instance>();
  return {
    key(control, subject, rest = false) {
      const key = `${control}@${subject}${rest ? ' (the rest)' : ''}`;
      const whole = owed.get(`${control}@${subject}`);
      const pieces = whole?.pieces.map((piece) => piece.subject).filter((piece) => !rest || parseSubject(piece).member === undefined);
      const alone = pieces === undefined ? ({ alone: true } as const) : {};
      found.set(key, { control, subject, pieces: pieces ?? [subject], ...(rest ? { rest } : alone) });
      return key;
    },
    all: () => Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}
