import { METHODS } from '../../evidence/model.ts';
import { BY_IMPORT } from '../crosswalk/by-import/index.ts';
import type { Crosswalk } from '../crosswalk/index.ts';
import type { Requirement, Standard } from '../model.ts';
import { STANDARDS } from '../standards/index.ts';
import { layerShares, type RequirementShare, SHARES, type Share, sharesOf } from './index.ts';

// The pages docs/standards/*.md: what Assay checks by evidence, what needs a person, and the share of each. Written from the data, and held to it.

const SAID: Readonly<Record<Share, string>> = {
  machine: 'by evidence of machines, whole',
  word: 'whole, with somebody’s word among the evidence',
  part: 'in part: something is left for a person',
  person: 'not by machine: needs a person',
};

const percent = (n: number, of: number) => (of === 0 ? '-' : `${((100 * n) / of).toFixed(0)} %`);
const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** Every page by its path below docs/. */
export function standardPages(): ReadonlyMap<string, string> {
  return new Map([
    ...STANDARDS.map((standard) => [`standards/${standard.id}.md`, pageOf(standard)] as const),
    ...BY_IMPORT.map((crosswalk) => [`standards/${crosswalk.standard}.md`, pageByImport(crosswalk)] as const),
    ['standards/README.md', overview()],
  ]);
}

function requirementsOf(crosswalk: Crosswalk): readonly string[] {
  const ids = [...new Set([...crosswalk.edges.map((edge) => edge.requirement), ...crosswalk.remainders.keys()])];
  // The catalogue is not at hand to follow; its numbers are, and `ac-2` comes before `ac-10`.
  const place = (id: string) => id.replaceAll(/\d+/g, (digits) => digits.padStart(6, '0'));
  return ids.toSorted((a, b) => (place(a) < place(b) ? -1 : 1));
}

function overview(): string {
  const row = (id: string, title: string, edition: string, requirements: readonly string[]) => {
    const { counts } = sharesOf(id, requirements);
    return `| [${id}](${id}.md) | ${title} | ${edition} | ${requirements.length} | ${SHARES.map((share) => `${counts[share]} (${percent(counts[share], requirements.length)})`).join(' | ')} |`;
  };
  const shipped = STANDARDS.map((one) => row(one.id, one.title, one.edition, owedIds(one)));
  const layers = layerShares();
  const all = { controls: sum(layers.map((one) => one.controls)), automatic: sum(layers.map((one) => one.automatic)) };
  const imported = BY_IMPORT.map((one) => row(one.standard, 'By import', one.edition, requirementsOf(one)));
  return `# What is checked, standard by standard

How much of each standard Assay looks at by itself, computed from the crosswalk and the checks of the controls. It says what *can* be shown by evidence, not what any service
has shown: for that, ask \`assay gap report\`.

| standard | | edition | requirements | ${SHARES.map((share) => SAID[share]).join(' | ')} |
| --- | --- | --- | ---: | ${SHARES.map(() => '---:').join(' | ')} |
${[...shipped, ...imported].join('\n')}

- **By evidence of machines, whole**: nothing is left over, and every check that decides takes nothing weaker than an import: a drill, the running function, a probe, or a
  tool's output.
- **With somebody's word**: nothing is left over, and at least one check that decides may rest on an attestation.
- **In part**: something is left that no check looks at, named requirement by requirement. Such a requirement is never shown as proven.
- **Needs a person**: no machine shows any of it.

For comparison: of 56 tests of ETSI TS 103 701 that concern the network, Kaksonen et al. (2024) found 52 % automated by basic tools and 70 % by advanced ones. Their count is of tests and
ours is of requirements, so the two are beside one another and not one above the other.

## Controls, layer by layer

The same question put to the controls themselves: of how many does no check take anybody's word, but an import, a probe, the running function or a drill.

| layer | controls | shown by machines alone | share |
| --- | ---: | ---: | ---: |
${layers.map(({ layer, controls, automatic }) => `| ${layer} | ${controls} | ${automatic} | ${percent(automatic, controls)} |`).join('\n')}
| all | ${all.controls} | ${all.automatic} | ${percent(all.automatic, all.controls)} |
`;
}

function owedIds(standard: Standard): readonly string[] {
  return standard.requirements.filter((requirement) => requirement.withdrawn === undefined).map((requirement) => requirement.id);
}

function pageOf(standard: Standard): string {
  const byId = new Map(standard.requirements.map((requirement) => [requirement.id, requirement]));
  const reasons = `are in [the crosswalk](../crosswalk.md#${standard.id})`;
  return page(standard.id, standard.title, standard.edition, standard.source, reasons, owedIds(standard), (id) => byId.get(id));
}

function pageByImport(crosswalk: Crosswalk): string {
  return page(
    crosswalk.standard,
    `${crosswalk.standard}, by import`,
    crosswalk.edition,
    'The catalogue is not shipped: import it with `assay standards import`. The ids below are those of the crosswalk',
    `are printed by \`assay standards show ${crosswalk.standard} REQUIREMENT\`, once it is imported`,
    requirementsOf(crosswalk),
    () => undefined,
  );
}

function page(
  id: string,
  title: string,
  edition: string,
  source: string,
  reasons: string,
  ids: readonly string[],
  requirement: (id: string) => Requirement | undefined,
): string {
  const { requirements, counts, methods } = sharesOf(id, ids);
  const total = ids.length;
  return `# ${title}

Edition: ${edition}. Ids: ${source}.

| of ${total} requirements | number | share |
| --- | ---: | ---: |
${SHARES.map((share) => `| ${SAID[share]} | ${counts[share]} | ${percent(counts[share], total)} |`).join('\n')}

Those with nothing left, by the weakest method that any deciding check accepts: ${METHODS.filter((method) => methods[method] > 0)
    .map((method) => `${method} ${methods[method]}`)
    .join(', ')}.

This page is computed from the crosswalk and the controls; what is *possible* to show, and nothing of any service. Reasons, edge by edge, ${reasons}.

| requirement | | what is checked by evidence | what needs a person |
| --- | --- | --- | --- |
${requirements.map((one) => row(one, requirement(one.requirement))).join('\n')}
`;
}

function row(one: RequirementShare, requirement: Requirement | undefined): string {
  const shown = one.by.filter((by) => one.left !== undefined || by.covers);
  const machine = shown.flatMap((by) => by.claims.filter((claim) => claim.atLeast !== 'attestation').map((claim) => `\`${claim.claim}\` (${claim.atLeast})`));
  const word = shown.flatMap((by) => by.claims.filter((claim) => claim.atLeast === 'attestation').map((claim) => `somebody’s word on \`${claim.claim}\``));
  const checked = one.direct === true ? 'findings of tools, rule by rule' : [...new Set(machine)].join(', ') || '-';
  const person = [...new Set([...word, ...(one.left === undefined ? [] : [one.left])])].join('; ') || '-';
  return `| \`${one.requirement}\` | ${cell(requirement?.title ?? '')} | ${cell(checked)} | ${cell(person)} |`;
}
