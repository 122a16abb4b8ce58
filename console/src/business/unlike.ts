import type { ReachedShown, WayFromShown } from '../../../src/server/business/model.ts';

type Answer = ReachedShown['answers'][number];

const sentencesOf = ({ story }: WayFromShown): readonly string[] => story.hops.map(({ sentence }) => sentence);

/** In words where the sentences of the ways differ, else by the id of the step: that one way is of all and another of some is said in no sentence. */
export type Unlike = { readonly sentence: string } | { readonly step: string };

/**
 * Of ways that are summed up in the same words, a step of each that its likes do not take: of those the one that tells it from most of them. Undefined where a way
 * is like no other, and where it takes no step that the others do not.
 */
export function unlike(ways: readonly WayFromShown[], inShort: (way: WayFromShown) => string): readonly (Unlike | undefined)[] {
  return ways.map((way) => {
    const others = ways.filter((other) => other !== way && inShort(other) === inShort(way));
    const sentence = rarest(sentencesOf(way), others.map(sentencesOf));
    if (sentence !== undefined) return { sentence };
    const alike = others.filter((other) => sentencesOf(other).join('\n') === sentencesOf(way).join('\n'));
    const step = rarest(
      way.steps,
      alike.map(({ steps }) => steps),
    );
    return step === undefined ? undefined : { step };
  });
}

/** What most of the others do not have; the first of several. */
function rarest(own: readonly string[], others: readonly (readonly string[])[]): string | undefined {
  let best: { readonly one: string; readonly from: number } | undefined;
  for (const one of own) {
    const from = others.filter((other) => !other.includes(one)).length;
    if (from > (best?.from ?? 0)) best = { one, from };
  }
  return best?.one;
}

/** The first answer that has the very same ways, where that is another one: of many and of one of them they are often the same. */
export function waysOfAnother(answer: Answer, answers: readonly Answer[]): Answer | undefined {
  if (answer.ways.length === 0) return undefined;
  const same = answers.find((other) => told(other) === told(answer));
  return same === answer ? undefined : same;
}

const told = ({ ways, direct }: Answer): string => JSON.stringify([ways.map(sentencesOf), direct === undefined ? [] : sentencesOf(direct)]);
