import type { Machine } from './machine.ts';

// One machine may be logged under several identifiers: its host name, its UUID, the one of the instance that ran. What shares a word with another is one machine with it; what
// shares none may be one all the same, and then it is counted once.

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-/;
/** What many machines are called that nobody named, or whose maker wrote nothing down. */
const NOBODYS =
  /^(?:localhost(?:\.localdomain)?|unknown|none|null|n\/?a|default(?: string)?|not (?:specified|available|applicable)|system serial number|to be filled by o\.?e\.?m\.?|[0f-]+|the machine of the file)$/;
const COLUMNS = ['uuid', 'hostname', 'host_uuid', 'hardware_serial'];

/** Every word by which a machine is known: what the lines say of it, and what it answered of itself. In small letters. */
function wordsOf({ host, words, answers }: Machine): readonly string[] {
  const own = answers.filter(({ sort }) => sort === 'system').flatMap(({ rows }) => rows.flatMap((row) => COLUMNS.flatMap((column) => row.get(column) ?? [])));
  const all = [host, ...words, ...own].map((word) => word.trim().toLowerCase().replace(/\.$/, '')).filter((word) => word !== '' && !NOBODYS.test(word));
  return [...new Set(all)];
}

/** `lt-1.fern.example` is `lt-1` where somebody writes it short; addresses are not cut. */
function shortOf(word: string): string | undefined {
  return UUID.test(word) || /^[\d.]+$/.test(word) || word.includes(':') ? undefined : /^([^.]+)\./.exec(word)?.[1];
}

/**
 * Machines that share a word, put together in the order of the first of each. All answers stay: what one of its names answered ill is ill, whatever the others
 * answered.
 */
export function mergedOf(machines: readonly Machine[]): readonly Machine[] {
  const words = machines.map(wordsOf);
  const known = new Set(words.flat());
  const parents = machines.map((_, i) => i);
  const rootOf = (i: number): number => {
    let root = i;
    while (parents[root] !== root) root = parents[root] ?? root;
    for (let at = i; at !== root; ) {
      const next = parents[at] ?? root;
      parents[at] = root;
      at = next;
    }
    return root;
  };
  const first = new Map<string, number>();
  words.forEach((own, i) => {
    const shorts = own.flatMap((word) => shortOf(word) ?? []).filter((short) => known.has(short));
    for (const word of [...own, ...shorts]) {
      const before = first.get(word);
      if (before === undefined) first.set(word, i);
      else {
        const [one, other] = [rootOf(before), rootOf(i)];
        parents[Math.max(one, other)] = Math.min(one, other);
      }
    }
  });
  const groups = Map.groupBy(machines.keys(), rootOf);
  return [...groups.values()].map((members) => {
    const all = members.flatMap((i) => machines[i] ?? []);
    const [only] = all;
    if (only === undefined || all.length === 1) return only as Machine;
    const said = [...new Set(all.flatMap((one) => [one.host, ...one.words]))];
    return {
      // A name is what people know it by.
      host: all.find(({ host }) => !UUID.test(host))?.host ?? only.host,
      words: said.slice(0, 10),
      answers: all.flatMap(({ answers }) => answers),
      seen: all.map(({ seen }) => seen).reduce((most, at) => (at > most ? at : most)),
    };
  });
}

/** How many machines these are at least: one that is known by a UUID alone may be one that is known by a name alone. `doubtful`: how many may be others. */
export function distinctOf(machines: readonly Machine[]): { readonly distinct: number; readonly doubtful: number } {
  const ways = machines.map((machine) => {
    const words = wordsOf(machine);
    return words.every((word) => UUID.test(word)) ? 'uuid' : words.some((word) => UUID.test(word)) ? 'both' : 'name';
  });
  const of = (way: string) => ways.filter((one) => one === way).length;
  const doubtful = Math.min(of('uuid'), of('name'));
  return { distinct: machines.length - doubtful, doubtful };
}
