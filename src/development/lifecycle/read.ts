import { CONTROLS } from '../../assurance/controls/index.ts';
import { type Fault, nearest, Refused } from '../../core/index.ts';
import type { Document } from '../../map/document.ts';
import type { ServiceMap } from '../../map/model.ts';
import { subjectsOf } from '../../map/subjects.ts';
import { fieldOf, readWritten } from '../release/written.ts';
import { lifecycleFaults } from './faults.ts';
import { type Lifecycle, lifecycleSchema, PHASES } from './model.ts';

type Path = readonly (string | number)[];

const EXPECTED: Readonly<Record<string, string>> = {
  id: `of a phase: ${PHASES.join(', ')}; of a criterion: lower-case letters, digits and hyphens`,
  passed: 'phases, each with the day on which the release left it',
  control: 'the id of a control; see: assay gap controls',
  link: 'review, signatures, artifact, provenance, components, findings or log',
  supportedUntil: 'a day such as 2031-12-31',
};

/** Reads `lifecycle.yaml` and holds it against the map. Throws `Refused` (ASSAY-LIFECYCLE-001 to -004, ASSAY-MAP-001 to -008) with every fault and its place. */
export function readLifecycle(text: string, file: string, map: ServiceMap): Lifecycle {
  const { value, document } = readWritten(text, file, {
    format: 'lifecycle/1',
    noun: 'a lifecycle',
    shape: lifecycleSchema,
    faults: lifecycleFaults,
    expected: EXPECTED,
    page: 'docs/development-lifecycle.md',
  });
  const faults = [...contradictions(value, document), ...absent(value, map, document)];
  if (faults.length > 0) throw new Refused(...faults.slice(0, 200));
  return value;
}

function contradictions(lifecycle: Lifecycle, document: Document): readonly Fault[] {
  const faults: Fault[] = [];
  const say = (path: Path, message: string, found: string, remedy: string) =>
    faults.push(lifecycleFaults.fault('003', { message, file: document.file, ...document.place(path, 'value'), field: fieldOf(path), found, remedy }));
  let last = -1;
  lifecycle.phases.forEach((phase, i) => {
    const at = PHASES.indexOf(phase.id);
    if (at <= last)
      say(
        ['phases', i, 'id'],
        `the phase "${phase.id}" stands out of its order, or twice`,
        phase.id,
        `Write them in this order, each once: ${PHASES.join(', ')}.`,
      );
    last = Math.max(last, at);
    const seen = new Set<string>();
    for (const list of ['entry', 'exit'] as const)
      phase[list].forEach(({ id }, k) => {
        if (seen.has(id)) say(['phases', i, list, k, 'id'], `the phase "${phase.id}" has two criteria "${id}"`, id, 'Name one of them otherwise.');
        seen.add(id);
      });
  });
  const names = new Set<string>();
  lifecycle.releases.forEach((release, i) => {
    if (names.has(release.name)) say(['releases', i, 'name'], `there are two releases "${release.name}"`, release.name, 'Join them, or name one otherwise.');
    names.add(release.name);
    let before: { readonly id: string; readonly day: string | undefined } | undefined;
    for (const { id } of lifecycle.phases) {
      const day = release.passed[id];
      const path: Path = ['releases', i, 'passed', id];
      if (day !== undefined && before !== undefined && before.day === undefined)
        say(path, `${release.name} passed ${id} and not ${before.id}, which comes before it`, day, `Give the day on which it passed ${before.id}.`);
      if (day !== undefined && before?.day !== undefined && day < before.day)
        say(path, `${release.name} passed ${id} before ${before.id}`, `${day}, and ${before.day}`, 'Correct the days.');
      before = { id, day };
    }
    for (const phase of Object.keys(release.passed))
      if (!lifecycle.phases.some(({ id }) => id === phase))
        say(['releases', i, 'passed', phase], `the lifecycle has no phase "${phase}"`, phase, 'Add the phase, or leave the day out.');
  });
  return faults;
}

/** Controls, elements, versions and owners that nobody has. */
function absent(lifecycle: Lifecycle, map: ServiceMap, document: Document): readonly Fault[] {
  const faults: Fault[] = [];
  const { elements } = subjectsOf(map);
  const say = (path: Path, what: string, found: string, known: readonly string[]) => {
    const near = nearest(found, known);
    faults.push(
      lifecycleFaults.fault('004', {
        message: `"${found}": there is no such ${what}`,
        file: document.file,
        ...document.place(path, 'value'),
        field: fieldOf(path),
        expected: (near.length > 0 ? near : known.slice(0, 8)).join(', ') || `a ${what}`,
        found,
        remedy: what === 'control' ? 'Correct the name.' : 'Correct the name, or put it on the map.',
      }),
    );
  };
  const parts = map.parts.map(({ id }) => id);
  const roles = map.parts.filter(({ kind }) => kind === 'role').map(({ id }) => id);
  const controls = CONTROLS.map(({ id }) => id as string);
  if (!parts.includes(lifecycle.product)) say(['product'], 'part of the map', lifecycle.product, parts);
  lifecycle.phases.forEach((phase, i) => {
    if (!roles.includes(phase.owner) && !/^p_[a-z0-9]{20}$/.test(phase.owner)) say(['phases', i, 'owner'], 'role of the map', phase.owner, roles);
    for (const list of ['entry', 'exit'] as const)
      phase[list].forEach(({ control, at = [] }, k) => {
        if (control !== undefined && !controls.includes(control)) say(['phases', i, list, k, 'control'], 'control', control, controls);
        at.forEach((element, n) => {
          if (!elements.has(element)) say(['phases', i, list, k, 'at', n], 'element of the map', element, [...elements]);
        });
      });
  });
  const variants = (map.parts.find(({ id }) => id === lifecycle.product)?.variants ?? []).map(({ id }) => id);
  lifecycle.releases.forEach(({ version }, i) => {
    if (version !== undefined && !variants.includes(version)) say(['releases', i, 'version'], `version of ${lifecycle.product} on the map`, version, variants);
  });
  return faults;
}
