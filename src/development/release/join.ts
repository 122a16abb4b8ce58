import type { About, Link, LinkFact } from './link.ts';

const BINDS = ['commit', 'tree', 'artifact'] as const;
type Bind = (typeof BINDS)[number];

const WORDS: Readonly<Record<Bind, string>> = { commit: 'commit', tree: 'tree', artifact: 'artifact' };

export interface Joined {
  /** What the facts agree on; a member is absent where none names it, where they differ, or where nothing shows that it is of the rest. */
  readonly about: Omit<About, 'release' | 'since'>;
  /** Two facts that speak of different things: the chain is broken between them. */
  readonly broken: readonly { readonly bind: Bind; readonly one: LinkFact; readonly other: LinkFact }[];
  /** Facts that nothing ties to the others. */
  readonly loose: readonly { readonly fact: LinkFact; readonly why: string }[];
}

/**
 * Whether facts speak of one thing. Each fact ties together the commit, tree and artifact that it names; facts are of one release where these ties make one whole
 * and no two name different ones. The whole is the one that the review is in, else the one of most facts.
 * Only a comparison or the provenance can show that an artifact is of a commit: what others say of both is what somebody typed. One that is not proven ties only where it is `asked` for, since
 * it stops the release then, or was let pass.
 */
export function joinFacts(facts: readonly LinkFact[], asked: (link: Link) => boolean = () => true): Joined {
  const broken: { bind: Bind; one: LinkFact; other: LinkFact }[] = [];
  const { main, loose } = wholesOf(facts, (fact) => SHOWING.has(fact.link) && (fact.state === 'proven' || asked(fact.link)));
  const about: { -readonly [Name in keyof Joined['about']]: Joined['about'][Name] } = {};
  for (const bind of BINDS) {
    const named = facts.filter((fact) => fact.about[bind] !== undefined);
    const [one] = named;
    if (one === undefined) continue;
    const others = named.filter((fact) => fact.about[bind] !== one.about[bind]);
    // One broken pair for each value that differs: the rest follows from it.
    const values = new Set<string | undefined>();
    for (const other of others) {
      const value = other.about[bind];
      if (!values.has(value)) broken.push({ bind, one, other });
      values.add(value);
    }
    if (others.length === 0 && main.has(`${bind} ${one.about[bind]}`)) Object.assign(about, { [bind]: one.about[bind] });
  }
  return { about, broken, loose };
}

const SHOWING: ReadonlySet<Link> = new Set(['artifact', 'provenance']);

/** What a fact ties together. */
function tiesOf({ about }: LinkFact, shows: boolean): readonly Bind[] {
  const named = BINDS.filter((bind) => about[bind] !== undefined);
  return shows || named.every((bind) => bind === 'artifact') ? named : named.filter((bind) => bind !== 'artifact');
}

function wholesOf(facts: readonly LinkFact[], shows: (fact: LinkFact) => boolean): { readonly main: ReadonlySet<string>; readonly loose: Joined['loose'] } {
  const unbound = facts.filter(({ about }) => BINDS.every((bind) => about[bind] === undefined));
  const bound = facts.filter((fact) => !unbound.includes(fact));
  const wholes: { readonly names: Set<string>; readonly facts: LinkFact[] }[] = [];
  for (const fact of bound) {
    const names = new Set(tiesOf(fact, shows(fact)).map((bind) => `${bind} ${fact.about[bind]}`));
    const met = wholes.filter((whole) => [...names].some((name) => whole.names.has(name)));
    const [first, ...more] = met;
    if (first === undefined) {
      wholes.push({ names, facts: [fact] });
      continue;
    }
    first.facts.push(fact);
    for (const name of names) first.names.add(name);
    for (const other of more) {
      first.facts.push(...other.facts);
      for (const name of other.names) first.names.add(name);
      wholes.splice(wholes.indexOf(other), 1);
    }
  }
  const main = wholes.find((whole) => whole.facts.some(({ link }) => link === 'review')) ?? wholes.toSorted((a, b) => b.facts.length - a.facts.length)[0];
  const loose = [
    ...unbound.map((fact) => ({ fact, why: 'it names neither commit nor tree nor artifact' })),
    ...wholes.flatMap((whole) =>
      whole === main ? [] : whole.facts.map((fact) => ({ fact, why: `nothing ties its ${namesOf(fact)} to what the other links are about` })),
    ),
  ];
  return { main: main?.names ?? new Set(), loose };
}

function namesOf(fact: LinkFact): string {
  return BINDS.filter((bind) => fact.about[bind] !== undefined)
    .map((bind) => WORDS[bind])
    .join(' and ');
}
