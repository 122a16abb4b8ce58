import type { OscalAdd, OscalControl, OscalParam, OscalPart, OscalProfile } from './model.ts';

type Alter = OscalProfile['alters'][number];
type Remove = Alter['removes'][number];

/** A control as an `alter` changes it: first what is removed, then what is added. What finds nothing goes to `notes`. */
export function altered(control: OscalControl, { adds, removes }: Alter, notes: string[]): OscalControl {
  const pruned = removes.reduce((before, remove) => without(before, remove, notes), control);
  return adds.reduce((before, add) => withAdded(before, add, notes), pruned);
}

/** Parameters with a profile's settings put in: values, label, choices and the rest, each only where the setting has it. */
export function placed(params: readonly OscalParam[], settings: ReadonlyMap<string, OscalParam>, set: Set<string>): readonly OscalParam[] {
  return params.map((param) => {
    const setting = settings.get(param.id);
    if (setting === undefined) return param;
    set.add(param.id);
    return {
      ...param,
      ...(setting.class === undefined ? {} : { class: setting.class }),
      ...(setting.label === undefined ? {} : { label: setting.label }),
      ...(setting.usage === undefined ? {} : { usage: setting.usage }),
      ...(setting.select === undefined ? {} : { select: setting.select }),
      values: setting.values.length === 0 ? param.values : setting.values,
      guidelines: [...param.guidelines, ...setting.guidelines],
      constraints: [...param.constraints, ...setting.constraints],
      props: [...param.props, ...setting.props],
      links: [...param.links, ...setting.links],
    };
  });
}

function without(control: OscalControl, remove: Remove, notes: string[]): OscalControl {
  let found = 0;
  const hit = (kind: string, thing: { readonly id?: string; readonly name?: string; readonly class?: string; readonly ns?: string }): boolean => {
    const asked: readonly (readonly [string | undefined, string | undefined])[] = [
      [remove.byItemName, kind],
      [remove.byId, thing.id],
      [remove.byName, thing.name],
      [remove.byClass, thing.class],
      [remove.byNs, thing.ns],
    ];
    // A remove that asks for nothing would take everything away: it takes nothing.
    const given = asked.filter(([wanted]) => wanted !== undefined);
    const is = given.length > 0 && given.every(([wanted, has]) => wanted === has);
    if (is) found += 1;
    return is;
  };
  const parts = (list: readonly OscalPart[]): readonly OscalPart[] =>
    list
      .filter((part) => !hit('part', part))
      .map((part) => ({
        ...part,
        parts: parts(part.parts),
        props: part.props.filter((prop) => !hit('prop', prop)),
        links: part.links.filter((link) => !hit('link', named(link))),
      }));
  const made = {
    ...control,
    params: control.params.filter((param) => !hit('param', param)),
    props: control.props.filter((prop) => !hit('prop', prop)),
    links: control.links.filter((link) => !hit('link', named(link))),
    parts: parts(control.parts),
  };
  if (found === 0) notes.push(`A remove at ${control.id} finds nothing (${Object.values(remove).join(', ') || 'it asks for nothing'}).`);
  return made;
}

// A link has a relation where other things have a name.
function named(link: { readonly rel?: string }): { readonly name?: string } {
  return link.rel === undefined ? {} : { name: link.rel };
}

function withAdded(control: OscalControl, add: OscalAdd, notes: string[]): OscalControl {
  const { byId } = add;
  if (byId === undefined || byId === control.id) {
    const atStart = add.position === 'starting' || add.position === 'before';
    const joined = <T>(own: readonly T[], more: readonly T[]): readonly T[] => (atStart ? [...more, ...own] : [...own, ...more]);
    return {
      ...control,
      ...(add.title === undefined ? {} : { title: add.title }),
      params: joined(control.params, add.params),
      props: joined(control.props, add.props),
      links: joined(control.links, add.links),
      parts: joined(control.parts, add.parts),
    };
  }
  let found = false;
  const at = (list: readonly OscalPart[]): readonly OscalPart[] =>
    list.flatMap((part) => {
      if (part.id !== byId) return [{ ...part, parts: at(part.parts) }];
      found = true;
      switch (add.position) {
        case 'before':
          return [...add.parts, part];
        case 'after':
          return [part, ...add.parts];
        case 'starting':
          return [
            { ...part, ...titled(add), props: [...add.props, ...part.props], links: [...add.links, ...part.links], parts: [...add.parts, ...part.parts] },
          ];
        case 'ending':
          return [
            { ...part, ...titled(add), props: [...part.props, ...add.props], links: [...part.links, ...add.links], parts: [...part.parts, ...add.parts] },
          ];
      }
      return [part];
    });
  const parts = at(control.parts);
  if (!found) notes.push(`An add at ${control.id} finds no part "${byId}".`);
  return { ...control, parts };
}

function titled(add: OscalAdd): { readonly title?: string } {
  return add.title === undefined ? {} : { title: add.title };
}
