import { CONTROLS } from '../controls/index.ts';
import type { Relation, Requirement, Standard } from '../model.ts';
import { STANDARDS } from '../standards/index.ts';
import { type Crosswalk, crosswalkOf, EDGES, edgesTo, unmapped } from './index.ts';

const REGENERATE = 'node -e "import(\'./src/assurance/crosswalk/describe.ts\').then((d) => process.stdout.write(d.describeCrosswalk()))" > docs/crosswalk.md';

const PLAIN: Readonly<Record<Relation, string>> = {
  'equal-to': 'equal to',
  'equivalent-to': 'equivalent to',
  'subset-of': 'subset of',
  'superset-of': 'superset of',
  'intersects-with': 'intersects with',
};

const WHOLE: ReadonlySet<Relation> = new Set(['equal-to', 'equivalent-to', 'superset-of']);

/** The whole crosswalk as the Markdown page docs/crosswalk.md: every edge with its reason, and what stays unmapped on both sides. */
export function describeCrosswalk(): string {
  const sections = STANDARDS.flatMap((standard) => {
    const crosswalk = crosswalkOf(standard.id);
    return crosswalk === undefined ? [] : [describeStandard(standard, crosswalk)];
  });
  return `${[head(), ...sections, nowhere()].join('\n\n')}\n`;
}

function head(): string {
  const rows = STANDARDS.map((standard) => {
    const crosswalk = crosswalkOf(standard.id);
    const edges = crosswalk?.edges.length ?? 0;
    const left = unmapped(standard, CONTROLS);
    const inForce = standard.requirements.filter((requirement) => requirement.withdrawn === undefined);
    const direct = crosswalk?.directly !== undefined;
    const whole = direct ? 'by findings' : inForce.filter(({ id }) => coveredWhole(standard.id, id)).length;
    return `| [${standard.title}](#${standard.id}) | ${standard.edition} | ${inForce.length} | ${edges} | ${whole} | ${direct ? 'by findings' : left.requirements.length} | ${left.controls.length} |`;
  });
  return `# Crosswalk

Which of Assay's controls answer which requirement, how, and why. This page is written from \`src/assurance/crosswalk/\`, and a test holds it to that. After a change there:

\`\`\`
${REGENERATE}
\`\`\`

The relation is read from the control to the requirement, in the vocabulary of OSCAL: a control that is a *subset of* a requirement answers part of it; one that is a
*superset of* it answers all of it and asks more; *equivalent* ones ask the same in other words; *intersecting* ones share something, and each asks for more. How
verdicts combine is in [design/crosswalk.md](design/crosswalk.md). Titles are Assay's own and never a standard's words; [standards.md](standards.md) says where ids come from.

| standard | edition | requirements | edges | covered whole | without a control | controls not used |
| --- | --- | ---: | ---: | ---: | ---: | ---: |
${rows.join('\n')}

${CONTROLS.length} controls, ${EDGES.length} edges. Requirements that the standard has withdrawn are not counted. *Covered whole*: one control answers all of it, or several together do; nothing is left that Assay has
no check for. Where something is left, the requirement is never shown as proven. *By findings*: no control decides, and tools' findings do, requirement by requirement.`;
}

/** One control answers all of the requirement, or the crosswalk says that its parts together do. */
function coveredWhole(standard: string, requirement: string): boolean {
  return crosswalkOf(standard)?.together.has(requirement) === true || edgesTo(standard, requirement).some((edge) => WHOLE.has(edge.relation));
}

function describeStandard(standard: Standard, crosswalk: Crosswalk): string {
  const left = unmapped(standard, CONTROLS);
  const rows = standard.requirements.flatMap((requirement) => describeRequirement(requirement, crosswalk));
  return `<a id="${standard.id}"></a>

## ${standard.title}

Edition: ${standard.edition}. Source of the ids: ${standard.source}.${crosswalk.directly === undefined ? '' : ` ${crosswalk.directly}`}

| requirement | control | relation | why |
| --- | --- | --- | --- |
${rows.join('\n')}

${crosswalk.directly === undefined ? `Requirements without a control: ${list(left.requirements)}` : 'No requirement waits for a control: findings of tools decide.'}

Controls that answer nothing in it: ${list(left.controls)}`;
}

function describeRequirement(requirement: Requirement, crosswalk: Crosswalk): readonly string[] {
  const marks = [
    requirement.level,
    requirement.condition === undefined ? undefined : `condition ${requirement.condition}`,
    requirement.feature === undefined ? undefined : `feature ${requirement.feature}`,
  ].filter((mark) => mark !== undefined);
  const name = `**${requirement.id}**${marks.length === 0 ? '' : ` (${marks.join(', ')})`} ${requirement.title}`;
  const remainder = crosswalk.remainders.get(requirement.id);
  const rows = [
    ...edgesTo(crosswalk.standard, requirement.id).map((edge) => [`\`${edge.control}\``, PLAIN[edge.relation], edge.reason]),
    ...(crosswalk.together.has(requirement.id) ? [['*together*', 'the whole', '']] : []),
    ...(remainder === undefined ? [] : [['*left*', '', remainder]]),
  ];
  return rows.map((cells, index) => `| ${index === 0 ? name : ''} | ${cells.join(' | ')} |`);
}

function nowhere(): string {
  const used = new Set(EDGES.map((edge) => edge.control));
  return `## In no standard

Controls that answer no requirement of any standard here: ${list(CONTROLS.map((control) => control.id).filter((id) => !used.has(id)))}`;
}

function list(ids: readonly string[]): string {
  return ids.length === 0 ? 'none.' : `${ids.map((id) => `\`${id}\``).join(', ')}.`;
}
