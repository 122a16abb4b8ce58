const CVE = /^CVE-\d{4}-\d{4,19}$/;

export function isCve(name: string): boolean {
  return CVE.test(name);
}

/** The vulnerabilities that a record is about, each by the name to show: every CVE number that it names, else what it is downstream of, else its own class. */
export function vulnerabilitiesOf(id: string, aliases: readonly string[], upstream: readonly string[], nameOf: (name: string) => string): readonly string[] {
  const cves = new Set([id, ...aliases, ...upstream].filter(isCve));
  if (cves.size > 0) return [...cves];
  return [...new Set(upstream.length > 0 ? upstream.map(nameOf) : [nameOf(id)])];
}

/**
 * Names of one vulnerability, joined. No class ever holds two CVE numbers: whoever writes a record could melt two vulnerabilities into one by naming both, and what closes one
 * would then close the other. A join that would do so is left out, and counted.
 */
export class Classes {
  readonly #number = new Map<string, number>();
  readonly #parent: number[] = [];
  /** The name to show: the CVE number, else the first name met. */
  readonly #name: string[] = [];
  refused = 0;

  /** Enters what a record says of its own names. */
  join(id: string, aliases: readonly string[]): void {
    const own = this.#find(this.#enter(id));
    const cves = new Set([id, ...aliases].filter(isCve));
    if (cves.size > 1) return; // About several: it joins none of them, and is counted with each.
    for (const alias of aliases) this.#union(own, this.#enter(alias));
  }

  /** Each name that was met, with the name of its class. */
  *all(): Generator<readonly [name: string, shown: string]> {
    for (const [name, number] of this.#number) yield [name, this.#name[this.#find(number)] ?? name];
  }

  #enter(name: string): number {
    const known = this.#number.get(name);
    if (known !== undefined) return known;
    const number = this.#parent.length;
    this.#number.set(name, number);
    this.#parent.push(number);
    this.#name.push(name);
    return number;
  }

  #find(number: number): number {
    let at = number;
    for (let above = this.#parent[at] ?? at; above !== at; above = this.#parent[at] ?? at) {
      this.#parent[at] = this.#parent[above] ?? above;
      at = above;
    }
    return at;
  }

  #union(a: number, b: number): void {
    const [x, y] = [this.#find(a), this.#find(b)];
    if (x === y) return;
    const [first, second] = [this.#name[x] ?? '', this.#name[y] ?? ''];
    if (isCve(first) && isCve(second)) {
      this.refused += 1;
      return;
    }
    this.#parent[y] = x;
    if (isCve(second)) this.#name[x] = second;
  }
}
