import { SERVICE_QUESTIONS } from '../services/questions.ts';
import type { Question } from './question.ts';

/** Every question that a worker answers, by rooms. */
export const QUESTIONS: ReadonlyMap<string, Question<never, unknown>> = new Map([...SERVICE_QUESTIONS].map((one) => [one.name, one]));
