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
 * would then close the other. A join that would do so is left out, and counted. A CVE number is what a class is called and no member of it: two classes of one number are one.
 */
export class Classes {
  readonly #number = new Map<string, number>();
  readonly #parent: number[] = [];
  /** Of each class, at the number that stands for it: the CVE number, else the first name met. */
  readonly #shown: string[] = [];
  refused = 0;

  /** Enters what a record says of its own names. */
  join(id: string, aliases: readonly string[]): void {
    const names = [id, ...aliases];
    const [cve, other] = new Set(names.filter(isCve));
    if (other !== undefined) return; // About several: it joins none of them, and is counted with each.
    let own: number | undefined;
    for (const name of names) {
      if (isCve(name)) continue;
      const number = this.#enter(name);
      if (own === undefined) own = number;
      else this.#union(own, number);
    }
    if (own === undefined || cve === undefined) return;
    const root = this.#find(own);
    const shown = this.#shown[root] ?? '';
    if (!isCve(shown)) this.#shown[root] = cve;
    else if (shown !== cve) this.refused += 1;
  }

  /** Each name that is no CVE number, with the name of its class. */
  *all(): Generator<readonly [name: string, shown: string]> {
    for (const [name, number] of this.#number) yield [name, this.#shown[this.#find(number)] ?? name];
  }

  #enter(name: string): number {
    const known = this.#number.get(name);
    if (known !== undefined) return known;
    const number = this.#parent.length;
    this.#number.set(name, number);
    this.#parent.push(number);
    this.#shown.push(name);
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
    const [first, second] = [this.#shown[x] ?? '', this.#shown[y] ?? ''];
    if (isCve(first) && isCve(second) && first !== second) {
      this.refused += 1;
      return;
    }
    this.#parent[y] = x;
    if (isCve(second)) this.#shown[x] = second;
  }
}
