import type { Json } from '../../core/index.ts';
import { DEVICE_EVENTS, type DeviceEvent, type Registration } from './events.ts';

/** How facts of some types are told in the life of a device. Each room gives its own; nothing personal stands in a fact, so nothing personal is told. */
export interface Telling {
  readonly types: readonly string[];
  /** Devices whose life this fact is part of. `holder` gives the device of a certificate's serial number. */
  devices(type: string, body: Json, holder: (serial: string) => string | undefined): readonly string[];
  /** One sentence in plain words, without a full stop, for whoever looks at this device. */
  say(type: string, body: Json, device: string): string;
}

export const deviceTelling: Telling = {
  types: DEVICE_EVENTS,
  devices(type, body, holder) {
    const event = eventOf(type, body);
    if (event.type === 'device.registered') return event.devices.map(({ device }) => device);
    // Whoever revokes a certificate names its number alone.
    const device = event.device ?? (event.type === 'certificate.revoked' ? holder(event.serial) : undefined);
    return device === undefined ? [] : [device];
  },
  say: (type, body, device) => sentence(eventOf(type, body), device),
};

// Facts of these types have these bodies: nobody else may enter them.
function eventOf(type: string, body: Json): DeviceEvent {
  return { ...(body as { readonly [key: string]: Json }), type } as unknown as DeviceEvent;
}

function sentence(event: DeviceEvent, device: string): string {
  switch (event.type) {
    case 'device.registered':
      return registered(
        event.devices.find((one) => one.device === device),
        event.batch,
      );
    case 'device.reported':
      return `says that it runs firmware ${event.firmware}`;
    case 'certificate.issued':
      return `was given certificate ${event.serial} by profile ${event.profile}, good until ${event.notAfter}`;
    case 'credential.used':
      return `used certificate ${event.serial} for the first time; what it had before no longer counts`;
    case 'certificate.revoked':
      return `had certificate ${event.serial} revoked (${event.reason})`;
    case 'ownership.began':
      return `belongs to household ${event.household}`;
    case 'ownership.ended':
      return `no longer belongs to household ${event.household} (${event.because})`;
    case 'device.retired':
      return `was retired for ever: ${event.reason}`;
    case 'wipe.asked':
      return `was told to erase itself (order ${event.order})`;
    case 'wipe.confirmed':
      return `confirmed that it has erased itself, by a receipt signed with certificate ${event.serial}`;
    case 'device.quarantined':
      return `was put in quarantine (order ${event.order})`;
    case 'device.released':
      return `was released from quarantine (order ${event.order})`;
    case 'rotation.asked':
      return `has to renew: certificate ${event.serial} was told to give way (order ${event.order})`;
    case 'rotation.waived':
      return `need not renew: certificate ${event.serial} may stay (order ${event.order})`;
  }
}

function registered(one: Registration | undefined, batch: { readonly part: number; readonly of: number } | undefined): string {
  const said = [
    ...(one?.gateway === undefined ? [] : [`behind gateway ${one.gateway}`]),
    ...(one?.predecessor === undefined ? [] : [`refurbished from ${one.predecessor}`]),
    ...(batch === undefined ? [] : [`part ${batch.part + 1} of ${batch.of} of a batch`]),
  ];
  return `was registered as a ${one?.product ?? 'device'}${said.length === 0 ? '' : ` (${said.join(', ')})`}`;
}
