import { type Fields, fieldsOf, listOf, textOf } from '../foreign.ts';

/** The values of a component's property, in order; `cdx:model:` is the prefix of the threat-model taxonomy. */
export function propertyValues(element: Fields, name: string): string[] {
  return listOf(element['properties'])
    .map(fieldsOf)
    .filter((property) => textOf(property['name']) === `cdx:model:${name}`)
    .map((property) => textOf(property['value']));
}

export function property(element: Fields, name: string): string {
  return propertyValues(element, name)[0] ?? '';
}

/** How the document refers to an element: its bom-ref, else its name. */
export function refOf(element: Fields): string {
  return textOf(element['bom-ref']) || textOf(element['name']);
}
