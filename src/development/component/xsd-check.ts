import { elementsOf, textOf, type XmlElement } from '../../core/index.ts';
import { unsaidByXsd } from './unsaid.ts';
import { MOST_VIOLATIONS, type Violation } from './violation.ts';
import type { ComplexType, ElementRule, Particle, Xsd } from './xsd.ts';
import { expectedOf, type SimpleType } from './xsd-simple.ts';

/** What of a document breaks its schema, each with its place; empty for a valid one. At most 100. */
export function checkXml(root: XmlElement, xsd: Xsd, version: string): readonly Violation[] {
  const rule = root.uri === xsd.uri ? xsd.element(root.name) : undefined;
  if (rule === undefined)
    return [{ ...at(root, root.name), what: `the document is not a <${root.name}> of this schema`, expected: `<bom xmlns="${xsd.uri}">`, found: root.uri }];
  const check = new Check(xsd.uri);
  check.element(root, rule, root.name);
  if (xsd.uniqueRefs) check.uniqueRefs(root);
  return version === '1.7' ? [...check.found, ...unsaidByXsd(root)] : check.found;
}

class Check {
  readonly found: Violation[] = [];
  readonly #uri: string;

  constructor(uri: string) {
    this.#uri = uri;
  }

  element(element: XmlElement, rule: ElementRule, field: string): void {
    if (this.found.length >= MOST_VIOLATIONS) return;
    const type = rule.type();
    if (type.kind === 'simple') {
      for (const name of element.attributes.keys()) if (!name.includes(':')) this.#say(element, field, `the attribute "${name}" is unknown`, 'no attribute');
      const [child] = elementsOf(element);
      if (child !== undefined) this.#say(child, field, `<${child.name}> stands where only text may`, 'text');
      else this.#text(element, type, field);
      return;
    }
    if (type.anything) return;
    this.#attributes(element, type, field);
    const children = elementsOf(element);
    if (type.text !== undefined) {
      const [child] = children;
      if (child !== undefined) this.#say(child, field, `<${child.name}> stands where only text may`, 'text');
      else this.#text(element, type.text, field);
      return;
    }
    if (!type.mixed && element.children.some((child) => typeof child === 'string' && child.trim() !== ''))
      this.#say(element, field, 'text stands where only elements may', 'elements', textOf(element).trim().slice(0, 100));
    this.#children(element, children, type.content, field);
  }

  uniqueRefs(root: XmlElement): void {
    const seen = new Set<string>();
    const queue: XmlElement[] = [root];
    for (let element = queue.pop(); element !== undefined; element = queue.pop()) {
      const ref = element.attributes.get('bom-ref');
      if (ref !== undefined && seen.has(ref)) this.#say(element, `@bom-ref`, `the bom-ref "${ref}" is given twice`, 'one that differs from all others', ref);
      if (ref !== undefined) seen.add(ref);
      queue.push(...elementsOf(element));
    }
  }

  #text(element: XmlElement, type: SimpleType, field: string): void {
    const text = textOf(element);
    const expected = expectedOf(type, text);
    if (expected !== undefined) this.#say(element, field, `<${element.name}> holds what it may not`, expected, text.slice(0, 200));
  }

  #attributes(element: XmlElement, type: ComplexType, field: string): void {
    for (const [name, value] of element.attributes) {
      const rule = type.attributes.get(name);
      if (rule === undefined) {
        const foreign = name.includes(':');
        if (type.anyAttribute === '##any' || name.startsWith('xml:') || name.startsWith('xsi:') || (foreign && type.anyAttribute !== undefined)) continue;
        this.#say(element, `${field}@${name}`, `the attribute "${name}" is unknown`, [...type.attributes.keys()].join(', ') || 'no attribute');
        continue;
      }
      const expected = rule.type === undefined ? undefined : expectedOf(rule.type, value);
      if (expected !== undefined) this.#say(element, `${field}@${name}`, `the attribute "${name}" holds what it may not`, expected, value.slice(0, 200));
    }
    for (const [name, { required }] of type.attributes)
      if (required && !element.attributes.has(name))
        this.#say(element, `${field}@${name}`, `the attribute "${name}" is missing`, `<${element.name} ${name}="…">`);
  }

  /** One element of look-ahead is enough: XML Schema demands it of every content (unique particle attribution). */
  #children(element: XmlElement, children: readonly XmlElement[], content: Particle | undefined, field: string): void {
    const seen = new Map<string, number>();
    const take = (child: XmlElement, rule: ElementRule | undefined) => {
      const nth = seen.get(child.name) ?? 0;
      seen.set(child.name, nth + 1);
      if (rule !== undefined) this.element(child, rule, `${field}.${child.name}[${nth}]`);
    };
    let next = 0;
    const match = (particle: Particle): boolean => {
      let times = 0;
      for (let child = children[next]; times < particle.max && child !== undefined && this.#begins(particle, child); child = children[next]) {
        const before = next;
        if (particle.kind === 'element' || particle.kind === 'any') {
          take(child, particle.element);
          next += 1;
        } else {
          const items = particle.kind === 'sequence' ? particle.items : particle.items.filter((item) => this.#begins(item, child)).slice(0, 1);
          if (!items.every(match)) return false;
        }
        times += 1;
        if (next === before) break;
      }
      if (times >= particle.min || nullable(particle)) return true;
      const child = children[next];
      const expected = firsts(particle).join(', ');
      if (child === undefined) this.#say(element, field, `<${element.name}> ends too early`, expected);
      else this.#say(child, `${field}.${child.name}`, `<${child.name}> may not stand here`, expected);
      return false;
    };
    if (content !== undefined && !match(content)) return;
    const extra = children[next];
    if (extra === undefined) return;
    const foreign = extra.uri === this.#uri ? '' : ` (its namespace is "${extra.uri}")`;
    this.#say(
      extra,
      `${field}.${extra.name}`,
      `<${extra.name}> may not stand here${foreign}`,
      content === undefined ? 'no element' : `the elements of <${element.name}> in their order`,
    );
  }

  #begins(particle: Particle, child: XmlElement): boolean {
    if (particle.kind === 'element') return child.uri === this.#uri && particle.element?.name === child.name;
    if (particle.kind === 'any') return particle.namespace !== '##other' || (child.uri !== this.#uri && child.uri !== '');
    if (particle.kind === 'choice') return particle.items.some((item) => this.#begins(item, child));
    for (const item of particle.items) {
      if (this.#begins(item, child)) return true;
      if (!nullable(item)) return false;
    }
    return false;
  }

  #say(element: XmlElement, field: string, what: string, expected: string, found?: string): void {
    if (this.found.length < MOST_VIOLATIONS) this.found.push({ ...at(element, field), what, expected, ...(found === undefined ? {} : { found }) });
  }
}

function at(element: XmlElement, field: string): { readonly field: string; readonly line: number; readonly column: number } {
  return { field, line: element.line, column: element.column };
}

function nullable(particle: Particle): boolean {
  if (particle.min === 0) return true;
  if (particle.kind === 'sequence') return particle.items.every(nullable);
  return particle.kind === 'choice' && particle.items.some(nullable);
}

/** The names with which a particle can begin, for the message. */
function firsts(particle: Particle): readonly string[] {
  if (particle.kind === 'element') return [`<${particle.element?.name ?? ''}>`];
  if (particle.kind === 'any') return ['an element of another namespace'];
  if (particle.kind === 'choice') return particle.items.flatMap(firsts);
  const end = particle.items.findIndex((item) => !nullable(item));
  return particle.items.slice(0, end === -1 ? undefined : end + 1).flatMap(firsts);
}
