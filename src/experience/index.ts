/**
 * The security user experience: what people do, heed, switch off or work round, counted from facts that the other layers enter, and the words that end users read.
 * What is entered about a person, and whatever opens a door, belongs in product/; pages belong in server/ and console/; what is judged of it, in assurance/.
 */

export { FLOWS, flowCounts } from './flows.ts';
export { DE } from './language/de.ts';
export { EN } from './language/en.ts';
export { LANGUAGES, type Language, languageOf, refusedWords, said, type WordKey, type Words } from './language/words.ts';
