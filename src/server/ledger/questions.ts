import { question } from '../judge/question.ts';
import { type Search, searchEntries } from './search.ts';

/** Entries that one search looks at, in the judge's thread. */
const MOST = 20_000;

export const entriesQuestion = question('ledger.entries', (desk, search: Search) => searchEntries(desk.ledger, search, MOST));

export const LEDGER_QUESTIONS = [entriesQuestion];
