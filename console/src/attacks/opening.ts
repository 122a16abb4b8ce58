import type { Choices, Paths } from '../../../src/server/attacks/model.ts';
import { titled } from './words.ts';

/** The one sentence that the page opens with: how the cheapest attack gets to the target, or why none does. */
export function opening({ answers }: Paths, controls: Choices['controls']): string {
  const [answer] = answers;
  if (answer === undefined) return 'Nothing was asked.';
  const cheapest = answer.ways[0] === undefined ? undefined : titled(answer.ways[0].story.summary, controls);
  const what = `An attacker who ${answer.title}`;
  switch (answer.reach) {
    case 'proven-reachable':
      return cheapest ?? `${what}: a way is proven to be open.`;
    case 'undecided':
      return `May be possible, for evidence is missing: ${lowered(cheapest ?? `${what}.`)}`;
    case 'proven-closed':
      return `Nobody chosen gets there: ${lowered(answer.title)} is proven closed, even if every undecided step were open.`;
    case 'no-way-known':
      return `No step that Assay knows leads there (${answer.title}). That is a limit of what was analysed, and no proof of safety.`;
  }
}

const lowered = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
