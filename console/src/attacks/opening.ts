import type { Choices, Paths } from '../../../src/server/attacks/model.ts';
import { effort } from './words.ts';

/** The one sentence that the page opens with: how the cheapest attack gets to the target, or why none does. */
export function opening({ answers }: Paths, { goals }: Pick<Choices, 'goals'>): string {
  const [answer] = answers;
  if (answer === undefined) return 'Nothing was asked.';
  const cheapest = answer.ways[0] === undefined ? undefined : answer.ways[0].story.summary;
  const what = `An attacker who ${answer.title}`;
  switch (answer.reach) {
    case 'proven-reachable': {
      if (cheapest === undefined) return `${what}: a way is proven to be open.`;
      // The cheapest way may rest on what is undecided, while a dearer one is proven: the proven one is told first.
      const proven = answer.ways.find((way) => way.undecided === 0);
      if (proven === answer.ways[0]) return cheapest;
      if (proven !== undefined) return `${proven.story.summary} A cheaper way may be open, at ${effort(answer.ways[0]?.story.days ?? 0)}.`;
      const price = goals.find(({ goal }) => goal === answer.goal)?.provenDays;
      const at = price === undefined ? 'Proven possible' : `Proven possible, for about ${effort(price)}`;
      return `${at}. A cheaper way ${lowered(cheapest)}`;
    }
    case 'undecided':
      return cheapest ?? `May be possible, for evidence is missing: ${lowered(what)}.`;
    case 'proven-closed':
      return `Proven closed: no attacker chosen ${lowered(answer.title)}, even if every undecided step were open.`;
    case 'no-way-known':
      return `No step that Assay knows leads there (${answer.title}). That is a limit of what was analysed, and no proof of safety.`;
  }
}

const lowered = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
