import type { Peer } from '../model.ts';

/** A packet as the broker keeps it. `brokerId` and `brokerCounter` name one message, whatever its id on a wire is. */
export interface StoredPacket {
  /** Who said it, as the broker calls its session. */
  clientId?: string;
  /** Of a person or a service: what they said is asked about again when it is delivered. */
  from?: Peer;
  cmd?: string;
  topic: string;
  payload: Uint8Array | string;
  qos?: number;
  retain?: boolean;
  messageId?: number | undefined;
  brokerId?: string | null;
  brokerCounter?: number;
  [more: string]: unknown;
}

const OVERHEAD = 200;

/** What keeping it costs, in bytes. */
export function sizeOf({ topic, payload }: StoredPacket): number {
  return OVERHEAD + (topic?.length ?? 0) + (payload?.length ?? 0);
}

/** Topics of one device stand together; a filter with a wildcard in the first two levels stands with those of all. */
export function groupOf(topic: string): string {
  const [first = '', second = ''] = topic.split('/', 2);
  return /[+#]/.test(`${first}${second}`) ? '' : `${first}/${second}`;
}
