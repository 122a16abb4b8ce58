import { coveredBy, parseSubject } from '../../evidence/subject.ts';
import type { Control } from '../model.ts';
import type { Position, SubjectPosition } from '../position.ts';
import type { Instance } from './model.ts';

/** Names the control instances that a claim rests on, and keeps each. */
export interface Instances {
  /** The key of a control at a subject with all its pieces, as a claim has it. */
  key(control: string, subject: string): string;
  /** The key as the attack graph has it: what the map owes no verdict stands alone. `rest`: without the members that evidence names. */
  inGraph(control: string, subject: string, rest: boolean): string;
  all(): Readonly<Record<string, Instance>>;
}

export function instancesOf(position: Position): Instances {
  const owed = new Map<string, { readonly control: Control; readonly one: SubjectPosition }>(
    position.controls.flatMap(({ control, subjects }) => subjects.map((one) => [`${control.id}@${one.subject}`, { control, one }] as const)),
  );
  const named = variantsNamed(position);
  const found = new Map<string, Instance>();
  const keep = (key: string, instance: Instance) => {
    found.set(key, instance);
    return key;
  };
  const key = (control: string, subject: string, rest = false) => {
    const { element } = parseSubject(subject);
    const whole = owed.get(`${control}@${element}`);
    const pieces = piecesOf(subject, whole?.one);
    const wholes = new Set(pieces.map((piece) => piece.split('#')[0]));
    // What a variant that the map has comes to is among the pieces: the variant, or all its members.
    const claims = new Set(whole?.control.checks.map((check) => check.claim));
    const gone = (named.get(element) ?? []).filter((one) => claims.has(one.claim) && !wholes.has(one.variant) && coveredBy(one.variant).includes(subject));
    return keep(`${control}@${subject}${rest ? ' (the rest)' : ''}`, {
      control,
      subject,
      pieces,
      ...(rest ? { rest } : {}),
      ...(gone.length === 0 ? {} : { gone: [...new Set(gone.map((one) => one.variant))].sort() }),
    });
  };
  return {
    key,
    inGraph: (control, subject, rest) =>
      owed.has(`${control}@${subject}`)
        ? key(control, subject, rest)
        : keep(`${control}@${subject} (alone)`, { control, subject, pieces: [subject], alone: true }),
    all: () => Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

function piecesOf(subject: string, whole: SubjectPosition | undefined): readonly string[] {
  const all = (whole?.pieces ?? []).map((piece) => piece.subject).filter((piece) => coveredBy(piece).includes(subject));
  // A member of which nothing is known for itself is no piece of the whole, and is one of its own.
  return all.length > 0 && !subject.includes('#') ? all : [...new Set([subject, ...all])];
}

function variantsNamed({ evidence }: Position): ReadonlyMap<string, readonly { readonly variant: string; readonly claim: string }[]> {
  const named = new Map<string, { variant: string; claim: string }[]>();
  for (const { subject, claim } of evidence) {
    const { element, variant } = parseSubject(subject);
    if (variant === undefined) continue;
    const list = named.get(element) ?? [];
    named.set(element, list);
    list.push({ variant: `${element}/${variant}`, claim });
  }
  return named;
}
