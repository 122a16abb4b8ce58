import { elementsOf, type Fault, FORBIDDEN_KEYS, type Json, type XmlElement } from '../../core/index.ts';
import { oscalFaults } from './faults.ts';
import { blocks, inline, isBlock, isInline } from './markup.ts';
import { ALWAYS_FIELD, ALWAYS_OBJECT, BOOLEANS, listOf, NUMBER_ATTRIBUTES, NUMBERS, PROSE, valueKey, WRAPPERS } from './naming.ts';

export const OSCAL_NAMESPACE = 'http://csrc.nist.gov/ns/oscal/1.0';

type Members = { [key: string]: Json };

/**
 * An OSCAL element as the JSON that the same document would be. Attributes become fields, repeated elements lists, markup Markdown. What the
 * table of names does not know is kept under its XML name. Faults (ASSAY-OSCAL-005, -012) go to `faults`. The bytes are whoever wrote the file's.
 */
export function xmlToJson(element: XmlElement, file: string, faults: Fault[]): Json {
  return convert(element, '', file, faults);
}

function convert(element: XmlElement, parent: string, file: string, faults: Fault[]): Json {
  const children = elementsOf(element);
  const markup = markupOf(element, children);
  const own = children.filter((child) => !markup(child));
  const prose = PROSE.has(element.name);
  const attributes = [...element.attributes].filter(([name]) => !name.includes(':'));
  const field = own.length === 0 && !prose && !ALWAYS_OBJECT.has(element.name);
  if (field && attributes.length === 0 && !ALWAYS_FIELD.has(element.name) && !isAssembly(parent, element))
    return scalar(element, textIn(element, children, markup));
  const made: Members = {};
  const put = (key: string, value: Json): void => {
    if (FORBIDDEN_KEYS.has(key) || Object.hasOwn(made, key)) {
      faults.push(
        oscalFaults.fault('005', {
          message: `<${element.name}> says "${key}" twice, or by a name that no field may have`,
          file,
          line: element.line,
          column: element.column,
          field: key,
          expected: 'each field once',
          found: key,
          remedy: 'Keep one of them.',
        }),
      );
      return;
    }
    made[key] = value;
  };
  for (const [name, value] of attributes) put(name, NUMBER_ATTRIBUTES.has(`${element.name}@${name}`) ? numberOr(value) : value);
  for (const [key, value] of gathered(element, own, file, faults)) put(key, value);
  const text = textIn(element, children, markup);
  if (text !== '') {
    if (prose) put('prose', text);
    else if (field) put(valueKey(element.name), text);
    // Text beside elements is nothing that OSCAL has; it is kept, and comes out as lost.
    else put('(text)', text);
  }
  return made;
}

// A text block or inline markup is text of the element around it, but for elements of OSCAL that share a name with one.
function markupOf(element: XmlElement, children: readonly XmlElement[]): (child: XmlElement) => boolean {
  const inlineToo = !PROSE.has(element.name) || children.every(isInline);
  return (child) => isBlock(child) || (inlineToo && isInline(child));
}

function isAssembly(parent: string, element: XmlElement): boolean {
  return element.attributes.size === 0 && element.children.length === 0 && listOf(parent, element.name) !== undefined && element.name !== 'value';
}

function* gathered(element: XmlElement, own: readonly XmlElement[], file: string, faults: Fault[]): Generator<[string, Json]> {
  const lists = new Map<string, Json[]>();
  for (const child of own) {
    const inside = WRAPPERS.has(child.name) ? elementsOf(child) : [child];
    for (const one of inside) {
      const list = listOf(element.name, one.name);
      const value = convert(one, element.name, file, faults);
      if (list === undefined) {
        yield [one.name, value];
        continue;
      }
      const known = lists.get(list);
      if (known === undefined) lists.set(list, [value]);
      else known.push(value);
    }
  }
  yield* lists;
}

function textIn(element: XmlElement, children: readonly XmlElement[], markup: (child: XmlElement) => boolean): string {
  const whole = children.filter(isBlock);
  const around = inline(element.children.filter((child) => typeof child === 'string' || (isInline(child) && markup(child))));
  return [around, blocks(whole)].filter((text) => text !== '').join('\n\n');
}

function scalar(element: XmlElement, text: string): Json {
  if (BOOLEANS.has(element.name)) return text === 'true' || text === '1' ? true : text === 'false' || text === '0' ? false : text;
  return NUMBERS.has(element.name) ? numberOr(text) : text;
}

function numberOr(text: string): Json {
  return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text;
}
