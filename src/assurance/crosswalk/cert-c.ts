import { crosswalk, type Row } from './declare.ts';

// A guideline of CERT C is judged by findings in the source (../cert-c), so no edge decides anything here. These say which controls meet a
// guideline from another side: they hold down what a violation can do, or find it by other means.
const ROWS: readonly Row[] = [
  ['input-handling-tested', 'EXP34-C', 'intersects-with', 'Finds null pointers that bad input leads to.'],
  ['input-handling-tested', 'INT32-C', 'intersects-with', 'Runs parsers under sanitizers, which report signed overflow.'],
  ['exploit-mitigations', 'ARR30-C', 'intersects-with', 'Makes a write beyond an array harder to use, without removing it.'],
  ['input-handling-tested', 'ARR30-C', 'intersects-with', 'Finds by bad input where a subscript leaves its array.'],
  ['input-handling-tested', 'STR31-C', 'intersects-with', 'Finds by long input where a string outgrows its room.'],
  ['exploit-mitigations', 'STR31-C', 'intersects-with', 'Has the compiler guard the stack that an overlong string runs over.'],
  ['input-handling-tested', 'MEM30-C', 'intersects-with', 'Runs parsers under sanitizers, which report the use of freed memory.'],
  ['exploit-mitigations', 'MEM30-C', 'intersects-with', 'Makes freed memory harder to refill with something useful.'],
  ['input-handling-tested', 'FIO30-C', 'intersects-with', 'Feeds parsers with format directives among other bad input.'],
  ['cryptography-current', 'MSC30-C', 'intersects-with', 'Lists which source of random numbers is used where it matters.'],
  ['no-secrets-in-source', 'MSC41-C', 'intersects-with', 'Looks for live secrets in all source and its history, in any language.'],
  ['image-searched', 'MSC41-C', 'intersects-with', 'Looks for keys and accounts in what was built from the source.'],
  ['processes-confined', 'POS36-C', 'intersects-with', 'Starts services without privilege, so that there is none to give up.'],
  ['two-person-review', 'API00-C', 'intersects-with', 'Has a second person ask of each function what it checks, which no tool can tell.'],
  ['secure-defaults', 'API10-C', 'intersects-with', 'Holds for settings of the product what this asks of an interface.'],
  ['static-analysis', 'MSC00-C', 'intersects-with', 'Lets no new finding of an analyser in, compiler warnings among them.'],
  ['secrets-in-vault', 'MSC18-C', 'intersects-with', 'Gives servers their secrets at run time, so that code handles them less.'],
  ['cryptography-current', 'MSC25-C', 'intersects-with', 'Drops weak algorithms wherever they are used, not in C alone.'],
  ['processes-confined', 'POS02-C', 'intersects-with', 'Gives each process on a device its rights from outside, whatever the code asks.'],
  ['processes-confined', 'POS05-C', 'intersects-with', 'Confines a service to its own files, as a jail does.'],
];

export const CERT_C_CROSSWALK = crosswalk('cert-c', 'commit 70cdaa59 (2026-07-21)', ROWS, {
  together: [],
  remainders: {},
  directly: 'Each guideline is judged by what tools found at each repository, and by no control. The controls below meet it from another side.',
});
