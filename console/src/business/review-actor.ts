import type { ActorShown } from '../../../src/server/business/review-model.ts';

/** A role by its name; a person by theirs, for whoever may see it; else that it is somebody. */
export function actorName({ id, name, self }: ActorShown): string {
  if (self) return name === undefined ? 'you' : `${name} (you)`;
  return name ?? (id.startsWith('p_') ? 'somebody of the office' : id);
}
