import { type Fault, Refused } from '../../core/index.ts';
import { readCatalog } from './catalog.ts';
import { needModel, type OscalDocument } from './document.ts';
import { oscalFaults, refuseOscal } from './faults.ts';
import type { OscalCatalog, OscalControl, OscalGroup, OscalProfile, OscalSelection } from './model.ts';
import { altered, placed } from './modify.ts';
import { patternOf } from './pattern.ts';
import { readProfile } from './profile.ts';

/** What an import led to: the document, and the one spelling of its name that two ways to it share. */
export interface Opened {
  readonly name: string;
  readonly document: OscalDocument;
}

export interface Resolved {
  readonly catalog: OscalCatalog;
  /** Every document that was drawn in, the profile first. */
  readonly documents: readonly OscalDocument[];
  /** What was passed over, in sentences. */
  readonly notes: readonly string[];
}

const DEEPEST = 20;
const MOST_DOCUMENTS = 100;
/** Of one control by one profile. */
const MOST_CHANGES = 2000;

/** What a resolution may cost, over all that it draws in: small files can ask for a great deal. */
export interface Limits {
  /** Imports of one profile. */
  readonly imports: number;
  /** Controls that imports look through, each as often as one does. */
  readonly looked: number;
  /** Controls that imports select, each as often as one does. */
  readonly selected: number;
  /** Comparisons of patterns with ids. */
  readonly compared: number;
}
const LIMITS: Limits = { imports: 500, looked: 2_000_000, selected: 250_000, compared: 5_000_000 };

/**
 * Resolves a profile into the catalogue that it means (NIST's profile resolution: import, merge, modify). `open` finds an import by its href,
 * seen from the document that names it, and gives `undefined` where there is none; it must let none lead elsewhere. Throws `Refused`
 * (ASSAY-OSCAL-006 to -012, and what the reading of each document refuses).
 */
export function resolveProfile(profile: Opened, open: (href: string, from: string) => Opened | undefined, limits: Limits = LIMITS): Resolved {
  const documents: OscalDocument[] = [];
  const notes: string[] = [];
  const catalog = resolved(profile, { open, documents, notes, above: [], made: new Map(), limits, spent: { looked: 0, selected: 0, compared: 0 } });
  return { catalog, documents, notes };
}

interface Along {
  readonly open: (href: string, from: string) => Opened | undefined;
  readonly documents: OscalDocument[];
  readonly notes: string[];
  readonly above: readonly string[];
  /** By name: what is drawn in by several ways is resolved once. */
  readonly made: Map<string, OscalCatalog>;
  readonly limits: Limits;
  /** Of the limits, so far. */
  readonly spent: Record<Exclude<keyof Limits, 'imports'>, number>;
}

function spend({ limits, spent }: Along, what: keyof Along['spent'], much: number, file: string): void {
  spent[what] += much;
  if (spent[what] > limits[what]) throw new Refused(tooMany(file, limits));
}

function resolved({ name, document }: Opened, along: Along): OscalCatalog {
  const { documents, above, made, limits } = along;
  if (above.includes(name)) throw new Refused(circular(document.file, [...above, name]));
  const known = made.get(name);
  if (known !== undefined) return known;
  documents.push(document);
  if (above.length > DEEPEST || documents.length > MOST_DOCUMENTS) throw new Refused(tooMany(document.file, limits));
  const catalog = document.model === 'catalog' ? readCatalog(document) : resolvedProfile({ name, document }, along);
  made.set(name, catalog);
  return catalog;
}

function resolvedProfile({ name, document }: Opened, along: Along): OscalCatalog {
  const { above } = along;
  needModel(document, 'profile', 'catalog');
  const profile = readProfile(document);
  if (profile.imports.length > along.limits.imports) throw new Refused(tooMany(document.file, along.limits));
  const faults: Fault[] = [];
  const parts = profile.imports.map((one, i) => {
    const field = `profile.imports[${i}].href`;
    const opened = found(one.href, profile, name, along);
    if (opened === undefined) {
      faults.push(broken(document.file, field, one.href));
      return undefined;
    }
    return selected(resolved(opened, { ...along, above: [...above, name] }), one, `${document.file}: imports[${i}]`, document.file, faults, along);
  });
  if (faults.length > 0) refuseOscal(faults);
  const merged = combined(
    parts.filter((part) => part !== undefined),
    profile,
    document.file,
    along.notes,
  );
  return modified(merged, profile, document.file, along);
}

// `#uuid` names a resource of the profile's own back matter, whose links are tried in their order: NIST's name the same document in several places.
function found(href: string, profile: OscalProfile, from: string, { open }: Along): Opened | undefined {
  if (!href.startsWith('#')) return open(href, from);
  let refused: Refused | undefined;
  for (const link of profile.resources.get(href.slice(1).toLowerCase()) ?? []) {
    try {
      const opened = open(link, from);
      if (opened !== undefined) return opened;
    } catch (error) {
      if (!(error instanceof Refused) || error.faults.some((fault) => fault.code !== 'ASSAY-OSCAL-010')) throw error;
      refused ??= error;
    }
  }
  if (refused !== undefined) throw refused;
  return undefined;
}

/** Controls of a catalogue in document order, each with the control above it. */
function controlsOf(catalog: Pick<OscalGroup, 'groups' | 'controls'>): readonly { readonly control: OscalControl; readonly above: string | undefined }[] {
  const all: { control: OscalControl; above: string | undefined }[] = [];
  const into = (controls: readonly OscalControl[], above: string | undefined): void => {
    for (const control of controls) {
      all.push({ control, above });
      into(control.controls, control.id);
    }
  };
  const walk = (group: Pick<OscalGroup, 'groups' | 'controls'>): void => {
    into(group.controls, undefined);
    for (const inner of group.groups) walk(inner);
  };
  walk(catalog);
  return all;
}

function selected(catalog: OscalCatalog, one: OscalProfile['imports'][number], at: string, file: string, faults: Fault[], along: Along): OscalCatalog {
  const all = controlsOf(catalog);
  spend(along, 'looked', all.length, file);
  const ids = new Set(all.map(({ control }) => control.id));
  const byId = new Map(all.map(({ control }) => [control.id, control]));
  const taken = (selections: readonly OscalSelection[]): Set<string> => {
    const chosen = new Set<string>();
    const add = (control: OscalControl, deep: boolean): void => {
      chosen.add(control.id);
      if (deep) for (const child of control.controls) add(child, true);
    };
    spend(along, 'compared', selections.reduce((sum, { patterns }) => sum + patterns.length, 0) * ids.size, file);
    for (const { ids: wanted, patterns, withChildControls } of selections) {
      for (const id of wanted) {
        const control = byId.get(id);
        if (control === undefined) faults.push(unknownControl(file, at, id));
        else add(control, withChildControls);
      }
      for (const text of patterns) {
        const matches = patternOf(text, file, at, faults);
        for (const id of ids) {
          const control = byId.get(id);
          if (control !== undefined && matches?.(id) === true) add(control, withChildControls);
        }
      }
    }
    return chosen;
  };
  // Neither is as good as `include-all`: the specification reads an import without a selection so.
  const chosen = one.includeAll || one.include.length === 0 ? new Set(ids) : taken(one.include);
  for (const id of taken(one.exclude)) chosen.delete(id);
  spend(along, 'selected', chosen.size, file);
  return pruned(catalog, chosen);
}

// A control that is chosen without the one above it takes that one's place.
function pruned(catalog: OscalCatalog, chosen: ReadonlySet<string>): OscalCatalog {
  const controls = (list: readonly OscalControl[]): readonly OscalControl[] =>
    list.flatMap((control) => (chosen.has(control.id) ? [{ ...control, controls: controls(control.controls) }] : controls(control.controls)));
  const groups = (list: readonly OscalGroup[]): readonly OscalGroup[] =>
    list
      .map((group) => ({ ...group, groups: groups(group.groups), controls: controls(group.controls) }))
      .filter((group) => group.groups.length > 0 || group.controls.length > 0);
  return { ...catalog, groups: groups(catalog.groups), controls: controls(catalog.controls) };
}

function combined(parts: readonly OscalCatalog[], profile: OscalProfile, file: string, notes: string[]): OscalCatalog {
  const seen = new Set<string>();
  const twice = new Set<string>();
  const first = (list: readonly OscalControl[]): readonly OscalControl[] =>
    list.flatMap((control) => {
      if (seen.has(control.id)) {
        twice.add(control.id);
        return [];
      }
      seen.add(control.id);
      return [{ ...control, controls: first(control.controls) }];
    });
  const firstGroups = (list: readonly OscalGroup[]): readonly OscalGroup[] =>
    list.map((group) => ({ ...group, controls: first(group.controls), groups: firstGroups(group.groups) }));
  const groups = parts.flatMap((part) => firstGroups(part.groups));
  const controls = parts.flatMap((part) => first(part.controls));
  if (twice.size > 0)
    notes.push(
      `${file} draws in ${[...twice].slice(0, 10).join(', ')}${twice.size > 10 ? ` and ${twice.size - 10} more` : ''} more than once; the first of each was kept${profile.combine === 'keep' ? ', though the profile says to keep all: a requirement has one id' : ''}.`,
    );
  const params = parts.flatMap((part) => part.params);
  return {
    metadata: profile.metadata,
    params: [...new Map(params.toReversed().map((param) => [param.id, param])).values()].reverse(),
    groups: joined(groups),
    controls,
  };
}

// Groups of one id that came by several imports are one group.
function joined(groups: readonly OscalGroup[]): readonly OscalGroup[] {
  const made = new Map<string, { readonly first: OscalGroup; readonly controls: OscalControl[]; readonly groups: OscalGroup[] }>();
  groups.forEach((group, i) => {
    const key = group.id ?? `\0${i}`;
    const known = made.get(key) ?? { first: group, controls: [], groups: [] };
    made.set(key, known);
    for (const control of group.controls) known.controls.push(control);
    for (const inner of group.groups) known.groups.push(inner);
  });
  return [...made.values()]
    .map(({ first, controls, groups: inner }): OscalGroup => ({ ...first, controls, groups: joined(inner) }))
    .filter((group) => group.controls.length > 0 || group.groups.length > 0);
}

function modified(catalog: OscalCatalog, profile: OscalProfile, file: string, { notes, limits }: Along): OscalCatalog {
  if (profile.setParameters.length === 0 && profile.alters.length === 0) return catalog;
  const settings = new Map(profile.setParameters.map((param) => [param.id, param]));
  const alters = new Map<string, OscalProfile['alters'][number][]>();
  for (const alter of profile.alters) {
    const known = alters.get(alter.controlId);
    if (known === undefined) alters.set(alter.controlId, [alter]);
    else known.push(alter);
  }
  // Each change copies the control that it changes.
  for (const own of alters.values())
    if (own.reduce((sum, alter) => sum + alter.adds.length + alter.removes.length, 0) > MOST_CHANGES) throw new Refused(tooMany(file, limits));
  const set = new Set<string>();
  const touched = new Set<string>();
  const controls = (list: readonly OscalControl[]): readonly OscalControl[] =>
    list.map((control) => {
      const own = alters.get(control.id) ?? [];
      if (own.length > 0) touched.add(control.id);
      const changed = own.reduce((before, alter) => altered(before, alter, notes), control);
      return { ...changed, params: placed(changed.params, settings, set), controls: controls(changed.controls) };
    });
  const groups = (list: readonly OscalGroup[]): readonly OscalGroup[] =>
    list.map((group) => ({ ...group, params: placed(group.params, settings, set), controls: controls(group.controls), groups: groups(group.groups) }));
  const made = { ...catalog, params: placed(catalog.params, settings, set), groups: groups(catalog.groups), controls: controls(catalog.controls) };
  const unset = [...settings.keys()].filter((id) => !set.has(id));
  const untouched = [...alters.keys()].filter((id) => !touched.has(id));
  if (unset.length > 0) notes.push(`${file} sets ${unset.length} parameters that no chosen control has: ${unset.slice(0, 10).join(', ')}.`);
  if (untouched.length > 0) notes.push(`${file} alters ${untouched.length} controls that it does not choose: ${untouched.slice(0, 10).join(', ')}.`);
  return made;
}

function circular(file: string, names: readonly string[]): Fault {
  return oscalFaults.fault('008', {
    message: `${file} comes to import itself`,
    file,
    field: 'profile.imports',
    expected: 'imports that end at a catalogue',
    found: names.join(' imports '),
    remedy: 'Take one of these imports out.',
  });
}

function tooMany(file: string, { imports, looked, selected, compared }: Limits): Fault {
  return oscalFaults.fault('006', {
    message: `${file} draws in or changes more than Assay follows`,
    file,
    field: 'profile.imports',
    expected: `at most ${DEEPEST} levels, ${MOST_DOCUMENTS} documents, ${imports} imports of one profile, ${selected} controls that imports select and ${looked} that they look through, ${MOST_CHANGES} changes of one control and ${compared} comparisons with patterns`,
    remedy: 'Import a catalogue that is resolved already.',
  });
}

function broken(file: string, field: string, href: string): Fault {
  return oscalFaults.fault('009', {
    message: `${file} imports "${href.slice(0, 200)}", and there is no such document`,
    file,
    field,
    expected: 'a file beside the profile, or one that was named on the command line',
    found: href.slice(0, 200),
    remedy: 'Put the document beside the profile, or name it with --with FILE.',
  });
}

function unknownControl(file: string, at: string, id: string): Fault {
  return oscalFaults.fault('011', {
    message: `${at} names the control "${id.slice(0, 100)}", which its source does not have`,
    file,
    field: 'with-ids',
    expected: 'an id of the imported catalogue',
    found: id.slice(0, 100),
    remedy: 'Correct the id, or import the edition of the catalogue that has it.',
  });
}
