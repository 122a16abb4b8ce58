import { ownText } from '../git/text.ts';

/** A name as some bytes gave it. Nothing is proven by it. */
export interface Named {
  readonly name: string;
  readonly email?: string;
}

/** How many are remembered at once. Who is in a history chooses how many there are; a few hundred people make nearly all of one. */
const MOST = 4096;

/**
 * One object for each person who is named again and again, and one text for each role: of a hundred thousand commits, a third of what they would take otherwise. What is given holds on to none of
 * the text that it was cut from.
 */
export class Names {
  readonly #people = new Map<string, Named>();
  readonly #roles = new Map<string, string>();

  of({ name, email }: Named): Named {
    const known = this.#people.get(email ?? '');
    if (known !== undefined && known.name === name && known.email === email) return known;
    const made = email === undefined ? { name: ownText(name) } : { name: ownText(name), email: ownText(email) };
    if (this.#people.size >= MOST) this.#people.clear();
    // The last one stands: who changes a name does so once.
    this.#people.set(made.email ?? '', made);
    return made;
  }

  /** The word in front of a colon, such as `Reviewed-by`. */
  role(key: string): string {
    const known = this.#roles.get(key);
    if (known !== undefined) return known;
    const made = ownText(key);
    if (this.#roles.size >= MOST) this.#roles.clear();
    this.#roles.set(made, made);
    return made;
  }
}
