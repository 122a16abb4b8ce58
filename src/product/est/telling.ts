import type { Json } from '../../core/index.ts';
import type { Telling } from '../device/telling.ts';
import { EST_EVENTS, type EstEvent } from './events.ts';
import type { Proof } from './model.ts';

/** How enrolment is told in the life of a device. */
export const estTelling: Telling = {
  types: EST_EVENTS,
  devices: (type, body) => [eventOf(type, body).device],
  say: (type, body) => sentence(eventOf(type, body)),
};

// Facts of these types have these bodies: nobody else may enter them.
function eventOf(type: string, body: Json): EstEvent {
  return { ...(body as { readonly [key: string]: Json }), type } as unknown as EstEvent;
}

const PROOF: Readonly<Record<Proof, string>> = {
  token: 'a one-time token',
  manufacturer: 'the manufacturer’s certificate',
  'manufacturer-and-token': 'the manufacturer’s certificate and a one-time token',
  credential: 'its own certificate',
  'credential-and-token': 'its own certificate and a one-time token',
};

function sentence(event: EstEvent): string {
  switch (event.type) {
    case 'token.made':
      return `may enrol with a one-time token until ${event.until}`;
    case 'token.used':
      return 'used its one-time token';
    case 'enrolment.asked':
      return `asked for a certificate of profile ${event.profile} by ${PROOF[event.by]}; request ${event.request} waits for a person`;
    case 'enrolment.decided':
      return `had request ${event.request} ${event.approved ? 'approved' : 'declined'}`;
    case 'enrolment.done':
      return `enrolled by ${PROOF[event.by]}`;
    case 'alarm.raised':
      return `alarm ${event.code}: ${event.says}`;
  }
}
