import { ATTACK_QUESTIONS } from '../attacks/questions.ts';
import { BUSINESS_QUESTIONS } from '../business/questions.ts';
import { DEVELOPMENT_QUESTIONS } from '../development/questions.ts';
import { EVIDENCE_QUESTIONS } from '../evidence/questions.ts';
import { GAPS_QUESTIONS } from '../gaps/questions.ts';
import { LEDGER_QUESTIONS } from '../ledger/questions.ts';
import { LIVE_QUESTIONS } from '../live/pulse.ts';
import { MAP_QUESTIONS } from '../map/questions.ts';
import { INCIDENT_QUESTIONS } from '../operations/incident-questions.ts';
import { POSITION_QUESTIONS } from '../position/questions.ts';
import { REPORTS_QUESTIONS } from '../reports/questions.ts';
import { SERVICE_QUESTIONS } from '../services/questions.ts';
import { STANDARD_QUESTIONS } from '../standards/questions.ts';
import type { Question } from './question.ts';

/** Every question that a worker answers, by rooms. */
export const QUESTIONS: ReadonlyMap<string, Question<never, unknown>> = new Map(
  [
    ...LIVE_QUESTIONS,
    ...ATTACK_QUESTIONS,
    ...BUSINESS_QUESTIONS,
    ...DEVELOPMENT_QUESTIONS,
    ...SERVICE_QUESTIONS,
    ...STANDARD_QUESTIONS,
    ...LEDGER_QUESTIONS,
    ...EVIDENCE_QUESTIONS,
    ...MAP_QUESTIONS,
    ...INCIDENT_QUESTIONS,
    ...POSITION_QUESTIONS,
    ...GAPS_QUESTIONS,
    ...REPORTS_QUESTIONS,
  ].map((one) => [one.name, one]),
);
