import { elementsOf, type XmlElement } from '../../core/index.ts';
import type { Violation } from './violation.ts';

/**
 * Rules of CycloneDX 1.7 that its XML schema states in comments alone, because XML Schema 1.0 has no words for them; its JSON schema enforces the same. A document that
 * breaks them is as invalid in one spelling as in the other.
 */
export function unsaidByXsd(root: XmlElement): readonly Violation[] {
  const found: Violation[] = [];
  const queue: XmlElement[] = [root];
  for (let element = queue.pop(); element !== undefined; element = queue.pop()) {
    const children = elementsOf(element);
    const has = (name: string) => children.some((child) => child.name === name && child.uri === root.uri);
    const { line, column } = element;
    if (
      element.uri === root.uri &&
      element.name === 'component' &&
      has('versionRange') &&
      !/^\s*(?:true|1)\s*$/.test(element.attributes.get('isExternal') ?? '')
    )
      found.push({
        field: 'component.versionRange',
        line,
        column,
        what: 'a component that is not external has a range of versions',
        expected: '<component isExternal="true">, or <version>',
      });
    if (element.uri === root.uri && element.name === 'citation' && !has('attributedTo') && !has('process'))
      found.push({ field: 'citation', line, column, what: 'a citation says neither who it is by nor what made it', expected: '<attributedTo> or <process>' });
    queue.push(...children);
  }
  return found;
}
