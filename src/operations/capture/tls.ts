import { type Application, Held, type Seen, type Teller, u16 } from './application.ts';
import { certificateNames } from './certificate.ts';
import { type ClientHello, clientHello, type ServerHello, serverHello, versionName } from './hello.ts';

/** A handshake's first flight with its certificates; what is larger is not read. */
const MOST_HANDSHAKE = 64 * 1024;
const MOST_RECORD = 16_384 + 256;
const [HANDSHAKE, ALERT] = [22, 21];
const [CLIENT_HELLO, SERVER_HELLO, CERTIFICATE, DONE] = [1, 2, 11, 14];
const TLS13 = 0x0304;

class Side {
  readonly records = new Held(MOST_HANDSHAKE);
  readonly messages = new Held(MOST_HANDSHAKE);
  over = false;
}

/** The handshake of TLS up to where it is encrypted, told once as Zeek's ssl log. */
export function tls(teller: Teller): Application {
  const sides = { out: new Side(), back: new Side() };
  let asked: ClientHello | undefined;
  let answered: ServerHello | undefined;
  let names: ReturnType<typeof certificateNames>;
  let alert: number | undefined;
  let first: Seen | undefined;
  let told = false;
  teller.service('ssl');

  const tell = (): void => {
    if (told || first === undefined || (asked === undefined && answered === undefined)) return;
    told = true;
    const version = versionName(answered?.version ?? asked?.version ?? 0);
    const fields = {
      version,
      cipher: answered === undefined ? undefined : `0x${answered.cipher.toString(16).padStart(4, '0')}`,
      server_name: asked?.serverName,
      established: answered !== undefined && alert === undefined,
      ja3: asked?.ja3,
      next_protocols: asked === undefined || asked.alpn.length === 0 ? undefined : asked.alpn,
      subject: names?.subject,
      issuer: names?.issuer,
      last_alert: alert,
    };
    teller.tell(
      'ssl',
      'network-activity',
      fields,
      {
        kind: 'tls',
        version,
        ...(asked?.serverName === undefined ? {} : { serverName: asked.serverName }),
        ...(asked === undefined ? {} : { ja3: asked.ja3 }),
        ...(names === undefined ? {} : { subject: names.subject, issuer: names.issuer }),
      },
      first,
    );
  };

  const message = (type: number, body: Uint8Array, seen: Seen): void => {
    if (type === CLIENT_HELLO) {
      asked = clientHello(body);
      if (asked === undefined) teller.weird('tls-malformed', 'a ClientHello whose fields run over its end', seen);
    } else if (type === SERVER_HELLO) {
      answered = serverHello(body);
      if (answered === undefined) teller.weird('tls-malformed', 'a ServerHello whose fields run over its end', seen);
      // What follows is encrypted (RFC 8446 section 2).
      if (answered?.version === TLS13) tell();
    } else if (type === CERTIFICATE) {
      // RFC 5246 section 7.4.2: a length of three bytes for all, one for each.
      const length = ((body[3] ?? 0) << 16) | u16(body, 4);
      if (body.length < 6 + length || length === 0) return;
      names ??= certificateNames(body.subarray(6, 6 + length));
      if (names === undefined) teller.weird('x509-malformed', 'a certificate that cannot be read', seen);
    } else if (type === DONE) tell();
  };

  const messages = (side: Side, seen: Seen): void => {
    for (;;) {
      const { bytes } = side.messages;
      const length = ((bytes[1] ?? 0) << 16) | u16(bytes, 2);
      if (bytes.length < 4 || bytes.length < 4 + length) {
        side.over ||= bytes.length >= 4 && length > MOST_HANDSHAKE;
        return;
      }
      message(bytes[0] ?? 0, bytes.slice(4, 4 + length), seen);
      side.messages.drop(4 + length);
    }
  };

  const record = (side: Side, type: number, body: Uint8Array, seen: Seen): void => {
    if (type === HANDSHAKE) {
      side.over ||= !side.messages.add(body);
      if (!side.over) messages(side, seen);
      return;
    }
    if (type === ALERT && body.length === 2) alert = body[1];
    // The keys change or data goes: nothing more is in the clear.
    side.over = true;
    if (sides.out.over && sides.back.over) tell();
  };

  return {
    data(outward, given, seen) {
      const side = outward ? sides.out : sides.back;
      first ??= seen;
      for (let at = 0; at < given.length && !side.over && !told; at += MOST_RECORD) {
        side.over ||= !side.records.add(given.subarray(at, at + MOST_RECORD));
        while (!side.over && side.records.bytes.length >= 5) {
          const { bytes } = side.records;
          const length = u16(bytes, 3);
          if (bytes[1] !== 3 || length > MOST_RECORD) {
            side.over = true;
            teller.weird('tls-malformed', 'a record of TLS that cannot be', seen);
          } else if (bytes.length < 5 + length) break;
          else {
            side.records.drop(5 + length);
            record(side, bytes[0] ?? 0, bytes.subarray(5, 5 + length), seen);
          }
        }
      }
    },
    gap(outward) {
      (outward ? sides.out : sides.back).over = true;
    },
    over() {
      tell();
    },
  };
}
