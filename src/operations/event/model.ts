import type { Instant } from '../../core/index.ts';

/** Classes of OCSF 1.4 that intake gives, by their number. */
export const OCSF_CLASS = {
  'detection-finding': 2004,
  authentication: 3002,
  'network-activity': 4001,
  'http-activity': 4002,
  'dns-activity': 4003,
  'dhcp-activity': 4004,
  'rdp-activity': 4005,
  'smb-activity': 4006,
  'ssh-activity': 4007,
  'ftp-activity': 4008,
  'email-activity': 4009,
  'network-file-activity': 4010,
  'tunnel-activity': 4014,
  'api-activity': 6003,
  'application-lifecycle': 6002,
  base: 0,
} as const;

export type OcsfClass = keyof typeof OCSF_CLASS;

/** Where a rule of Sigma looks: each that a rule names must be equal. One object a reader makes, shared by its events. */
export interface LogSource {
  readonly product?: string;
  readonly category?: string;
  readonly service?: string;
}

export type Transport = 'tcp' | 'udp' | 'icmp' | 'icmp6' | 'arp' | 'other';

/**
 * How an attempt ended, as far as the source knows: `answered` by the other side with more than a refusal, `refused` (a reset, an unreachable), `unanswered`, `unknown` where the source does not say.
 */
export type Outcome = 'answered' | 'refused' | 'unanswered' | 'unknown';

/** One conversation, from who began it (`src`) to whom (`dst`). Addresses as text in their canonical form (RFC 5952 for IPv6). Counts in bytes and packets, as far as seen; duration in milliseconds. */
export interface Flow {
  readonly src: string;
  readonly srcPort: number;
  readonly dst: string;
  readonly dstPort: number;
  readonly transport: Transport;
  /** The application's protocol as the source names it, in lower case. */
  readonly service?: string;
  readonly outcome: Outcome;
  /** Said only where it is so: the source saw the conversation from its beginning and what both sides said, so that a protocol it knows would stand in `service`. */
  readonly examined?: true;
  readonly bytesOut?: number;
  readonly bytesIn?: number;
  readonly packetsOut?: number;
  readonly packetsIn?: number;
  readonly duration?: number;
  /** Hardware addresses, lower case with colons, where the source sees them. */
  readonly srcMac?: string;
  readonly dstMac?: string;
  /** IP protocol number where `transport` is `other`; type and code of ICMP. */
  readonly protocol?: number;
  readonly icmp?: { readonly type: number; readonly code: number };
  /**
   * Absent where one event tells the whole conversation. A source that tells of one while it lives says `begun` once, then `updated`, then `ended`, and counts bytes and packets that are new since it last told:
   * sums come out right, and a new conversation is what has no part or is `begun`.
   */
  readonly part?: 'begun' | 'updated' | 'ended';
}

/** What an event says beyond its flow. */
export type Detail =
  | { readonly kind: 'dns'; readonly query: string; readonly type: string; readonly rcode?: string; readonly answers: readonly string[] }
  | {
      readonly kind: 'tls';
      readonly serverName?: string;
      readonly version?: string;
      readonly ja3?: string;
      readonly subject?: string;
      readonly issuer?: string;
    }
  | { readonly kind: 'http'; readonly method?: string; readonly host?: string; readonly uri?: string; readonly userAgent?: string; readonly status?: number }
  | { readonly kind: 'login'; readonly protocol: string; readonly user?: string; readonly success?: boolean; readonly attempts?: number }
  | {
      readonly kind: 'mqtt';
      readonly act: 'connect' | 'publish' | 'subscribe' | 'unsubscribe' | 'disconnect' | 'other';
      readonly clientId?: string;
      readonly user?: string;
      readonly topic?: string;
      readonly accepted?: boolean;
    }
  | { readonly kind: 'dhcp'; readonly mac?: string; readonly assigned?: string; readonly hostName?: string; readonly message: string }
  | { readonly kind: 'arp'; readonly operation: 'request' | 'reply'; readonly sender: string; readonly senderMac: string; readonly target: string }
  /** A decision of our own endpoint: who asked what, by which credential (its digest or serial), and whether it was allowed. */
  | {
      readonly kind: 'access';
      readonly who: string;
      readonly action: string;
      readonly on?: string;
      readonly allowed: boolean;
      readonly credential?: string;
      readonly reason?: string;
    }
  /** What another tool already found. */
  | { readonly kind: 'finding'; readonly rule: string; readonly title: string; readonly severity?: number }
  /** What a sensor says of itself: packets lost, a start, an end. */
  | { readonly kind: 'sensor'; readonly dropped?: number };

/** One thing that was seen. */
export interface SecurityEvent {
  readonly class: OcsfClass;
  /** When, by the clock of the source. */
  readonly time: Instant;
  readonly logSource: LogSource;
  /** Fields as they came, names untouched: flat where the source is flat (`id.orig_h`), nested where it nests. Rules of Sigma ask these. */
  readonly record: Readonly<Record<string, unknown>>;
  readonly flow?: Flow;
  readonly detail?: Detail;
  /** Who the event is about, where the source says it without an address: a client id, a device id, a host's name. */
  readonly device?: string;
  /** Its bytes in the input: first byte and how many. */
  readonly offset: number;
  readonly length: number;
}

/** Why something offered was not evaluated. Counted for ever, shown always. */
export type Rejection =
  | 'not-readable'
  | 'too-long'
  | 'too-deep'
  | 'no-time'
  | 'unknown-kind'
  | 'truncated'
  /** A comment, a header or an empty line of the format: offered bytes, no event. */
  | 'no-event';

export interface Rejected {
  readonly why: Rejection;
  readonly offset: number;
  readonly length: number;
  /** Bounded, printable, without secrets: a rule that broke and where, not the bytes. */
  readonly detail?: string;
}

/** What a reader gives for some bytes. `offered` of these is exactly `events.length + rejected.length`. */
export interface Batch {
  readonly events: readonly SecurityEvent[];
  readonly rejected: readonly Rejected[];
}

/**
 * A reader of one format: fed bytes in any portions, gives the same whatever the portions. `end` gives what the last portion left, a cut line among the rejected as `truncated`. Never throws on input.
 */
export interface Reader {
  feed(bytes: Uint8Array): Batch;
  end(): Batch;
}
