import { waits } from '../../product/approval/model.ts';
import type { House } from '../house.ts';

/** Tells open consoles how many proposals wait. Which, and what they are, each asks for by its own route. */
export function tellWaiting({ hub, proposals, now }: Pick<House, 'hub' | 'proposals' | 'now'>): void {
  hub.publish({ event: 'proposals', data: { waiting: proposals.list().filter((one) => waits(one, now())).length } });
}
