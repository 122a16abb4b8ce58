import { ipv4Text, macText } from '../event/address.ts';
import { latinText, type Seen, type Teller, u16 } from './application.ts';

// RFC 2132 section 9.6.
const MESSAGES = ['', 'DISCOVER', 'OFFER', 'REQUEST', 'DECLINE', 'ACK', 'NAK', 'RELEASE', 'INFORM'];
const COOKIE = 0x6382;
const NOBODY = '0.0.0.0';

function printable(bytes: Uint8Array): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what is no text is dropped here.
  return latinText(bytes).replace(/[\u0000-\u001f\u007f]/g, '');
}

/** DHCP for IPv4 (RFC 2131): each message as Zeek's dhcp log, with the address of its manufacturer's usage description (RFC 8520 section 10) where it bears one. */
export function dhcp(bytes: Uint8Array, seen: Seen, teller: Teller) {
  teller.service('dhcp');
  if (bytes.length < 240 || u16(bytes, 236) !== COOKIE || u16(bytes, 238) !== 0x5363)
    return teller.weird('dhcp-malformed', 'a message of DHCP that is cut or without its mark', seen);
  let [message, host, requested, vendor, mud]: (string | undefined)[] = [];
  for (let at = 240; at + 2 <= bytes.length && bytes[at] !== 255; ) {
    if (bytes[at] === 0) {
      at += 1;
      continue;
    }
    const length = bytes[at + 1] ?? 0;
    const value = bytes.subarray(at + 2, at + 2 + length);
    switch (bytes[at]) {
      case 53:
        message = MESSAGES[value[0] ?? 0];
        break;
      case 12:
        host = printable(value);
        break;
      case 50:
        requested = value.length === 4 ? ipv4Text(value, 0) : undefined;
        break;
      case 60:
        vendor = printable(value);
        break;
      case 161:
        mud = printable(value);
        break;
    }
    at += 2 + length;
  }
  const mac = bytes[1] === 1 && bytes[2] === 6 ? macText(bytes, 28) : undefined;
  const yours = ipv4Text(bytes, 16);
  const assigned = yours === NOBODY ? undefined : yours;
  const kind = message ?? (bytes[0] === 1 ? 'BOOTREQUEST' : 'BOOTREPLY');
  const fields = {
    mac,
    host_name: host,
    requested_addr: requested,
    assigned_addr: assigned,
    client_addr: ipv4Text(bytes, 12),
    msg_types: [kind],
    vendor_class: vendor,
    mud_url: mud,
  };
  teller.tell(
    'dhcp',
    'dhcp-activity',
    fields,
    {
      kind: 'dhcp',
      message: kind.toLowerCase(),
      ...(mac === undefined ? {} : { mac }),
      ...(assigned === undefined ? {} : { assigned }),
      ...(host === undefined ? {} : { hostName: host }),
    },
    seen,
    host,
  );
}
