import { STANDARDS } from '../../assurance/standards/index.ts';
import { reading } from '../judge/question.ts';
import { checkedAnswer, readText, usable } from './checked.ts';
import { importedAnswer } from './imported.ts';
import type { ModelFormat } from './model.ts';

// Texts of up to many megabytes, of whoever may look: read beside the main thread, so that none of them delays a sign-in.

const SHIPPED: readonly string[] = STANDARDS.map(({ id }) => id);

/** Whether a text is a map, as an answer. */
export const checkedReading = reading('map.check', ({ text, file }: { readonly text: string; readonly file: string }) =>
  checkedAnswer(readText(text, file, SHIPPED)),
);

interface Model {
  readonly text: string;
  readonly file: string;
  readonly format: ModelFormat | 'assay' | undefined;
}

/** What would come of another tool's model, as an answer. */
export const importedReading = reading('map.import', ({ text, file, format }: Model) => importedAnswer(text, file, format, SHIPPED));

/** The map of a text. `standards`: ids that the service can owe, those that are shipped when absent. Throws `Refused` with everything that is wrong with it. */
export const usableReading = reading(
  'map.usable',
  ({ text, file, standards }: { readonly text: string; readonly file: string; readonly standards?: readonly string[] }) =>
    usable(text, file, standards ?? SHIPPED),
);

export const MAP_READINGS = [checkedReading, importedReading, usableReading];
