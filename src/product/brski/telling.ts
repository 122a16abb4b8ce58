import type { Json } from '../../core/index.ts';
import type { Telling } from '../device/telling.ts';
import { REGISTRAR_EVENTS, type RegistrarEvent } from './events.ts';

/** The steps to its operator, in the life of a device. */
export const brskiTelling: Telling = {
  types: REGISTRAR_EVENTS,
  devices: (_type, body) => [(body as unknown as RegistrarEvent).device],
  say(type, body) {
    const event = { ...(body as { readonly [key: string]: Json }), type } as unknown as RegistrarEvent;
    if (event.type === 'voucher.given')
      return `was vouched for by its manufacturer, as this operator’s (${event.assertion}; voucher ${event.voucher.slice(0, 16)})`;
    if (event.step === 'voucher') return event.ok ? 'accepted its voucher: it is this operator’s' : 'did not accept its voucher';
    return event.ok ? 'said that it has enrolled, and waits for its household' : 'said that it could not enrol';
  },
};
