import type { Json } from '../../../core/index.ts';
import type { Draft } from '../draft.ts';
import { describe } from '../draft.ts';
import { cut, type Fields, fieldsOf, textOf, textsOf, without } from '../foreign.ts';

/** What Threagile records about a model and not in it: risks, decisions on them, questions, abuse cases, requirements. */
export function notes(draft: Draft, fields: Fields): void {
  risks(draft, fields);
  decisions(draft, fields);
  for (const [question, answer] of entries(fields, 'questions')) {
    draft.count('question');
    note(draft, 'question', question, textOf(answer), { status: textOf(answer) === '' ? 'unanswered' : 'answered', source: { [question]: answer } });
  }
  for (const [name, description] of entries(fields, 'abuse_cases')) {
    draft.count('abuse case');
    note(draft, 'threat', name, textOf(description), { source: { [name]: description } });
  }
  for (const [name, description] of entries(fields, 'security_requirements')) {
    draft.count('security requirement');
    note(draft, 'other', name, textOf(description), { source: { [name]: description } });
  }
  draft.how('question, abuse case, security requirement', 'note', 'kept with their text; an empty answer is "unanswered"');
}

function entries(fields: Fields, key: string): readonly (readonly [string, Json])[] {
  return Object.entries(fieldsOf(fields[key])) as [string, Json][];
}

interface Rest {
  readonly on?: string[];
  readonly status?: string;
  readonly severity?: string;
  readonly source: Fields;
}

function note(draft: Draft, kind: 'threat' | 'question' | 'risk-decision' | 'other', title: string, description: string, rest: Rest): void {
  draft.note({
    id: draft.id('note', `${kind} ${title}`),
    kind,
    title: cut(title, 1000),
    ...describe(description),
    ...(rest.on === undefined ? {} : { on: rest.on }),
    ...(rest.status === undefined || rest.status === '' ? {} : { status: cut(rest.status, 60) }),
    ...(rest.severity === undefined || rest.severity === '' ? {} : { severity: cut(rest.severity, 60) }),
    origin: draft.origin(title, rest.source),
  });
}

function risks(draft: Draft, fields: Fields): void {
  for (const [name, value] of entries(fields, 'individual_risk_categories')) {
    const category = fieldsOf(value);
    const identified = entries(category, 'risks_identified');
    draft.count('individual risk category');
    note(draft, 'threat', name, textOf(category['description']), { source: without(category, ...(identified.length > 0 ? ['risks_identified'] : [])) });
    for (const [title, found] of identified) {
      draft.count('individual risk');
      const risk = fieldsOf(found);
      const on = [
        ...['most_relevant_technical_asset', 'most_relevant_shared_runtime'].map(
          (key) => draft.find('part', textOf(risk[key])) ?? draft.find('link', textOf(risk[key])),
        ),
        draft.find('asset', textOf(risk['most_relevant_data_asset'])),
        draft.find('zone', textOf(risk['most_relevant_trust_boundary'])),
        ...textsOf(risk['data_breach_technical_assets']).map((id) => draft.find('part', id)),
      ];
      note(draft, 'threat', title.replace(/<\/?[a-z]+>/g, ''), textOf(category['description']), {
        on: [...new Set(on.filter((id) => id !== undefined))],
        severity: textOf(risk['severity']),
        source: { [title]: found },
      });
    }
  }
  draft.how('individual risk category, individual risk', 'note (threat)', 'on the assets and boundaries they name');
}

function decisions(draft: Draft, fields: Fields): void {
  for (const [risk, value] of entries(fields, 'risk_tracking')) {
    draft.count('risk tracking entry');
    const decision = fieldsOf(value);
    const on = risk.split('@').map((id) => draft.find('part', id) ?? draft.find('asset', id) ?? draft.find('zone', id));
    note(draft, 'risk-decision', risk, textOf(decision['justification']), {
      on: [...new Set(on.filter((id) => id !== undefined))],
      status: textOf(decision['status']),
      source: { [risk]: value },
    });
  }
  draft.how('risk tracking entry', 'note (risk-decision)', 'with its status, on the assets that the risk id names; a decision is never evidence');
}
