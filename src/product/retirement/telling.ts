import type { Json } from '../../core/index.ts';
import type { Telling } from '../device/telling.ts';
import type { RetirementEvent } from './events.ts';

/** How the end of a device, or of an ownership, is told in its life. */
export const retirementTelling: Telling = {
  types: ['retirement.begun', 'retirement.closed', 'retirement.failed', 'receipt.issued'],
  devices(type, body) {
    const event = eventOf(type, body);
    return event.type === 'receipt.key-made' ? [] : [event.device];
  },
  say: (type, body) => sentence(eventOf(type, body)),
};

function eventOf(type: string, body: Json): RetirementEvent {
  return { ...(body as { readonly [key: string]: Json }), type } as unknown as RetirementEvent;
}

function sentence(event: RetirementEvent): string {
  switch (event.type) {
    case 'retirement.begun': {
      const begins = event.kind === 'retire' ? 'begins to be retired' : 'begins to be passed on';
      return `${begins}: ${event.closers.length} things to carry out elsewhere${event.wipe === 'asked' ? ', and its own receipt to come' : ''}`;
    }
    case 'retirement.closed':
      return `${event.closer} was carried out: ${event.says}`;
    case 'retirement.failed':
      return `${event.closer} failed, and is tried again: ${event.says}`;
    case 'receipt.issued':
      return 'a signed receipt was issued';
    case 'receipt.key-made':
      return 'the key of receipts was made';
  }
}
