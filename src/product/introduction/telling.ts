import type { Json } from '../../core/index.ts';
import type { Telling } from '../device/telling.ts';
import { INTRODUCTION_EVENTS, type IntroductionEvent } from './events.ts';

/** How introductions are told in the life of a device. */
export const introductionTelling: Telling = {
  types: INTRODUCTION_EVENTS,
  devices: (type, body) => [eventOf(type, body).device],
  say: (type, body) => sentence(eventOf(type, body)),
};

// Facts of these types have these bodies: nobody else may enter them.
function eventOf(type: string, body: Json): IntroductionEvent {
  return { ...(body as { readonly [key: string]: Json }), type } as unknown as IntroductionEvent;
}

const seconds = (ms: number) => `${Math.round(ms / 1000)} s`;

function sentence(event: IntroductionEvent): string {
  switch (event.type) {
    case 'introduction.begun':
      return `may be introduced to a household until ${event.until}`;
    case 'introduction.scanned':
      return `had its code shown by household ${event.household}, after ${seconds(event.after)}`;
    case 'introduction.presence':
      return `confirmed that somebody is at it, after ${seconds(event.after)}`;
    case 'introduction.completed':
      return `was introduced to household ${event.household}, after ${seconds(event.after)}`;
    case 'introduction.abandoned':
      return `was not introduced: ${event.because}, ${event.step === 'both' ? 'with nothing done' : `before the ${event.step}`}`;
  }
}
