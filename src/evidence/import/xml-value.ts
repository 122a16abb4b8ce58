import { elementsOf, type Json, textOf, type XmlElement } from '../../core/index.ts';

/** An element as a JSON value, for what is kept whole: attributes as `@name`, text as `#text`, children by name, several as a list. */
export function xmlValue(element: XmlElement): Json {
  const children = elementsOf(element);
  const text = children.length === 0 ? textOf(element) : element.children.filter((child) => typeof child === 'string').join('');
  if (children.length === 0 && element.attributes.size === 0) return text;
  const named = new Map<string, Json[]>();
  for (const child of children) {
    const list = named.get(child.name) ?? [];
    named.set(child.name, list);
    list.push(xmlValue(child));
  }
  // `fromEntries` defines own members whatever their name, so that no element can be called into a prototype.
  return Object.fromEntries([
    ...[...element.attributes].map(([name, value]) => [`@${name}`, value] as const),
    ...(text.trim() === '' ? [] : [['#text', text] as const]),
    ...[...named].map(([name, list]) => [name, list.length === 1 ? (list[0] ?? null) : list] as const),
  ]);
}
