/**
 * The crosswalk: which control answers which requirement, how, and why. The controls are the hub; standards meet in them and never map to
 * one another. Data and the plain questions put to it. What a requirement's verdict is belongs in ../requirement.ts.
 */
import type { ControlId } from '../../evidence/model.ts';
import type { Edge, Standard } from '../model.ts';
import { BY_IMPORT } from './by-import/index.ts';
import { CERT_C_CROSSWALK } from './cert-c.ts';
import { CIS_8_1_CROSSWALK } from './cis-8.1.ts';
import { CRA_CROSSWALK } from './cra.ts';
import type { Crosswalk } from './declare.ts';
import { EN_303_645_CROSSWALK } from './en-303-645.ts';
import { EN_18031_CROSSWALKS } from './en-18031.ts';
import { IEC_62443_4_1_CROSSWALK } from './iec-62443-4-1.ts';
import { IEC_62443_4_2_CROSSWALK } from './iec-62443-4-2.ts';
import { ISO_27001_CROSSWALK } from './iso-27001.ts';
import { ISO_27034_CROSSWALK } from './iso-27034.ts';
import { NIST_800_213A_CROSSWALK } from './nist-800-213a.ts';
import { NIST_8259A_CROSSWALK, NIST_8259B_CROSSWALK } from './nist-8259.ts';
import { NIST_CSF_CROSSWALK } from './nist-csf.ts';
import { SSDF_CROSSWALK } from './ssdf.ts';
import { UK_PSTI_CROSSWALK } from './uk-psti.ts';

export type { Crosswalk } from './declare.ts';

export const CROSSWALKS: readonly Crosswalk[] = [
  EN_303_645_CROSSWALK,
  CRA_CROSSWALK,
  NIST_CSF_CROSSWALK,
  SSDF_CROSSWALK,
  ...EN_18031_CROSSWALKS,
  UK_PSTI_CROSSWALK,
  NIST_8259A_CROSSWALK,
  NIST_8259B_CROSSWALK,
  NIST_800_213A_CROSSWALK,
  IEC_62443_4_1_CROSSWALK,
  IEC_62443_4_2_CROSSWALK,
  CERT_C_CROSSWALK,
  ISO_27001_CROSSWALK,
  ISO_27034_CROSSWALK,
  CIS_8_1_CROSSWALK,
];

/** Every edge of every shipped standard, in the order of the standards and their requirements. */
export const EDGES: readonly Edge[] = CROSSWALKS.flatMap((crosswalk) => crosswalk.edges);

const BY_STANDARD = new Map([...CROSSWALKS, ...BY_IMPORT].map((crosswalk) => [crosswalk.standard, crosswalk]));

/** The crosswalk of the standard with that id, or `undefined`. */
export function crosswalkOf(standard: string): Crosswalk | undefined {
  return BY_STANDARD.get(standard);
}

function grouped(key: (edge: Edge) => string): ReadonlyMap<string, readonly Edge[]> {
  const groups = new Map<string, Edge[]>();
  for (const edge of [...EDGES, ...BY_IMPORT.flatMap((crosswalk) => crosswalk.edges)]) {
    const group = groups.get(key(edge));
    if (group === undefined) groups.set(key(edge), [edge]);
    else group.push(edge);
  }
  return groups;
}

const BY_REQUIREMENT = grouped((edge) => `${edge.standard} ${edge.requirement}`);
const BY_CONTROL = grouped((edge) => edge.control);

/** The edges that end at a requirement. */
export function edgesTo(standard: string, requirement: string): readonly Edge[] {
  return BY_REQUIREMENT.get(`${standard} ${requirement}`) ?? [];
}

/** What the crosswalk says of one requirement. */
export interface Answers {
  readonly edges: readonly Edge[];
  /** What no control covers, where something is left. */
  readonly remainder?: string;
  /** No one control covers it; its parts add up to it, and only all of them. */
  readonly together: boolean;
}

/** The edges and the remainder of a requirement. */
export function answersTo(standard: string, requirement: string): Answers {
  const crosswalk = crosswalkOf(standard);
  const remainder = crosswalk?.remainders.get(requirement);
  const together = crosswalk?.together.has(requirement) === true;
  return { edges: edgesTo(standard, requirement), together, ...(remainder === undefined ? {} : { remainder }) };
}

/** The edges that begin at a control. */
export function edgesFrom(control: ControlId): readonly Edge[] {
  return BY_CONTROL.get(control) ?? [];
}

/** What stays unmapped between one standard and the controls. */
export interface Unmapped {
  readonly standard: string;
  /** Requirements in force that no control answers. What is withdrawn is owed by nobody, and nothing need answer it. */
  readonly requirements: readonly string[];
  /** Controls that answer no requirement of this standard. */
  readonly controls: readonly ControlId[];
}

/** Both sides of what a standard and a set of controls do not share, each in its own order. */
export function unmapped(standard: Standard, controls: readonly { readonly id: ControlId }[]): Unmapped {
  return {
    standard: standard.id,
    requirements: standard.requirements
      .filter(({ id, withdrawn }) => withdrawn === undefined && edgesTo(standard.id, id).length === 0)
      .map((requirement) => requirement.id),
    controls: controls.map((control) => control.id).filter((id) => !edgesFrom(id).some((edge) => edge.standard === standard.id)),
  };
}
