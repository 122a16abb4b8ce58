import type { DnsAnswer, DnsRecord, Observation, Question, RecordType } from '../model.ts';

/** What has been asked so far. The pure modules say which questions they still need; whoever may ask does, and comes again. */
export interface Known {
  get(name: string, type: RecordType): DnsAnswer | undefined;
}

/** Either what is to be asked first, or what could not be seen, or what follows. */
export type Found<T> = { readonly need: readonly Question[] } | { readonly unseen: string } | { readonly is: T };

export function knownFrom(observations: readonly Observation[]): Known {
  const answers = new Map<string, DnsAnswer>();
  for (const each of observations) if (each.kind === 'dns') answers.set(`${each.question.type} ${each.question.name}`, each.answer);
  return { get: (name, type) => answers.get(`${type} ${name}`) };
}

/** The records of a question: none where the resolver said that there are none. */
export function recordsOf<T extends RecordType>(known: Known, name: string, type: T): Found<readonly Extract<DnsRecord, { type: T }>[]> {
  const answer = known.get(name, type);
  if (answer === undefined) return { need: [{ name, type }] };
  if (answer.status === 'unseen') return { unseen: `${type} of ${name === '' ? 'the root' : name}: ${answer.why}` };
  if (answer.status === 'none') return { is: [] };
  return { is: answer.records.filter((record): record is Extract<DnsRecord, { type: T }> => record.type === type) };
}

/** The texts of TXT records that begin as the wanted ones do. */
export function textsOf(known: Known, name: string, begins: RegExp): Found<readonly string[]> {
  const found = recordsOf(known, name, 'TXT');
  return 'is' in found ? { is: found.is.map(({ text }) => text).filter((text) => begins.test(text)) } : found;
}

/** The names above, nearest first; the root is not among them. */
export function parentsOf(name: string): readonly string[] {
  const labels = name.split('.');
  return labels.slice(1).map((_, i) => labels.slice(i + 1).join('.'));
}
