import type { Fault } from '../../core/index.ts';

/** Ports: from `low` to `high`, or all but those. */
export interface Ports {
  readonly low: number;
  readonly high: number;
  readonly not?: true;
}

/** What an entry asks of one end. */
export interface End {
  /** CIDR. */
  readonly network?: string;
  /** In small letters, without a dot at its end. */
  readonly name?: string;
  readonly ports?: Ports;
  readonly mac?: string;
  readonly macMask?: string;
}

/** Who the other end has to be (RFC 8520 section 2 and 3). */
export type Who =
  | { readonly kind: 'manufacturer' | 'model' | 'controller'; readonly of: string }
  | { readonly kind: 'same-manufacturer' | 'local-networks' | 'my-controller' };

export type Action = 'accept' | 'drop' | 'reject';

/** An entry of an access list (RFC 8519 with the additions of RFC 8520). */
export interface Ace {
  readonly name: string;
  readonly action: Action;
  readonly family?: 4 | 6;
  /** Protocol of IP. */
  readonly protocol?: number;
  readonly source: End;
  readonly destination: End;
  readonly ethertype?: number;
  readonly icmp?: { readonly type?: number; readonly code?: number };
  /** Who has to have begun the connection of TCP. */
  readonly began?: 'device' | 'peer';
  readonly who: readonly Who[];
  /** What it asks of single packets, which nobody sees in a flow: `ipv4/ttl`. */
  readonly unseen: readonly string[];
  /** It names a profile of TLS (RFC 9761), which is not judged. */
  readonly tls: boolean;
}

export interface AccessList {
  readonly name: string;
  readonly type: string;
  readonly aces: readonly Ace[];
}

/** A MUD file as it was read. */
export interface MudFile {
  readonly version: number;
  readonly url: string;
  readonly lastUpdate: string;
  /** Hours. */
  readonly cacheValidity: number;
  readonly isSupported: boolean;
  readonly systemInfo?: string;
  readonly manufacturer?: string;
  readonly model?: string;
  readonly firmware?: string;
  readonly software?: string;
  readonly documentation?: string;
  readonly signature?: string;
  readonly extensions: readonly string[];
  /** Access lists that hold for what the device sends, and for what is sent to it, in their order. */
  readonly from: readonly AccessList[];
  readonly to: readonly AccessList[];
}

/** What reading gave. Where there is a fault within an entry, that entry is left out, and what only it allows is denied. */
export interface MudRead {
  readonly mud: MudFile;
  readonly faults: readonly Fault[];
  /** Members that no specification that is read has there, by where they stand. */
  readonly unknown: readonly string[];
  /** Extensions that are known and not judged, each with what it says. */
  readonly recognised: readonly string[];
}
