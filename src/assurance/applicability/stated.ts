import type { FactKey } from '../../map/facts.ts';
import type { Part, ServiceMap } from '../../map/model.ts';
import { type Answer, anyOf } from './answer.ts';

type Facts = NonNullable<Part['facts']>;

function said(facts: Facts | undefined, fact: FactKey): boolean | undefined {
  const value = facts?.[fact];
  return typeof value === 'boolean' ? value : undefined;
}

/** What is stated of one part: by each of its variants, else by the part, else for the service as a whole. */
export function stated(map: ServiceMap, part: Part, fact: FactKey): Answer {
  const ofPart = said(part.facts, fact);
  const ofService = said(map.service.facts, fact);
  const members = part.variants !== undefined && part.variants.length > 0 ? part.variants : [undefined];
  return anyOf(
    members.map((variant): Answer => {
      const ofVariant = said(variant?.facts, fact);
      if (variant !== undefined && ofVariant !== undefined) return answer(ofVariant, `${part.id}/${variant.id}`);
      if (ofPart !== undefined) return answer(ofPart, part.id);
      if (ofService !== undefined) return answer(ofService, map.service.id);
      return { value: 'unknown', decidedBy: [variant === undefined ? part.id : `${part.id}/${variant.id}`] };
    }),
  );
}

function answer(value: boolean, by: string): Answer {
  return { value: value ? 'yes' : 'no', decidedBy: [by] };
}
