import { elementsOf, type XmlElement } from '../../core/index.ts';
import { type SimpleType, simpleTypeOf } from './xsd-simple.ts';

/**
 * The part of XML Schema that CycloneDX's schemas are written in, and no more: sequences and choices with bounds, wildcards that are lax, attributes and groups of them,
 * simple content, restrictions and unions. What else a schema used would throw here, when it is read, and never be passed over.
 */
export interface Xsd {
  readonly uri: string;
  readonly element: (name: string) => ElementRule | undefined;
  /** Whether `@bom-ref` has to differ on all elements. */
  readonly uniqueRefs: boolean;
}

export interface ElementRule {
  readonly name: string;
  readonly type: () => XsdType;
}

export type XsdType = SimpleType | ComplexType;

export interface ComplexType {
  readonly kind: 'complex';
  readonly attributes: ReadonlyMap<string, { readonly type: SimpleType | undefined; readonly required: boolean }>;
  /** `##any` lets every attribute stand, `##other` those of another namespace. */
  readonly anyAttribute: string | undefined;
  readonly content: Particle | undefined;
  /** Of what holds text and attributes. */
  readonly text: SimpleType | undefined;
  /** Text may stand between the elements, or anything at all. */
  readonly mixed: boolean;
  readonly anything: boolean;
}

export interface Particle {
  readonly kind: 'element' | 'any' | 'sequence' | 'choice';
  readonly min: number;
  readonly max: number;
  readonly element?: ElementRule;
  readonly namespace?: string;
  readonly items: readonly Particle[];
}

const ANYTHING: ComplexType = {
  kind: 'complex',
  attributes: new Map(),
  anyAttribute: '##any',
  content: undefined,
  text: undefined,
  mixed: true,
  anything: true,
};

/** Reads a schema and those that it imports, each by the prefix that the schema gives it. The schemas are ours: they come with the package that is installed. */
export function readXsd(schema: XmlElement, imported: ReadonlyMap<string, XmlElement>): Xsd {
  const named = new Map<string, XmlElement>();
  for (const [prefix, root] of new Map([...imported, ['bom', schema]]))
    for (const child of elementsOf(root)) if (child.name !== 'element') named.set(`${prefix}:${child.attributes.get('name') ?? ''}`, child);
  const read = new Map<XmlElement, XsdType>();
  const reader = new Reader(named, read);
  const elements = new Map(
    elementsOf(schema)
      .filter(({ name }) => name === 'element')
      .map((each) => [each.attributes.get('name') ?? '', reader.element(each)]),
  );
  return {
    uri: schema.attributes.get('targetNamespace') ?? '',
    element: (name) => elements.get(name),
    uniqueRefs: elementsOf(schema).some((each) => elementsOf(each).some(({ name, attributes }) => name === 'unique' && attributes.get('name') === 'bom-ref')),
  };
}

class Reader {
  readonly #named: ReadonlyMap<string, XmlElement>;
  readonly #read: Map<XmlElement, XsdType>;

  constructor(named: ReadonlyMap<string, XmlElement>, read: Map<XmlElement, XsdType>) {
    this.#named = named;
    this.#read = read;
  }

  element(declared: XmlElement): ElementRule {
    const name = declared.attributes.get('name') ?? '';
    const inline = elementsOf(declared).find((child) => child.name === 'simpleType' || child.name === 'complexType');
    const type = declared.attributes.get('type');
    return { name, type: () => (inline !== undefined ? this.#type(inline) : type !== undefined ? this.#byName(type) : ANYTHING) };
  }

  #byName(name: string): XsdType {
    if (name.startsWith('xs:')) return { kind: 'simple', base: name.slice(3), facets: [] };
    const found = this.#named.get(name);
    if (found === undefined) throw new Error(`the schema has no type ${name}`);
    return this.#type(found);
  }

  #simple(name: string): SimpleType {
    const type = this.#byName(name);
    if (type.kind === 'simple') return type;
    if (type.text !== undefined) return type.text;
    throw new Error(`the schema's type ${name} is not a simple one`);
  }

  #type(declared: XmlElement): XsdType {
    const known = this.#read.get(declared);
    if (known !== undefined) return known;
    const type = declared.name === 'simpleType' ? simpleTypeOf(declared, (name) => this.#simple(name)) : this.#complex(declared);
    this.#read.set(declared, type);
    return type;
  }

  #complex(declared: XmlElement): ComplexType {
    const extended = elementsOf(declared).find(({ name }) => name === 'simpleContent');
    const extension = extended === undefined ? undefined : elementsOf(extended)[0];
    const from = extension ?? declared;
    const attributes = new Map<string, { readonly type: SimpleType | undefined; readonly required: boolean }>();
    let anyAttribute: string | undefined;
    let content: Particle | undefined;
    const take = (children: readonly XmlElement[]) => {
      for (const child of children) {
        if (child.name === 'attribute') {
          const inline = elementsOf(child).find(({ name }) => name === 'simpleType');
          const type = child.attributes.get('type');
          attributes.set(child.attributes.get('name') ?? '', {
            type: inline !== undefined ? simpleTypeOf(inline, (name) => this.#simple(name)) : type === undefined ? undefined : this.#simple(type),
            required: child.attributes.get('use') === 'required',
          });
        } else if (child.name === 'attributeGroup') take(elementsOf(this.#named.get(child.attributes.get('ref') ?? '') ?? child));
        else if (child.name === 'anyAttribute') anyAttribute = child.attributes.get('namespace') ?? '##any';
        else if (child.name === 'sequence' || child.name === 'choice') content = this.#particle(child);
        else if (child.name !== 'annotation' && child.name !== 'simpleContent')
          throw new Error(`the schema uses xs:${child.name} in a type, line ${child.line}`);
      }
    };
    take(elementsOf(from));
    const base = extension?.attributes.get('base');
    return {
      kind: 'complex',
      attributes,
      anyAttribute,
      content,
      text: base === undefined ? undefined : this.#simple(base),
      mixed: declared.attributes.get('mixed') === 'true',
      anything: false,
    };
  }

  #particle(declared: XmlElement): Particle {
    const min = Number(declared.attributes.get('minOccurs') ?? 1);
    const most = declared.attributes.get('maxOccurs') ?? '1';
    const bounds = { min, max: most === 'unbounded' ? Number.POSITIVE_INFINITY : Number(most) };
    if (declared.name === 'element') return { kind: 'element', ...bounds, element: this.element(declared), items: [] };
    if (declared.name === 'any') return { kind: 'any', ...bounds, namespace: declared.attributes.get('namespace') ?? '##any', items: [] };
    if (declared.name !== 'sequence' && declared.name !== 'choice') throw new Error(`the schema uses xs:${declared.name} in a sequence, line ${declared.line}`);
    const items = elementsOf(declared).filter(({ name }) => name !== 'annotation');
    return { kind: declared.name, ...bounds, items: items.map((item) => this.#particle(item)) };
  }
}
