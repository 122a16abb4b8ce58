import { type Application, Held, type Seen, type Teller, u16 } from './application.ts';

// MODBUS Application Protocol 1.1b3, section 6.
const FUNCTIONS = new Map([
  [1, 'READ_COILS'],
  [2, 'READ_DISCRETE_INPUTS'],
  [3, 'READ_HOLDING_REGISTERS'],
  [4, 'READ_INPUT_REGISTERS'],
  [5, 'WRITE_SINGLE_COIL'],
  [6, 'WRITE_SINGLE_REGISTER'],
  [7, 'READ_EXCEPTION_STATUS'],
  [8, 'DIAGNOSTICS'],
  [11, 'GET_COMM_EVENT_COUNTER'],
  [12, 'GET_COMM_EVENT_LOG'],
  [15, 'WRITE_MULTIPLE_COILS'],
  [16, 'WRITE_MULTIPLE_REGISTERS'],
  [17, 'REPORT_SLAVE_ID'],
  [20, 'READ_FILE_RECORD'],
  [21, 'WRITE_FILE_RECORD'],
  [22, 'MASK_WRITE_REGISTER'],
  [23, 'READ_WRITE_MULTIPLE_REGISTERS'],
  [24, 'READ_FIFO_QUEUE'],
  [43, 'ENCAP_INTERFACE_TRANSPORT'],
]);
const EXCEPTIONS = [
  '',
  'ILLEGAL_FUNCTION',
  'ILLEGAL_DATA_ADDRESS',
  'ILLEGAL_DATA_VALUE',
  'SLAVE_DEVICE_FAILURE',
  'ACKNOWLEDGE',
  'SLAVE_DEVICE_BUSY',
  'NEGATIVE_ACKNOWLEDGE',
  'MEMORY_PARITY_ERROR',
];
/** 253 bytes and a head of seven; twice, for what comes in one segment. */
const MOST_HELD = 64 * 1024;

/** Modbus over TCP: each request and each refusal by its function, as Zeek's modbus log. */
export function modbus(teller: Teller): Application {
  const sides = { out: new Held(MOST_HELD), back: new Held(MOST_HELD) };
  let lost = false;
  teller.service('modbus');

  const message = (bytes: Uint8Array, outward: boolean, seen: Seen): void => {
    const code = bytes[7] ?? 0;
    const exception = (code & 0x80) !== 0;
    const func = FUNCTIONS.get(code & 0x7f) ?? `unknown-${code & 0x7f}`;
    const fields = {
      tid: u16(bytes, 0),
      unit: bytes[6],
      func: exception ? `${func}_EXCEPTION` : func,
      pdu_type: outward ? 'REQ' : 'RESP',
      exception: exception ? (EXCEPTIONS[bytes[8] ?? 0] ?? `unknown-${bytes[8] ?? 0}`) : undefined,
    };
    if (outward || exception) teller.tell('modbus', 'network-activity', fields, undefined, seen);
  };

  return {
    data(outward, given, seen) {
      const side = outward ? sides.out : sides.back;
      for (let at = 0; at < given.length && !lost; at += MOST_HELD / 2) {
        lost ||= !side.add(given.subarray(at, at + MOST_HELD / 2));
        while (!lost && side.bytes.length >= 8) {
          const length = u16(side.bytes, 4);
          if (u16(side.bytes, 2) !== 0 || length < 2 || length > 260) {
            lost = true;
            teller.weird('modbus-malformed', 'a head of Modbus that cannot be', seen);
          } else if (side.bytes.length < 6 + length) break;
          else {
            message(side.bytes.slice(0, 6 + length), outward, seen);
            side.drop(6 + length);
          }
        }
      }
    },
    gap() {
      lost = true;
    },
    over() {
      lost = true;
    },
  };
}
