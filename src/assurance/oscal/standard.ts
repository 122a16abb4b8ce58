import type { Requirement, Standard, StandardGroup } from '../model.ts';
import { isCsf2, retiredFromCsf2 } from './csf.ts';
import { propOf } from './fields.ts';
import type { OscalCatalog, OscalControl, OscalGroup, OscalParam, OscalPart } from './model.ts';

/** What a catalogue says of a requirement beyond what a standard of Assay's own carries: its own words, parameters, links. */
export interface RequirementDetail {
  readonly class?: string;
  readonly statement?: string;
  readonly params?: readonly OscalParam[];
  readonly related?: readonly string[];
  /** Everything else that the model of catalogues has of it: further parts, links and properties, whole. */
  readonly rest?: Pick<OscalControl, 'props' | 'links' | 'parts'>;
}

export interface CatalogStandard {
  readonly standard: Standard;
  readonly details: Readonly<Record<string, RequirementDetail>>;
  /** How many controls of each class are in force, and how many are withdrawn. */
  readonly counts: readonly { readonly class: string; readonly active: number; readonly withdrawn: number }[];
  /** Rules of Assay's own that were applied to the catalogue, in sentences. */
  readonly repairs: readonly string[];
}

/** Properties by which catalogues say which level, baseline or group asks for a control. */
const LEVEL_PROPS = ['level', 'baseline', 'implementation-group', 'implementation-groups', 'security-level', 'maturity-level', 'impact'];

/**
 * A catalogue as a standard: each control and enhancement a requirement, under the catalogue's own id; groups as groups. A control with
 * `status=withdrawn` is withdrawn, with what it was `incorporated-into` or `moved-to`. Levels come from properties, from `levels`, and from the
 * title of a baseline. Categories of CSF are headings of their subcategories and become groups. Pure.
 */
export function standardOfCatalog(catalog: OscalCatalog, id: string, levels: readonly string[] = []): CatalogStandard {
  const csf = isCsf2(catalog);
  const ofTitle = /\b(LOW|MODERATE|HIGH|PRIVACY)(?:[\s-]+IMPACT)?[\s-]+BASELINE\b/i.exec(catalog.metadata.title)?.[1]?.toLowerCase();
  const all = [...levels, ...(ofTitle === undefined ? [] : [ofTitle])];
  const requirements: Requirement[] = [];
  const groups: StandardGroup[] = [];
  const details: [string, RequirementDetail][] = [];
  const counts = new Map<string, { active: number; withdrawn: number }>();
  let repaired = 0;

  const count = (control: OscalControl, withdrawn: boolean): void => {
    const name = control.class ?? 'control';
    const known = counts.get(name) ?? { active: 0, withdrawn: 0 };
    counts.set(name, withdrawn ? { ...known, withdrawn: known.withdrawn + 1 } : { ...known, active: known.active + 1 });
  };
  const control = (one: OscalControl, group: string): void => {
    const stated = withdrawnOf(one);
    const reason = stated === undefined && csf ? retiredFromCsf2(one) : undefined;
    if (reason !== undefined) repaired += 1;
    const withdrawn = stated ?? (reason === undefined ? undefined : { reason });
    count(one, withdrawn !== undefined);
    const heading = one.class === 'category' && one.controls.some((child) => child.class === 'subcategory');
    if (heading) groups.push({ id: one.id, title: one.title, ...(withdrawn === undefined ? {} : { withdrawn }) });
    else {
      // NIST's catalogues have several: padded with zeros, of SP 800-53A. The one without a class is what the standard prints.
      const label = one.props.find((prop) => prop.name === 'label' && prop.class === undefined)?.value;
      const own = [...new Set([...all, ...LEVEL_PROPS.flatMap((name) => one.props.filter((prop) => prop.name === name).map((prop) => prop.value))])];
      requirements.push({
        id: one.id,
        title: titleOf(one),
        group,
        ...(label === undefined || label === one.id ? {} : { label }),
        ...(own.length === 0 ? {} : { levels: own }),
        ...(withdrawn === undefined ? {} : { withdrawn }),
      });
    }
    details.push([one.id, detailOf(one)]);
    for (const child of one.controls) control(child, heading ? one.id : group);
  };
  const walk = (group: OscalGroup): void => {
    const name = group.id ?? group.title;
    groups.push({ id: name, title: group.title });
    for (const one of group.controls) control(one, name);
    for (const inner of group.groups) walk(inner);
  };
  for (const group of catalog.groups) walk(group);
  for (const one of catalog.controls) control(one, '');
  const used = new Set(requirements.map((requirement) => requirement.group));
  return {
    standard: {
      id,
      title: catalog.metadata.title,
      edition: editionOf(catalog, csf, all),
      source: `OSCAL catalogue "${catalog.metadata.title}", version ${catalog.metadata.version}`,
      requirements,
      groups: groups.filter((group) => used.has(group.id) || group.withdrawn !== undefined),
    },
    details: Object.fromEntries(details),
    counts: [...counts].map(([name, { active, withdrawn }]) => ({ class: name, active, withdrawn })),
    repairs:
      repaired === 0
        ? []
        : [
            `NIST’s catalogue of CSF 2.0 does not mark what the edition retired: ${repaired} categories and subcategories without implementation examples were read as withdrawn.`,
          ],
  };
}

// CSF's catalogue has a version of its own beside that of the framework.
function editionOf({ metadata }: OscalCatalog, csf: boolean, levels: readonly string[]): string {
  const version = csf ? `2.0 (catalogue ${metadata.version})` : metadata.version;
  return levels.length === 0 ? version : `${version} ${levels.join(' ')}`;
}

// A subcategory of CSF is titled by its id alone; its statement is what it says.
function titleOf(control: OscalControl): string {
  if (control.title !== control.id && control.title !== '') return control.title;
  const statement = statementOf(control.parts);
  return statement === '' ? control.id : statement.replace(/\s+/g, ' ').slice(0, 300).toWellFormed();
}

function withdrawnOf(control: OscalControl): Requirement['withdrawn'] {
  const says = control.props.some((prop) => prop.name === 'status' && /^withdrawn$/i.test(prop.value));
  if (!says) return undefined;
  const to = (rel: string) => control.links.filter((link) => link.rel === rel).map((link) => link.href.replace(/^#/, ''));
  const into = to('incorporated-into');
  const moved = to('moved-to');
  const replacedBy = [...new Set([...into, ...moved])];
  const reason =
    into.length > 0
      ? `Incorporated into ${into.join(', ')}.`
      : moved.length > 0
        ? `Moved to ${moved.join(', ')}.`
        : 'Withdrawn by the standard, which names nothing in its place.';
  return { reason, ...(replacedBy.length === 0 ? {} : { replacedBy }) };
}

function statementOf(parts: readonly OscalPart[]): string {
  const lines = (part: OscalPart, indent: string): string[] => {
    const label = propOf(part.props, 'label');
    const text = [label, part.prose].filter((one) => one !== undefined && one !== '').join(' ');
    return [...(text === '' ? [] : [`${indent}${text}`]), ...part.parts.flatMap((inner) => lines(inner, text === '' ? indent : `${indent}  `))];
  };
  return parts
    .filter((part) => part.name === 'statement')
    .flatMap((part) => lines(part, ''))
    .join('\n');
}

function detailOf(control: OscalControl): RequirementDetail {
  const statement = statementOf(control.parts);
  const related = control.links.filter((link) => link.rel === 'related').map((link) => link.href.replace(/^#/, ''));
  return {
    ...(control.class === undefined ? {} : { class: control.class }),
    ...(statement === '' ? {} : { statement }),
    ...(control.params.length === 0 ? {} : { params: control.params }),
    ...(related.length === 0 ? {} : { related }),
    rest: { props: control.props, links: control.links, parts: control.parts },
  };
}
