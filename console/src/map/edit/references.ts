export type ListName = 'parts' | 'zones' | 'flows' | 'links' | 'gates' | 'assets' | 'parties' | 'actors' | 'policies' | 'notes';
export const LIST_NAMES: readonly ListName[] = ['parts', 'flows', 'links', 'assets', 'actors', 'zones', 'gates', 'parties', 'policies', 'notes'];

export type Step = string | number;
export type Path = readonly Step[];
export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [key: string]: Plain };

/** What a field may name: elements of these lists, or of parts alone places and roles. */
export type Named = ListName | 'places' | 'roles';

/** Every field of a map that names another element, `*` for each item of a list. The test holds this table to the checks of the map: a rename leaves none dangling. */
export const REFERENCES: readonly (readonly [string, readonly Named[]])[] = [
  ['parts.*.zone', ['zones']],
  ['parts.*.attached.*', ['places']],
  ['parts.*.interfaces.*.on.*', ['places']],
  ['zones.*.within', ['zones']],
  ['flows.*.from', ['parts']],
  ['flows.*.to', ['parts']],
  ['flows.*.carries.*', ['assets']],
  ['flows.*.returns.*', ['assets']],
  ['flows.*.over.*', ['places']],
  ['links.*.from', ['parts']],
  ['links.*.to', ['parts']],
  ['links.*.carries.*', ['assets']],
  ['gates.*.on', ['parts']],
  ['gates.*.of.*', ['roles']],
  ['assets.*.at.*.part', ['parts']],
  ['assets.*.forWhom.*', ['parties', 'roles']],
  ['assets.*.fromWhom.*', ['actors']],
  ['assets.*.opens.*.part', ['parts']],
  ['actors.*.starts.*.part', ['parts']],
  ['policies.*.assets.*', ['assets']],
  ['policies.*.parts.*', ['parts']],
  ['policies.*.allow.*', ['parties', 'parts', 'actors']],
  ['notes.*.on.*', ['parts', 'flows', 'links', 'assets', 'actors', 'zones', 'gates', 'policies', 'parties']],
  ['notes.*.answeredBy.*', ['notes', 'parts', 'policies', 'gates']],
  ['targets.*.part', ['parts']],
  ['csirt.roles.*.holders.*', ['parts']],
  ['csirt.roles.*.deputies.*', ['parts']],
  ['csirt.channels.*.uses.*', ['parts']],
  ['csirt.audiences.*.who.*', ['parties', 'parts']],
  ['csirt.evidence.at.*', ['parts']],
];
const NAMED = new Map(REFERENCES);

const patternOf = (path: Path): string => path.map((step) => (typeof step === 'number' ? '*' : step)).join('.');

/** What the field at this path may name; `undefined` where it names nothing. */
export function namedBy(path: Path): readonly Named[] | undefined {
  return NAMED.get(patternOf(path));
}

const isFields = (value: Plain | undefined): value is { readonly [key: string]: Plain } => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The paths of the fields of these patterns, with what they hold. A draft may be no map yet, so nothing of its shape is taken for granted. */
export function fieldsAt(root: Plain, patterns: readonly string[]): readonly { readonly path: Path; readonly value: Plain }[] {
  const found: { path: Path; value: Plain }[] = [];
  const walk = (value: Plain | undefined, steps: readonly string[], path: Path): void => {
    const [step, ...rest] = steps;
    if (step === undefined) {
      if (value !== undefined) found.push({ path, value });
    } else if (step === '*') {
      if (Array.isArray(value)) for (const [i, item] of (value as readonly Plain[]).entries()) walk(item, rest, [...path, i]);
    } else if (isFields(value) && Object.hasOwn(value, step)) walk(value[step], rest, [...path, step]);
  };
  for (const pattern of patterns) walk(root, pattern.split('.'), []);
  return found;
}

export type Change =
  | { readonly op: 'set'; readonly path: Path; readonly value: Plain }
  | { readonly op: 'remove'; readonly path: Path }
  /** To the end of a list, which is made where it is not there. */
  | { readonly op: 'add'; readonly path: Path; readonly value: Plain };

/** The changes that give the thing at `path` (an element of a list, or an interface of a part) another id, wherever it is named. */
export function renaming(root: Plain, path: Path, to: string): readonly Change[] {
  const own: Path = [...path, 'id'];
  const from = valueAt(root, own);
  const set = (at: Path): Change => ({ op: 'set', path: at, value: to });
  if (typeof from !== 'string' || from === to) return [set(own)];
  if (path.length === 4 && path[0] === 'parts' && path[2] === 'interfaces')
    return [set(own), ...ofInterface(root, valueAt(root, ['parts', path[1] as number, 'id']), from).map(set)];
  if (path.length !== 2) return [set(own)];
  const named = fieldsAt(
    root,
    REFERENCES.map(([pattern]) => pattern),
  ).filter(({ value }) => value === from);
  return [set(own), ...named.map((one) => set(one.path))];
}

/** An interface's id is its part's own: only what goes to that part means it. */
function ofInterface(root: Plain, part: Plain | undefined, id: string): readonly Path[] {
  const flows = fieldsAt(root, ['flows.*.interface']).filter((one) => one.value === id && valueAt(root, [...one.path.slice(0, -1), 'to']) === part);
  const opens = fieldsAt(root, ['assets.*.opens.*.interface']).filter((one) => one.value === id && valueAt(root, [...one.path.slice(0, -1), 'part']) === part);
  return [...flows, ...opens].map(({ path }) => path);
}

export function valueAt(root: Plain | undefined, path: Path): Plain | undefined {
  let here: Plain | undefined = root;
  for (const step of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, step)) return undefined;
    here = (here as { readonly [key: string]: Plain })[step];
  }
  return here;
}

/** The value with changes made to it. The value given is left as it is. */
export function changed(root: Plain, changes: readonly Change[]): Plain {
  const next = structuredClone(root) as Plain;
  for (const change of changes) {
    const last = change.path.at(-1) as Step;
    const holder = holderOf(next, change.path);
    if (holder === undefined) continue;
    if (change.op === 'remove') {
      if (Array.isArray(holder)) holder.splice(Number(last), 1);
      else delete (holder as Record<string, Plain>)[last];
    } else if (change.op === 'set') (holder as Record<Step, Plain>)[last] = change.value;
    else {
      const list = (holder as Record<Step, Plain>)[last];
      if (Array.isArray(list)) list.push(change.value);
      else (holder as Record<Step, Plain>)[last] = [change.value];
    }
  }
  return next;
}

function holderOf(root: Plain, path: Path): Record<Step, Plain> | Plain[] | undefined {
  const holder = valueAt(root, path.slice(0, -1));
  return typeof holder === 'object' && holder !== null ? (holder as Record<Step, Plain> | Plain[]) : undefined;
}

/** What is removed with an element, so that nothing is left that names it: items of lists, and flows, links, gates that would have no end. */
export function removing(root: Plain, list: ListName, index: number): { readonly changes: readonly Change[]; readonly also: readonly string[] } {
  const id = valueAt(root, [list, index, 'id']);
  const gone = new Map<string, Path>([[`${list} ${index}`, [list, index]]]);
  const items: Path[] = [];
  const also: string[] = [];
  for (const { path, value } of typeof id === 'string'
    ? fieldsAt(
        root,
        REFERENCES.map(([pattern]) => pattern),
      )
    : []) {
    if (value !== id || gone.has(`${path[0]} ${path[1]}`)) continue;
    const [holder, at] = path;
    const isItem = typeof path.at(-1) === 'number';
    const required = path.length === 3 && (holder === 'flows' || holder === 'links' || holder === 'gates' || holder === 'targets');
    if (isItem) items.push(path);
    else if (required) {
      gone.set(`${holder} ${at}`, [holder as Step, at as number]);
      also.push(`${String(holder).slice(0, -1)} ${String(valueAt(root, [holder as Step, at as number, holder === 'targets' ? 'host' : 'id']))}`);
    } else if (path.length === 5) items.push(path.slice(0, 4));
    else items.push(path);
  }
  // From the end of each list, so that what is removed first moves nothing that is removed later.
  const left = items.filter((path) => !gone.has(`${path[0]} ${path[1]}`));
  const all = [...left, ...gone.values()].sort((a, b) => b.length - a.length || byPlace(b, a));
  return { changes: all.map((path) => ({ op: 'remove', path })), also };
}

function byPlace(a: Path, b: Path): number {
  for (const [i, step] of a.entries()) {
    const other = b[i];
    if (step === other) continue;
    return typeof step === 'number' && typeof other === 'number' ? step - other : String(step) < String(other) ? -1 : 1;
  }
  return 0;
}

/** Elements that a field may name, as choices. */
export function choicesOf(root: Plain, named: readonly Named[]): readonly { readonly value: string; readonly label: string }[] {
  const found = new Map<string, string>();
  for (const one of named) {
    const list = one === 'places' || one === 'roles' ? 'parts' : one;
    const items = valueAt(root, [list]);
    for (const item of Array.isArray(items) ? (items as readonly Plain[]) : []) {
      if (!isFields(item) || typeof item['id'] !== 'string') continue;
      const { id, kind, name, title } = item;
      if (one === 'places' && kind !== 'network' && kind !== 'place') continue;
      if (one === 'roles' && kind !== 'role') continue;
      const called = typeof name === 'string' ? name : typeof title === 'string' ? title : id;
      found.set(id, called === id ? id : `${called} (${id})`);
    }
  }
  return [...found].map(([value, label]) => ({ value, label }));
}
