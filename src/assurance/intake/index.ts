/**
 * Taking evidence in from what other tools wrote: the one way that the command line and the server go. Which format says what is in
 * ../../evidence/import; reading files, keeping them and appending belong to whoever calls.
 */
export { ALL_IMPORTERS, type Entering, entering, type GivenFile, type Intake, type IntakeAsked, type TakenIn, takeIn } from './intake.ts';
export { type SubjectWords, subjectWords } from './words.ts';
