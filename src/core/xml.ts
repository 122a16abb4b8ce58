import { SaxesParser } from 'saxes';
import { defineFaults, Refused } from './fault.ts';

export const xmlFaults = defineFaults('XML', {
  '001': { whose: 'caller', title: 'not well-formed XML' },
  '002': { whose: 'caller', title: 'nested too deeply' },
  '003': { whose: 'caller', title: 'larger than the limit' },
  '004': { whose: 'caller', title: 'a document type declaration' },
  '005': { whose: 'caller', title: 'more attributes than an element may have' },
});

/** One element. Names are local names; `uri` is the namespace, empty where there is none. */
export interface XmlElement {
  readonly name: string;
  readonly uri: string;
  /** By local name for attributes without a prefix, else `prefix:name`. A Map, so that no name can reach a prototype. */
  readonly attributes: ReadonlyMap<string, string>;
  /** Elements and text in their order. Comments and processing instructions are left out. */
  readonly children: readonly (XmlElement | string)[];
  /** From 1: where the element begins, within a character or two. */
  readonly line: number;
  readonly column: number;
}

export interface XmlLimits {
  readonly bytes: number;
  readonly depth: number;
  /** Of elements and attributes together. */
  readonly nodes: number;
  /** Lets a document say the name of its type and nothing more, `<!DOCTYPE name>`: it can declare no entity and name no file. Without it any declaration is refused. */
  readonly bareDoctype?: true;
}

/** Far more than any format has: the parser holds all of an element's before it hands the element on. */
const MOST_ATTRIBUTES = 1000;
const BARE_DOCTYPE = /^\s*[A-Za-z_][\w.-]{0,100}\s*$/;

export const XML_LIMITS: XmlLimits = { bytes: 64 * 1024 * 1024, depth: 100, nodes: 4_000_000 };

/**
 * Parses foreign XML (1.0, with namespaces) defensively: bounded in length, depth and number, and without document type declarations (or with a bare one, where
 * the limits say so), so that no entity can be declared, fetched or multiplied. Throws `Refused` (ASSAY-XML-001 to -005). The bytes are whoever wrote the file's.
 */
export function parseXml(text: string, file: string, limits: XmlLimits = XML_LIMITS): XmlElement {
  if (text.length > limits.bytes) throw tooLarge(file, `at most ${limits.bytes} bytes`, `${text.length} bytes`);
  const parser = new SaxesParser({ xmlns: true, position: true });
  const open: (Omit<XmlElement, 'children'> & { readonly children: (XmlElement | string)[] })[] = [];
  let root: XmlElement | undefined;
  let nodes = 0;
  const here = () => ({ file, line: parser.line, column: Math.max(1, parser.column) });
  parser.on('error', (error) => {
    throw new Refused(
      xmlFaults.fault('001', {
        message: `${file} is not well-formed: ${error.message.replace(/^\d+:\d+: /, '')}`,
        ...here(),
        expected: 'well-formed XML 1.0 with namespaces',
        remedy: 'Mend the document at that place.',
      }),
    );
  });
  parser.on('doctype', (declared) => {
    if (limits.bareDoctype === true && BARE_DOCTYPE.test(declared)) return;
    throw new Refused(
      xmlFaults.fault('004', {
        message: `${file} declares a document type`,
        ...here(),
        expected: limits.bareDoctype === true ? '<!DOCTYPE name> and nothing more in it' : 'XML without <!DOCTYPE …>',
        found: '<!DOCTYPE',
        remedy: 'Remove the declaration; entities that it declares are not read.',
      }),
    );
  });
  let attributesHere = 0;
  parser.on('opentagstart', () => {
    attributesHere = 0;
  });
  parser.on('attribute', () => {
    attributesHere += 1;
    if (attributesHere <= MOST_ATTRIBUTES) return;
    throw new Refused(
      xmlFaults.fault('005', {
        message: `${file} has an element of more than ${MOST_ATTRIBUTES} attributes`,
        ...here(),
        expected: `at most ${MOST_ATTRIBUTES}`,
        found: 'more',
        remedy: 'Give the document as its tool wrote it.',
      }),
    );
  });
  parser.on('opentag', (tag) => {
    nodes += 1 + Object.keys(tag.attributes).length;
    if (nodes > limits.nodes) throw tooLarge(file, `at most ${limits.nodes} elements and attributes`, `more than ${limits.nodes}`);
    if (open.length >= limits.depth) {
      throw new Refused(
        xmlFaults.fault('002', {
          message: `${file} is nested deeper than ${limits.depth} levels`,
          ...here(),
          expected: `at most ${limits.depth} levels`,
          remedy: 'Flatten the document.',
        }),
      );
    }
    const attributes = new Map(
      Object.values(tag.attributes)
        .filter((attribute) => attribute.prefix !== 'xmlns' && attribute.name !== 'xmlns')
        .map((attribute) => [attribute.prefix === '' ? attribute.local : `${attribute.prefix}:${attribute.local}`, attribute.value]),
    );
    const element = { name: tag.local, uri: tag.uri, attributes, children: [], line: parser.line, column: Math.max(1, parser.column) };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on('closetag', () => {
    open.pop();
  });
  const add = (piece: string) => {
    open.at(-1)?.children.push(piece);
  };
  parser.on('text', add);
  parser.on('cdata', add);
  parser.write(text).close();
  if (root === undefined) {
    throw new Refused(xmlFaults.fault('001', { message: `${file} holds no element`, file, expected: 'an XML document', remedy: 'Give the document itself.' }));
  }
  return root;
}

/** All text within an element, in order, as it stands. */
export function textOf(element: XmlElement): string {
  return element.children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('');
}

/** The child elements of that local name, or all of them. */
export function elementsOf(element: XmlElement, name?: string): readonly XmlElement[] {
  return element.children.filter((child): child is XmlElement => typeof child !== 'string' && (name === undefined || child.name === name));
}

function tooLarge(file: string, expected: string, found: string): Refused {
  return new Refused(
    xmlFaults.fault('003', { message: `${file} is larger than Assay reads`, file, expected, found, remedy: 'Split the file, or remove what is not needed.' }),
  );
}
