import { CPE_ANY, type Cpe, cpeText, readCpe } from './cpe.ts';
import type { Component, ComponentHash, DependencyEdge, Place, Skipped, Upstream } from './model.ts';
import { distributionOf } from './origin.ts';
import { type Purl, purlText, readPurl } from './purl.ts';

/** Collects the components of one document, and says of each thing that could not be taken what and where it was. */
export class Gather {
  readonly skipped: Skipped[] = [];
  readonly #refs = new Map<string, string>();
  readonly #others = new Set<string>();
  readonly #edges = new Map<string, DependencyEdge>();
  readonly #components: Component[] = [];

  skip(code: string, place: Place, what: string, ref?: string): void {
    this.skipped.push({ code, place, what, ...(ref === undefined ? {} : { ref }) });
  }

  /** The component's own ref, or its place where it has none or one that is taken. */
  ref(said: string | undefined, place: Place): string {
    if (said === undefined) return this.#take(place.field, place.field);
    const taken = this.#refs.get(said);
    if (taken === undefined) return this.#take(said, place.field);
    this.skip('ref-repeated', place, `${taken} has the same reference "${said}"; what depends on it is read as depending on that one`, said);
    return this.#take(place.field, place.field);
  }

  #take(said: string, field: string): string {
    // A place may be what another component is called by its own word.
    let ref = said;
    for (let at = 2; this.#refs.has(ref); at += 1) ref = `${said}#${at}`;
    this.#refs.set(ref, field);
    return ref;
  }

  /** Something that the document holds and that is no component: what depends on it is not dangling. */
  know(ref: string): void {
    this.#others.add(ref);
  }

  purl(text: string | undefined, place: Place, ref: string): Purl | undefined {
    if (text === undefined) return;
    const { purl, problems } = readPurl(text);
    if (problems.length > 0)
      this.skip(purl === undefined ? 'purl-unreadable' : 'purl-irregular', place, `"${text.slice(0, 200)}": ${problems.join('; ')}`, ref);
    return purl;
  }

  /** The first that can be read of several; each other one is said. */
  firstPurl(texts: readonly string[], place: Place, ref: string): Purl | undefined {
    let first: Purl | undefined;
    let used: string | undefined;
    for (const text of new Set(texts)) {
      const purl = this.purl(text, place, ref);
      if (purl === undefined) continue;
      if (first === undefined) [first, used] = [purl, purlText(purl)];
      else if (purlText(purl) !== used) this.skip('purl-repeated', place, `"${text.slice(0, 200)}" is a further package URL, and is not looked for`, ref);
    }
    return first;
  }

  /** Each CPE once, however it is bound. */
  cpes(texts: readonly string[], place: Place, ref: string): readonly Cpe[] {
    const found = new Map<string, Cpe>();
    for (const text of texts) {
      const { cpe, problems } = readCpe(text);
      if (problems.length > 0) this.skip(cpe === undefined ? 'cpe-unreadable' : 'cpe-irregular', place, `"${text.slice(0, 200)}": ${problems.join('; ')}`, ref);
      if (cpe === undefined) continue;
      // A name that leaves product or vendor open names nothing that could be looked for.
      if (cpe.product === CPE_ANY || cpe.product.kind !== 'text') this.skip('cpe-unreadable', place, `"${text.slice(0, 200)}": it names no product`, ref);
      else found.set(cpeText(cpe), cpe);
    }
    return [...found.values()];
  }

  hash(algorithm: string | undefined, hex: string | undefined, place: Place, ref: string): readonly ComponentHash[] {
    const name = (algorithm ?? '')
      .toLowerCase()
      .replace(/^sha_?(\d{1,3})$/, 'sha-$1')
      .replace(/^sha3_?(\d{3})$/, 'sha3-$1');
    if (name !== '' && hex !== undefined && /^(?:[0-9a-fA-F]{2})+$/.test(hex)) return [{ algorithm: name, hex: hex.toLowerCase() }];
    this.skip('hash-unreadable', place, `"${algorithm ?? ''} ${(hex ?? '').slice(0, 150)}" is not a digest`, ref);
    return [];
  }

  add(component: Component): void {
    this.#components.push(component);
  }

  edge(from: string, to: string): void {
    this.#edges.set(`${from}\n${to}`, { from, to });
  }

  /** The components, each with what the whole document tells of it: the release of its distribution, from the operating system that the BOM lists. */
  components(): readonly Component[] {
    const systems = this.#components.filter(({ type, version }) => type === 'operating-system' && version !== undefined);
    if (systems.length === 0) return this.#components;
    return this.#components.map((component) => {
      const { distribution } = component;
      if (distribution === undefined || distribution.release !== undefined) return component;
      const system = systems.find(({ name }) => name.toLowerCase() === distribution.name);
      return system?.version === undefined ? component : { ...component, distribution: { ...distribution, release: system.version } };
    });
  }

  /** What depends on what; a reference to something that the document does not hold is said once. */
  dependencies(document: string): readonly DependencyEdge[] {
    const edges = [...this.#edges.values()];
    const missing = new Set(edges.flatMap(({ from, to }) => [from, to]).filter((ref) => !this.#refs.has(ref) && !this.#others.has(ref)));
    for (const ref of missing) {
      const elsewhere = ref.startsWith('urn:cdx:') || ref.startsWith('DocumentRef-');
      if (elsewhere) this.skip('external-document', { field: document }, `"${ref}" is in another document, which was not read`, ref);
      else this.skip('ref-dangling', { field: document }, `"${ref}" is named as a dependency, and the document has no component of that reference`, ref);
    }
    return edges;
  }

  /** Upstreams without repetition; a component is not its own upstream. */
  static upstreams(name: string, version: string | undefined, found: readonly Upstream[]): readonly Upstream[] {
    const seen = new Map<string, Upstream>();
    for (const upstream of found) {
      const key = `${upstream.name}\n${upstream.version ?? ''}`;
      const itself =
        upstream.name === name && (upstream.version === undefined || upstream.version === version) && upstream.purl === undefined && upstream.cpes.length === 0;
      if (!itself && !seen.has(key)) seen.set(key, upstream);
    }
    return [...seen.values()];
  }

  static distribution(purl: Purl | undefined): Pick<Component, 'distribution'> {
    const distribution = distributionOf(purl);
    return distribution === undefined ? {} : { distribution };
  }
}
