import { isInstantText } from '../../core/index.ts';

// Neither OpenVEX nor CSAF has a field for the end of a statement, and their schemas allow no other; so the end stands in the words, always in these.
const UNTIL = /\bValid until (\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z)\./g;

export function untilText(until: string): string {
  return `Valid until ${until}.`;
}

export function untilIn(...texts: readonly string[]): string | undefined {
  // Said twice, the earlier end counts.
  return texts
    .flatMap((text) => [...text.matchAll(UNTIL)].map(([, end = '']) => end))
    .filter(isInstantText)
    .toSorted((a, b) => (Date.parse(a) < Date.parse(b) ? -1 : 1))[0];
}
