import { Instant } from '../../core/index.ts';
import { freshness } from '../../evidence/freshness.ts';
import { question } from '../judge/question.ts';

/** What the list of services shows of one: cheap, so that it can be asked of all of them. */
export const outlineQuestion = question('service.outline', (desk, { at }: { readonly at?: number }) => {
  const { folded, map } = desk;
  const moment = at === undefined ? desk.now() : Instant.of(at);
  return {
    id: map?.service.id ?? null,
    title: map?.service.name ?? null,
    mapDigest: folded.maps.at(-1) ?? null,
    parts: map?.parts.length ?? 0,
    evidence: folded.evidence.length,
    fresh: folded.evidence.filter((one) => freshness(one, moment) === 'fresh').length,
    lastSeen: folded.evidence.reduce<string | null>((last, one) => (last === null || one.observedAt > last ? one.observedAt : last), null),
    head: folded.head,
  };
});

export const SERVICE_QUESTIONS = [outlineQuestion];
