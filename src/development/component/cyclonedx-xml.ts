import { elementsOf, type Json, textOf, type XmlElement } from '../../core/index.ts';
import type { CycloneDxDocument } from './cyclonedx.ts';
import type { Raw } from './raw.ts';

/** The XML spelling in the shape of the JSON one, as far as the model has a place for it. Elements of other namespaces are left aside. */
export function cycloneDxOfXml(root: XmlElement, specVersion: string): CycloneDxDocument {
  const lines = new WeakMap<object, number>();
  const metadata = child(root, 'metadata');
  const component = metadata === undefined ? undefined : child(metadata, 'component');
  const tools = metadata === undefined ? undefined : child(metadata, 'tools');
  const raw: Raw = {
    specVersion,
    ...attribute(root, 'serialNumber'),
    metadata: {
      ...(metadata === undefined ? {} : texts(metadata, ['timestamp'])),
      ...(component === undefined ? {} : { component: componentOf(component, lines) }),
      ...(tools === undefined
        ? {}
        : {
            tools: [
              ...toolsOf(tools),
              ...inside(tools, 'components', 'component').flatMap(toolsOfOne),
              ...inside(tools, 'services', 'service').flatMap(toolsOfOne),
            ],
          }),
    },
    components: inside(root, 'components', 'component').map((each) => componentOf(each, lines)),
    services: inside(root, 'services', 'service').map(serviceOf),
    vulnerabilities: inside(root, 'vulnerabilities', 'vulnerability').map(() => ({})),
    compositions: inside(root, 'compositions', 'composition').map((each) => texts(each, ['aggregate'])),
    dependencies: inside(root, 'dependencies', 'dependency').map((each) => ({
      ...attribute(each, 'ref'),
      dependsOn: children(each, 'dependency').map((to) => to.attributes.get('ref') ?? ''),
    })),
  };
  return { raw, format: 'cyclonedx-xml', lines };
}

function serviceOf(element: XmlElement): Raw {
  return { ...attribute(element, 'bom-ref'), services: inside(element, 'services', 'service').map(serviceOf) };
}

function componentOf(element: XmlElement, lines: WeakMap<object, number>): Raw {
  const pedigree = child(element, 'pedigree');
  const evidence = child(element, 'evidence');
  const modified = child(element, 'modified');
  const raw: Raw = {
    ...attribute(element, 'type'),
    ...attribute(element, 'bom-ref'),
    ...texts(element, ['group', 'name', 'version', 'purl', 'cpe', 'scope', 'publisher']),
    ...(modified === undefined ? {} : { modified: /^(?:true|1)$/.test(textOf(modified).trim()) }),
    ...organisation(element, 'supplier'),
    ...organisation(element, 'manufacturer'),
    hashes: inside(element, 'hashes', 'hash').map((hash) => ({ ...attribute(hash, 'alg'), content: textOf(hash) })),
    licenses: children(element, 'licenses').flatMap((list) => elementsOf(list).map(licenceOf)),
    properties: inside(element, 'properties', 'property').map((property) => ({ ...attribute(property, 'name'), value: textOf(property) })),
    components: inside(element, 'components', 'component').map((each) => componentOf(each, lines)),
    ...(evidence === undefined
      ? {}
      : {
          evidence: {
            identity: children(evidence, 'identity').map((each) => ({ ...texts(each, ['field', 'concludedValue']), ...confidenceOf(each) })),
          },
        }),
    ...(pedigree === undefined
      ? {}
      : {
          pedigree: {
            ancestors: inside(pedigree, 'ancestors', 'component').map((each) => componentOf(each, lines)),
            patches: inside(pedigree, 'patches', 'patch').map(() => ({})),
            variants: inside(pedigree, 'variants', 'component').map(() => ({})),
            descendants: inside(pedigree, 'descendants', 'component').map(() => ({})),
          },
        }),
  };
  lines.set(raw, element.line);
  return raw;
}

function confidenceOf(identity: XmlElement): Raw {
  const text = child(identity, 'confidence');
  const confidence = text === undefined ? Number.NaN : Number(textOf(text).trim());
  return Number.isNaN(confidence) ? {} : { confidence };
}

/** In the order of the document, where identifiers and expressions may be mixed. */
function licenceOf(element: XmlElement): Raw {
  if (element.name === 'license') return { license: texts(element, ['id', 'name']) };
  if (element.name === 'expression') return { expression: textOf(element) };
  return element.name === 'expression-detailed' ? attribute(element, 'expression') : {};
}

function organisation(element: XmlElement, name: string): Raw {
  const found = child(element, name);
  if (found === undefined) return {};
  return {
    [name]: {
      ...texts(found, ['name']),
      url: children(found, 'url').map(textOf),
      contact: children(found, 'contact').map((contact) => texts(contact, ['email'])),
    },
  };
}

function toolsOf(tools: XmlElement): readonly Raw[] {
  return children(tools, 'tool').flatMap(toolsOfOne);
}

function toolsOfOne(tool: XmlElement): readonly Raw[] {
  return [texts(tool, ['vendor', 'group', 'name', 'version'])];
}

function inside(element: XmlElement, list: string, name: string): readonly XmlElement[] {
  return children(element, list).flatMap((each) => children(each, name));
}

function children(element: XmlElement, name: string): readonly XmlElement[] {
  return elementsOf(element).filter((each) => each.name === name && each.uri === element.uri);
}

function child(element: XmlElement, name: string): XmlElement | undefined {
  return children(element, name)[0];
}

function texts(element: XmlElement, names: readonly string[]): Raw {
  const raw: { [key: string]: Json } = {};
  for (const each of elementsOf(element)) if (each.uri === element.uri && names.includes(each.name)) raw[each.name] = textOf(each);
  return raw;
}

function attribute(element: XmlElement, name: string): Raw {
  const value = element.attributes.get(name);
  return value === undefined ? {} : { [name]: value };
}
