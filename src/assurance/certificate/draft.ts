import { resolveTarget } from '../../attack/build/target.ts';
import type { AttackGraph } from '../../attack/model.ts';
import { nearest, Refused } from '../../core/index.ts';
import type { ControlId } from '../../evidence/model.ts';
import { parseSubject } from '../../evidence/subject.ts';
import type { ServiceMap } from '../../map/model.ts';
import { applicability } from '../applicability/index.ts';
import { deniedOn } from '../denied.ts';
import { directJudgeOf } from '../directly.ts';
import { answersIn } from '../edition.ts';
import type { Standard } from '../model.ts';
import type { Position } from '../position.ts';
import { judgeRequirement } from '../requirement.ts';
import { worst } from '../verdict.ts';
import { certificateFaults } from './faults.ts';
import { landmarkFragment, reachFragment } from './fragment.ts';
import { instancesOf } from './instances.ts';
import type { Reasons } from './model.ts';

export interface Asked {
  readonly map: ServiceMap;
  readonly graph: AttackGraph;
  readonly position: Position;
  readonly standards: readonly Standard[];
}

/**
 * What a person's words claim, decided, with the reasons. `goal`, `landmark:GOAL:STEP`, `CONTROL@SUBJECT`, `STANDARD:REQUIREMENT` or
 * `STANDARD REQUIREMENT`. Pure. Throws `Refused`: ASSAY-CERT-001 for a form that it does not know, -002 for what is not owed or not on the map,
 * -003 for a landmark that is none, ASSAY-ATTACK-001 for a state that is not in the graph.
 */
export function draft(words: string, asked: Asked): Reasons {
  const text = words.trim();
  if (text.startsWith('landmark:')) return landmark(text.slice('landmark:'.length), asked);
  const standard = asked.standards.find((one) => text.startsWith(`${one.id}:`) || text.startsWith(`${one.id} `));
  if (standard !== undefined) return requirement(standard, text.slice(standard.id.length + 1).trim(), asked);
  const control = asked.position.controls.find((one) => text.startsWith(`${one.control.id}@`));
  if (control !== undefined) return verdict(control.control.id, text.slice(control.control.id.length + 1), asked);
  if (!/^[a-zA-Z0-9._/#@:-]+$/.test(text) || text.startsWith('-')) throw form(text);
  const [goal, second] = resolveTarget(asked.graph, text);
  if (goal === undefined || second !== undefined) {
    const found = resolveTarget(asked.graph, text).join(', ');
    throw new Refused(
      certificateFaults.fault('001', {
        message: `"${text}" is more than one state, and a certificate is of one`,
        expected: `one of ${found}`,
        found: text,
        remedy: `Name one: assay assurance certify ${goal ?? text}`,
      }),
    );
  }
  const instances = instancesOf(asked.position);
  const { reach, graph } = reachFragment(asked.graph, goal, asked.position, instances);
  return { claim: { kind: 'reach', goal, reach }, graph, instances: instances.all() };
}

function landmark(text: string, { graph, position }: Asked): Reasons {
  // Both have colons of their own: the goal is the longest state that the text begins with.
  const goal = graph.states
    .map((state) => state.id)
    .filter((id) => text.startsWith(`${id}:`))
    .sort((a, b) => b.length - a.length)[0];
  if (goal === undefined) throw form(`landmark:${text}`);
  const instances = instancesOf(position);
  const step = text.slice(goal.length + 1);
  const shown = landmarkFragment(graph, goal, step, position, instances);
  return { claim: { kind: 'landmark', goal, step }, graph: shown, instances: instances.all() };
}

function verdict(control: string, subject: string, { map, position }: Asked): Reasons {
  const owed = position.controls.find((one) => one.control.id === control)?.subjects ?? [];
  const { element, variant } = parseSubject(subject);
  const at = owed.find((one) => one.subject === element);
  const part = map.parts.find((one) => one.id === element);
  if (at === undefined || (variant !== undefined && part?.variants?.some((one) => one.id === variant) !== true)) {
    const known = owed.map((one) => one.subject);
    const near = nearest(subject, known);
    throw new Refused(
      certificateFaults.fault('002', {
        message: `"${control}" is not owed at "${subject}"`,
        expected: near[0] ?? (known.slice(0, 8).join(', ') || 'no subject on this map'),
        found: subject,
        remedy: 'Name an element of the map at which the control is owed.',
      }),
    );
  }
  const instances = instancesOf(position);
  const key = instances.key(control, subject);
  const pieces = instances.all()[key]?.pieces ?? [];
  const found = worst(pieces.map((piece) => position.stateOf({ control: control as ControlId, subject: piece }).verdict)) ?? 'unproven';
  return { claim: { kind: 'verdict', control, subject, verdict: found }, instances: instances.all() };
}

function requirement(standard: Standard, id: string, { map, position }: Asked): Reasons {
  if (directJudgeOf(standard.id) !== undefined) throw direct(standard, id);
  const index = standard.requirements.findIndex((one) => one.id === id);
  const found = standard.requirements[index];
  const owed = found === undefined ? undefined : applicability(standard, map)[index];
  if (found === undefined || found.withdrawn !== undefined || owed?.applies === 'no') {
    const near = nearest(
      id,
      standard.requirements.map((one) => one.id),
    );
    throw new Refused(
      certificateFaults.fault('002', {
        message: found === undefined ? `${standard.id} has no requirement "${id}"` : `this service does not owe ${standard.id} ${id}`,
        expected: found === undefined ? near.join(' or ') || 'a requirement of the standard' : 'a requirement that the service owes',
        found: id,
        remedy: 'See what is owed with: assay gap report --no-gate',
      }),
    );
  }
  const verdicts = new Map(position.controls.map(({ control, verdict }) => [control.id, verdict]));
  const answers = answersIn(standard)(id);
  const denied = deniedOn(map);
  const judged = judgeRequirement(found, answers, (control) => verdicts.get(control) ?? 'not-owed', denied);
  const instances = instancesOf(position);
  return {
    claim: { kind: 'requirement', standard: standard.id, edition: standard.edition, requirement: id, verdict: judged.verdict, partly: judged.partly },
    answers: answers.edges.map(({ control, relation }) => ({
      control,
      relation,
      at: (position.controls.find((one) => one.control.id === control)?.subjects ?? []).map((one) => {
        instances.key(control, one.subject);
        return one.subject;
      }),
      ...(denied.has(control) && verdicts.get(control) === 'not-owed' ? { denied: true as const } : {}),
    })),
    // Also what is left because the map draws nothing that a part would be about: that follows from the map, which the checker does not read.
    ...(judged.remainder === undefined ? {} : { remainder: judged.remainder }),
    instances: instances.all(),
  };
}

// The checker knows how controls make a requirement's verdict, and nothing of other ways to one.
function direct(standard: Standard, id: string): Refused {
  return new Refused(
    certificateFaults.fault('002', {
      message: `${standard.id} is judged by what tools found and not by controls, and there is no certificate of that`,
      expected: 'a requirement that controls answer',
      found: `${standard.id}:${id}`,
      remedy: 'Prove the entries themselves: assay ledger prove SEQ',
    }),
  );
}

function form(found: string): Refused {
  return new Refused(
    certificateFaults.fault('001', {
      message: `"${found.slice(0, 200)}" is no claim that can be certified`,
      expected: 'a state (video:read:every), landmark:STATE:STEP, CONTROL@SUBJECT, or STANDARD:REQUIREMENT',
      found: found.slice(0, 200),
      remedy: 'See: assay assurance certify --help',
    }),
  );
}
