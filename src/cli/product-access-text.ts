import type { TestRun } from '../product/authorization/cases.ts';
import type { Enforced } from '../product/authorization/enforcement.ts';
import type { Explanation } from '../product/authorization/explain.ts';
import type { Asked } from '../product/authorization/model.ts';
import type { PolicySet } from '../product/authorization/policy-set.ts';
import type { Shadow } from '../product/authorization/record.ts';
import { said, subjectText } from '../product/authorization/words.ts';
import { wrap } from './help.ts';
import { counted, table } from './table.ts';

export function explainText(asked: Asked, told: Explanation): string {
  const lines = [told.allowed ? 'Allowed.' : 'Refused.', ...wrap(told.sentence, 100), ''];
  const detail = (label: string, text: string) => {
    for (const [i, line] of wrap(text, 84).entries()) lines.push(`  ${(i === 0 ? label : '').padEnd(12)}  ${line}`);
  };
  detail(
    'asked',
    `${subjectText(asked.subject)} ${asked.action} device:${asked.on.device}/${asked.on.name}, for ${asked.purpose}, at the ${asked.at}, ${said(asked.moment)}`,
  );
  for (const { id, effect, because } of told.policies)
    detail(effect === 'permit' ? 'permitted by' : 'forbidden by', because === undefined ? id : `${id}: ${because}`);
  for (const { fact, said: words } of told.missing) detail('missing', `${fact}: ${words}`);
  for (const id of told.would) detail('would permit', id);
  if (told.until !== undefined) detail('until', `${said(told.until)}, unless a fact comes first`);
  return lines.join('\n');
}

export function testText({ results, failed, untested }: TestRun, policies: PolicySet): string {
  const own = untested.filter((id) => policies.policies.get(id)?.file !== undefined);
  const shipped = untested.length - own.length;
  const lines = [
    results.length === 0 ? 'There are no tests.' : `${counted(results.length, 'test')}: ${results.length - failed} as expected, ${failed} not.`,
    ...(results.length === 0
      ? []
      : [
          '',
          table(
            ['result', 'expected', 'found', 'test'],
            results.map(({ passed, expected, found, name }) => [passed ? 'ok' : 'FAILED', expected, found, name]),
          ),
        ]),
  ];
  for (const { name, file, sentence, policies: ids, because } of results.filter(({ passed }) => !passed)) {
    lines.push('', `FAILED  ${name}  (${file})`, ...wrap(sentence, 96).map((line) => `  ${line}`));
    lines.push(`  decided by: ${ids.length === 0 ? 'no policy' : ids.join(', ')}${because === undefined ? '' : `; expected because of: ${because}`}`);
  }
  lines.push('', own.length === 0 ? 'Every policy of yours decided in some test.' : `Decided in no test: ${own.join(', ')}.`);
  if (shipped > 0) lines.push(`Of the policies that come with Assay ${counted(shipped, 'policy', 'policies')} decided in none.`);
  return lines.join('\n');
}

export function shadowText({ decisions, changed, changes, share }: Shadow): string {
  const kept = share === 1 ? 'every distinct question was kept' : `one in ${Math.round(1 / share)} distinct questions was kept`;
  const lines = [`Of ${counted(decisions, 'recorded decision')} ${changed} would be decided otherwise (${kept}).`];
  if (changes.length > 0)
    lines.push(
      '',
      table(
        ['times', 'now', 'then', 'who', 'does', 'on'],
        changes.map(({ decided: { count, who, do: action, on }, before, after }) => [count, before, after, who, action, on]),
      ),
    );
  for (const sentence of new Set(changes.map((change) => change.sentence))) lines.push('', ...wrap(sentence, 100));
  return lines.join('\n');
}

export function enforcedText(enforced: readonly Enforced[]): string {
  if (enforced.length === 0) return 'The map has no policies.';
  const lines = enforced.flatMap(({ policy, title, by, parts, gaps }) => {
    const asking = parts.flatMap(({ part, point }) => (point === undefined ? [] : [`${part} (${point})`]));
    return [
      `${policy}: ${title}`,
      ...wrap(`decided by ${by.length === 0 ? 'nothing that is loaded' : by.join(', ')}`, 96).map((line) => `  ${line}`),
      ...(asking.length === 0 ? [] : wrap(`can ask: ${asking.join(', ')}`, 96).map((line) => `  ${line}`)),
      ...gaps.map((gap) => `  GAP  ${gap}`),
      '',
    ];
  });
  return lines.join('\n').trimEnd();
}
