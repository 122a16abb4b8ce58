import { type Application, Held, type Seen, type Teller, u16, utf8Text } from './application.ts';

/** The largest packet of which more than the head is read; a longer one's payload is passed over. */
const MOST_HELD = 64 * 1024;
const MOST_TOPICS = 32;
const MOST_PENDING = 64;

const [CONNECT, CONNACK, PUBLISH, PUBACK, PUBREC, PUBREL, PUBCOMP, SUBSCRIBE, SUBACK, UNSUBSCRIBE, UNSUBACK] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
const DISCONNECT = 14;
const AUTH = 15;
const QOS = ['at most once', 'at least once', 'exactly once'];
const STATUS = [
  'Connection Accepted',
  'Unacceptable protocol version',
  'Identifier rejected',
  'Server unavailable',
  'Bad user name or password',
  'Not authorized',
];

/** A length of one to four bytes, seven bits each (MQTT 3.1.1 section 2.2.3). `undefined` while bytes are missing, `broken` where it is none. */
function lengthAt(bytes: Uint8Array, at: number): { readonly value: number; readonly next: number } | 'broken' | undefined {
  let value = 0;
  for (let i = 0; i < 4; i += 1) {
    const byte = bytes[at + i];
    if (byte === undefined) return undefined;
    value += (byte & 0x7f) * 128 ** i;
    if ((byte & 0x80) === 0) return { value, next: at + i + 1 };
  }
  return 'broken';
}

/** Reads the fields of one packet; what runs over its end makes it malformed. */
class Fields {
  at = 0;
  broken = false;
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  byte(): number {
    return this.take(1)[0] ?? 0;
  }

  word(): number {
    return u16(this.take(2), 0);
  }

  text(): string {
    return utf8Text(this.binary());
  }

  binary(): Uint8Array {
    return this.take(this.word());
  }

  /** Properties of MQTT 5 (section 2.2.2), passed over. */
  properties() {
    const length = lengthAt(this.bytes, this.at);
    if (length === undefined || length === 'broken') {
      this.broken = true;
      return;
    }
    this.at = length.next;
    this.take(length.value);
  }

  private take(count: number): Uint8Array {
    if (this.left < count) {
      this.broken = true;
      this.at = this.bytes.length;
      return new Uint8Array(0);
    }
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }
}

interface Side {
  readonly held: Held;
  /** Bytes of a payload still to pass over. */
  skip: number;
}

/** MQTT 3.1, 3.1.1 and 5, told as Zeek's logs mqtt_connect, mqtt_publish and mqtt_subscribe; passwords and payloads are not kept. What the standard does not allow is told by name. */
export function mqtt(teller: Teller): Application {
  const sides = { out: { held: new Held(MOST_HELD + 16), skip: 0 } as Side, back: { held: new Held(MOST_HELD + 16), skip: 0 } as Side };
  let version = 0;
  let lost = false;
  let introduced = false;
  let client: string | undefined;
  let user: string | undefined;
  let connecting: { readonly fields: Record<string, unknown>; readonly seen: Seen } | undefined;
  const asked = new Map<
    number,
    { readonly act: 'subscribe' | 'unsubscribe'; readonly topics: readonly string[]; readonly qos: readonly number[]; readonly seen: Seen }
  >();
  teller.service('mqtt');

  const who = (): { clientId?: string; user?: string } => ({ ...(client === undefined ? {} : { clientId: client }), ...(user === undefined ? {} : { user }) });

  const connected = (code: number | undefined) => {
    if (connecting === undefined) return;
    const { fields, seen } = connecting;
    connecting = undefined;
    const status = code === undefined ? undefined : code === 0 ? STATUS[0] : (STATUS[code] ?? `Reason code ${code}`);
    teller.tell(
      'mqtt_connect',
      'application-lifecycle',
      { ...fields, connect_status: status },
      { kind: 'mqtt', act: 'connect', ...who(), ...(code === undefined ? {} : { accepted: code === 0 }) },
      seen,
      client,
    );
  };

  const subscribed = (id: number, granted: readonly number[] | undefined) => {
    const said = asked.get(id);
    if (said === undefined) return;
    asked.delete(id);
    const { act, topics, qos, seen } = said;
    topics.forEach((topic, i) => {
      const code = granted?.[i];
      const accepted = granted === undefined ? undefined : code === undefined || code < 0x80;
      const fields = {
        action: `MQTT::${act.toUpperCase()}`,
        topics: [topic],
        qos_levels: act === 'subscribe' ? [qos[i]] : undefined,
        granted_qos_level: code,
        ack: granted !== undefined,
      };
      teller.tell(
        'mqtt_subscribe',
        'application-lifecycle',
        fields,
        { kind: 'mqtt', act, ...who(), topic, ...(accepted === undefined ? {} : { accepted }) },
        seen,
        client,
      );
    });
  };

  const connect = (fields: Fields, seen: Seen) => {
    if (introduced) teller.weird('mqtt-double-connect', 'a second CONNECT on one connection', seen);
    const name = fields.text();
    version = fields.byte();
    const flags = fields.byte();
    const keepAlive = fields.word();
    if (version === 5) fields.properties();
    client = fields.text();
    const will = (flags & 4) !== 0;
    let willTopic: string | undefined;
    if (will) {
      if (version === 5) fields.properties();
      willTopic = fields.text();
      fields.binary();
    }
    user = (flags & 0x80) === 0 ? undefined : fields.text();
    if ((flags & 0x40) !== 0) fields.binary();
    introduced = true;
    if (fields.broken) return teller.weird('mqtt-malformed', 'a CONNECT whose fields run over its end', seen);
    const proto = version === 5 ? '5.0' : version === 4 ? '3.1.1' : version === 3 ? '3.1' : String(version);
    connected(undefined);
    connecting = {
      seen,
      fields: {
        proto_name: name,
        proto_version: proto,
        client_id: client,
        username: user,
        has_password: (flags & 0x40) !== 0,
        clean_session: (flags & 2) !== 0,
        keep_alive: keepAlive,
        will_topic: willTopic,
      },
    };
  };

  const publish = (flags: number, fields: Fields, length: number, outward: boolean, seen: Seen) => {
    const qos = (flags >> 1) & 3;
    if (qos === 3) return teller.weird('mqtt-invalid-qos', 'a PUBLISH of QoS 3', seen);
    const topic = fields.text();
    if (qos > 0) fields.word();
    if (version === 5) fields.properties();
    if (fields.broken) return teller.weird('mqtt-malformed', 'a PUBLISH whose fields run over its end', seen);
    teller.tell(
      'mqtt_publish',
      'application-lifecycle',
      { from_client: outward, retain: (flags & 1) !== 0, qos: QOS[qos], topic, payload_len: Math.max(0, length - fields.at) },
      { kind: 'mqtt', act: 'publish', ...who(), topic },
      seen,
      client,
    );
  };

  const subscribe = (type: number, fields: Fields, seen: Seen) => {
    const id = fields.word();
    if (version === 5) fields.properties();
    const topics: string[] = [];
    const qos: number[] = [];
    while (fields.left > 0 && !fields.broken && topics.length < MOST_TOPICS) {
      topics.push(fields.text());
      if (type === SUBSCRIBE) qos.push(fields.byte() & 3);
    }
    if (fields.broken || topics.length === 0) return teller.weird('mqtt-malformed', 'a SUBSCRIBE or UNSUBSCRIBE whose fields run over its end', seen);
    for (const [oldest] of asked) if (asked.size >= MOST_PENDING) subscribed(oldest, undefined);
    asked.set(id, { act: type === SUBSCRIBE ? 'subscribe' : 'unsubscribe', topics, qos, seen });
  };

  const acknowledged = (fields: Fields) => {
    const id = fields.word();
    if (version === 5) fields.properties();
    const granted: number[] = [];
    while (fields.left > 0 && granted.length < MOST_TOPICS) granted.push(fields.byte());
    subscribed(id, granted);
  };

  /** One packet: its head's two parts, and as much of the rest as is held. `length`: of the rest as it was sent. */
  const packet = (head: number, body: Uint8Array, length: number, outward: boolean, seen: Seen) => {
    const type = head >> 4;
    const fields = new Fields(body);
    if (type === 0 || (type === AUTH && version !== 5 && version !== 0)) return teller.weird('mqtt-unassigned-type', `a packet of type ${type}`, seen);
    if (type === CONNACK) {
      const before = connecting;
      fields.byte();
      const code = fields.byte();
      if (before === undefined) teller.weird('mqtt-missing-connect', 'a CONNACK without a CONNECT', seen);
      connected(fields.broken ? undefined : code);
      return;
    }
    if (type === CONNECT) return connect(fields, seen);
    if (!introduced) teller.weird('mqtt-unintroduced', `a packet of type ${type} before any CONNECT`, seen);
    switch (type) {
      case PUBLISH:
        return publish(head & 15, fields, length, outward, seen);
      case SUBSCRIBE:
      case UNSUBSCRIBE:
        return subscribe(type, fields, seen);
      case SUBACK:
      case UNSUBACK:
        return acknowledged(fields);
      case DISCONNECT:
        return teller.tell(
          'mqtt_disconnect',
          'application-lifecycle',
          { from_client: outward, reason_code: fields.left > 0 ? fields.byte() : 0 },
          { kind: 'mqtt', act: 'disconnect', ...who() },
          seen,
          client,
        );
      case PUBACK:
      case PUBREC:
      case PUBREL:
      case PUBCOMP:
        return fields.left < 2 ? teller.weird('mqtt-malformed', `a packet of type ${type} without its number`, seen) : undefined;
      default:
        return undefined;
    }
  };

  const drain = (side: Side, outward: boolean, seen: Seen) => {
    for (;;) {
      const { bytes } = side.held;
      if (bytes.length < 2) return;
      const length = lengthAt(bytes, 1);
      if (length === undefined) return;
      if (length === 'broken') {
        lost = true;
        return teller.weird('mqtt-malformed', 'a length of more than four bytes', seen);
      }
      const whole = length.next + length.value;
      if (whole > MOST_HELD) {
        if (bytes.length < Math.min(whole, 4096)) return;
        packet(bytes[0] ?? 0, bytes.slice(length.next), length.value, outward, seen);
        side.skip = whole - bytes.length;
        side.held.drop(bytes.length);
        return;
      }
      if (bytes.length < whole) return;
      packet(bytes[0] ?? 0, bytes.slice(length.next, whole), length.value, outward, seen);
      side.held.drop(whole);
    }
  };

  return {
    data(outward, given, seen) {
      const side = outward ? sides.out : sides.back;
      for (let at = 0; at < given.length && !lost; ) {
        const passed = Math.min(side.skip, given.length - at);
        side.skip -= passed;
        at += passed;
        const portion = given.subarray(at, at + MOST_HELD / 2);
        at += portion.length;
        if (portion.length === 0) break;
        lost ||= !side.held.add(portion);
        drain(side, outward, seen);
      }
    },
    gap() {
      lost = true;
    },
    over(seen) {
      const left = sides.out.held.bytes.length + sides.back.held.bytes.length;
      if (!lost && left > 0) teller.weird('mqtt-truncated', 'the connection ends within a packet', seen);
      connected(undefined);
      for (const [id] of asked) subscribed(id, undefined);
    },
  };
}
