import { crosswalkOf } from '../assurance/crosswalk/index.ts';
import { directlyLeft } from '../assurance/directly.ts';
import { answersIn } from '../assurance/edition.ts';
import { standardFaults } from '../assurance/imported/faults.ts';
import type { Requirement, Standard } from '../assurance/model.ts';
import type { RequirementDetail } from '../assurance/oscal/standard.ts';
import { nearest, Refused } from '../core/index.ts';
import type { Outcome } from './command.ts';
import { wrap } from './help.ts';

/** The requirement by its id, or by what the standard prints for it, large and small letters alike. Throws `Refused` (ASSAY-STANDARD-007). */
export function requirementOf(standard: Standard, asked: string): Requirement {
  const same = (text: string | undefined) => text !== undefined && text.toLowerCase() === asked.toLowerCase();
  const found = standard.requirements.find((one) => one.id === asked) ?? standard.requirements.find((one) => same(one.id) || same(one.label));
  if (found !== undefined) return found;
  const near = nearest(
    asked,
    standard.requirements.map((one) => one.id),
  );
  throw new Refused(
    standardFaults.fault('007', {
      message: `${standard.id} ${standard.edition} has no requirement "${asked}"`,
      expected: near.length > 0 ? near.join(' or ') : 'one of its ids',
      found: asked,
      remedy: `List them with: assay standards show ${standard.id}`,
    }),
  );
}

const PLAIN = {
  'equal-to': 'is equal to it',
  'equivalent-to': 'is equivalent to it',
  'subset-of': 'answers a part of it',
  'superset-of': 'answers it and asks more',
  'intersects-with': 'intersects with it',
} as const;

/** One requirement, whole. */
export function describeRequirement(standard: Standard, requirement: Requirement, detail: RequirementDetail | undefined): Outcome {
  const { edges, remainder: unanswered } = answersIn(standard)(requirement.id);
  const remainder = unanswered ?? directlyLeft(standard.id, requirement.id);
  const directly = crosswalkOf(standard.id)?.directly;
  const levels = [...(requirement.level === undefined ? [] : [requirement.level]), ...(requirement.levels ?? [])];
  const params = (detail?.params ?? []).map((param) => {
    const values = param.values.length > 0 ? param.values.join(', ') : (param.select?.choice.join(' or ') ?? 'not set');
    return `${param.id}${param.label === undefined ? '' : ` (${param.label})`}: ${values}`;
  });
  const lines = [
    `${standard.id} ${requirement.id}${requirement.label === undefined ? '' : ` (${requirement.label})`}: ${requirement.title}`,
    [
      `Group ${requirement.group === '' ? 'none' : requirement.group}`,
      ...(levels.length === 0 ? [] : [`level ${levels.join(', ')}`]),
      `edition ${standard.edition}`,
    ].join('; '),
    ...(requirement.withdrawn === undefined
      ? []
      : [
          `Withdrawn: ${requirement.withdrawn.reason}${requirement.withdrawn.replacedBy === undefined ? '' : ` In its place: ${requirement.withdrawn.replacedBy.join(', ')}.`}`,
        ]),
    ...(requirement.note === undefined ? [] : [requirement.note]),
    ...(directly === undefined ? [] : [directly]),
  ];
  const answers = edges.flatMap(({ control, relation, reason }) =>
    wrap(`${control} ${PLAIN[relation]}: ${reason}`, 96).map((line, i) => (i === 0 ? `  ${line}` : `    ${line}`)),
  );
  const text = [
    ...lines.flatMap((line) => wrap(line, 100)),
    ...(detail?.statement === undefined ? [] : ['', ...statementLines(detail)]),
    ...(params.length === 0 ? [] : ['', 'Parameters:', ...params.flatMap((line) => wrap(line, 96).map((one) => `  ${one}`))]),
    '',
    ...(answers.length === 0 ? ['No control answers it.'] : ['Answered by:', ...answers]),
    ...(remainder === undefined ? [] : wrap(`Left: ${remainder}`, 100)),
  ];
  return {
    json: {
      standard: standard.id,
      edition: standard.edition,
      requirement,
      ...(detail === undefined ? {} : { detail }),
      answers: edges.map(({ control, relation, reason }) => ({ control, relation, reason })),
      ...(remainder === undefined ? {} : { remainder }),
    },
    text: text.join('\n'),
    code: 0,
  };
}

/** The statement with its own indents, and parameters by their label where the text names them by id. */
function statementLines({ statement = '', params = [] }: RequirementDetail): readonly string[] {
  const labels = new Map(params.map((param) => [param.id, param.values.join(', ') || (param.label ?? param.id)]));
  const plain = statement.replace(/\{\{ *insert: *param, *([^ }]+) *\}\}/g, (_, id: string) => `[${labels.get(id) ?? id}]`);
  return plain.split('\n').flatMap((line) => {
    const indent = /^ */.exec(line)?.[0] ?? '';
    return wrap(line.trim(), 96 - indent.length).map((one) => `  ${indent}${one}`);
  });
}
