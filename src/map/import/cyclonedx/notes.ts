import { type Draft, describe } from '../draft.ts';
import { cut, type Fields, fieldsOf, listOf, textOf, textsOf } from '../foreign.ts';

function found(draft: Draft, ref: string): string | undefined {
  return draft.find('part', ref) ?? draft.find('asset', ref) ?? draft.find('flow', ref) ?? draft.find('zone', ref);
}

/** Vulnerabilities, on what they affect, with the worst rating and the state of their analysis. */
export function vulnerabilities(draft: Draft, list: readonly Fields[]): void {
  for (const vulnerability of list) {
    draft.count('vulnerability');
    const id = textOf(vulnerability['id']) || textOf(vulnerability['bom-ref']) || 'vulnerability';
    const on = listOf(vulnerability['affects']).flatMap((each) => found(draft, textOf(fieldsOf(each)['ref'])) ?? []);
    const severity = textOf(fieldsOf(listOf(vulnerability['ratings'])[0])['severity']);
    const status = textOf(fieldsOf(vulnerability['analysis'])['state']);
    draft.note({
      id: draft.id('note', `vulnerability ${id}`, id),
      kind: 'threat',
      title: cut(id, 1000),
      ...describe(textOf(vulnerability['description'])),
      on: [...new Set(on)],
      ...(status === '' ? {} : { status: cut(status, 60) }),
      ...(severity === '' ? {} : { severity: cut(severity, 60) }),
      origin: draft.origin(id, vulnerability),
    });
    draft.how('vulnerability', 'note (threat)', 'on what it affects, with its first rating and the state of its analysis');
  }
}

/** Annotations: what somebody said of something. */
export function annotations(draft: Draft, list: readonly Fields[]): void {
  for (const annotation of list) {
    draft.count('annotation');
    const text = textOf(annotation['text']);
    const ref = textOf(annotation['bom-ref']);
    draft.note({
      id: draft.id('note', `annotation ${ref}`, 'annotation'),
      kind: 'other',
      title: cut(text.split('\n')[0] || 'Annotation', 1000),
      ...describe(text),
      on: [...new Set(textsOf(annotation['subjects']).flatMap((subject) => found(draft, subject) ?? []))],
      origin: draft.origin(ref, annotation),
    });
    draft.how('annotation', 'note', 'on its subjects');
  }
}
