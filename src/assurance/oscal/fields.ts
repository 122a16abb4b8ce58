import type { OscalLink, OscalMetadata, OscalParam, OscalPart, OscalProp } from './model.ts';
import type { Taking } from './reading.ts';

// Fields that several OSCAL models share.

/** `{ [key]: value }` where there is a value, else nothing: an optional field is absent rather than undefined. */
export function some<Key extends string, Value>(key: Key, value: Value | undefined): { readonly [K in Key]?: Value } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [K in Key]?: Value });
}

export function metadataOf(root: Taking): OscalMetadata {
  const at = root.one('metadata');
  return {
    title: at?.needed('title') ?? '',
    version: at?.needed('version') ?? '',
    oscalVersion: at?.text('oscal-version') ?? '',
    ...some('lastModified', at?.text('last-modified')),
    ...some('published', at?.text('published')),
    props: at === undefined ? [] : propsOf(at),
    links: at === undefined ? [] : linksOf(at),
  };
}

export function propsOf(at: Taking): readonly OscalProp[] {
  return at.list('props').map((prop) => ({
    name: prop.needed('name'),
    value: prop.needed('value'),
    ...some('ns', prop.text('ns')),
    ...some('class', prop.text('class')),
    ...some('remarks', prop.text('remarks')),
  }));
}

export function linksOf(at: Taking): readonly OscalLink[] {
  return at.list('links').map((link) => ({ href: link.needed('href'), ...some('rel', link.text('rel')), ...some('text', link.text('text')) }));
}

export function partsOf(at: Taking): readonly OscalPart[] {
  return at.list('parts').map((part) => ({
    name: part.needed('name'),
    ...some('id', part.text('id')),
    ...some('ns', part.text('ns')),
    ...some('class', part.text('class')),
    ...some('title', part.text('title')),
    ...some('prose', part.text('prose')),
    props: propsOf(part),
    links: linksOf(part),
    parts: partsOf(part),
  }));
}

export function paramsOf(at: Taking): readonly OscalParam[] {
  return at.list('params').map((param) => paramOf(param, 'id'));
}

/** A parameter, or a profile's setting of one, which names it under `param-id`. */
export function paramOf(param: Taking, id: 'id' | 'param-id'): OscalParam {
  const select = param.one('select');
  return {
    id: param.needed(id),
    ...some('class', param.text('class')),
    ...some('label', param.text('label')),
    ...some('usage', param.text('usage')),
    values: param.texts('values'),
    ...(select === undefined ? {} : { select: { ...some('howMany', select.text('how-many')), choice: select.texts('choice') } }),
    guidelines: param.list('guidelines').map((one) => one.needed('prose')),
    constraints: param.list('constraints').flatMap((one) => one.text('description') ?? []),
    props: propsOf(param),
    links: linksOf(param),
    ...some('remarks', param.text('remarks')),
  };
}

/** The value of the property of that name, in that namespace or in none. */
export function propOf(props: readonly OscalProp[], name: string, ns?: string): string | undefined {
  return props.find((prop) => prop.name === name && (prop.ns === undefined || ns === undefined || prop.ns === ns))?.value;
}
