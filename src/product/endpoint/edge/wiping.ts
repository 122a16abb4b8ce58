import { z } from 'zod';
import { Duration, Instant, parseJson, Refused } from '../../../core/index.ts';
import { deviceOf } from '../../device/edge/questions.ts';
import type { WipeConfirmed } from '../../device/events.ts';
import type { Presented } from '../../device/model.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import { confirmWipe } from '../../retirement/edge/confirm.ts';
import { orderOwed, signedOrder } from '../../retirement/edge/order.ts';
import { retirementFaults } from '../../retirement/faults.ts';
import type { Guard, Message, Peer } from '../model.ts';
import { prefixOf } from './live.ts';

type DevicePeer = Extract<Peer, { readonly kind: 'device' }>;

/** So long a session for nothing but the order lasts; a device that needs more comes again. */
const SESSION = Duration.minutes(10);
const MOST = 8 * 1024;
const schema = z.strictObject({ statement: z.string().max(4096), signature: z.base64().max(2048) });

export const orderTopic = (device: DevicePeer['device']): string => `${prefixOf(device)}/wipe/order`;
const answerTopic = (device: DevicePeer['device']): string => `${prefixOf(device)}/wipe/answer`;
const statementTopic = (device: DevicePeer['device']): string => `${prefixOf(device)}/wipe/statement`;

/**
 * The order to erase itself, over MQTT: a device that may do nothing else any more is let in for it alone.
 *   d/cam-17/wipe/order      it hears its signed order, retained
 *   d/cam-17/wipe/statement  it says {"statement","signature"}: it has erased itself
 *   d/cam-17/wipe/answer     it hears why its statement was refused; one that is taken ends the session
 * No channel can be called so, and nobody else may hear or say any of it.
 */
export interface Wiping {
  /** Who shows this and owes a wipe, where they are refused everything else. The order waits under its topic once this resolves. */
  admit(presented: Presented, certificate: Uint8Array | undefined): Promise<Peer | undefined>;
  /** Whether a peer that was let in for this may stay. */
  owes(peer: Peer): boolean;
  guard(inner: Guard): Guard;
  heard(peer: Peer | undefined, message: Message): void;
  close(): void;
}

export function wiping(
  fleet: Fleet,
  {
    publish,
    forget,
    broke,
  }: { readonly publish: (message: Message) => Promise<void>; readonly forget: (topic: string) => Promise<unknown>; readonly broke: (error: unknown) => void },
): Wiping {
  const certificates = new WeakMap<Peer, Uint8Array>();
  const owes = (peer: Peer): boolean => peer.kind === 'device' && fleet.now() <= peer.notAfter && owedHere(peer) !== undefined;

  /** Where somebody has the device by now, an old key would put out who is there: it hears its order over HTTPS, where no session is taken over. */
  function owedHere(presented: Presented) {
    const owed = orderOwed(fleet.db, presented);
    return owed === undefined || deviceOf(fleet.db, owed.device)?.household !== undefined ? undefined : owed;
  }

  // However it was confirmed: nobody may hear it any more, and nothing of it stays.
  const stop = fleet.listen((type, body) => {
    if (type === 'wipe.confirmed') forget(orderTopic((body as unknown as WipeConfirmed).device)).catch(broke);
  });

  async function taken(peer: DevicePeer, payload: Uint8Array): Promise<void> {
    const certificate = certificates.get(peer);
    if (certificate === undefined) return;
    try {
      const { statement, signature } = readStatement(payload);
      await confirmWipe(fleet, peer.device, { statement, signature: Buffer.from(signature, 'base64'), certificate });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const [fault] = error.faults;
      await publish({
        topic: answerTopic(peer.device),
        payload: Buffer.from(JSON.stringify({ code: fault?.code, message: fault?.message })),
        qos: 1,
        retain: false,
      });
    }
  }

  return {
    owes,
    close: () => void stop(),
    async admit(presented, certificate) {
      const owed = owedHere(presented);
      if (owed === undefined || certificate === undefined) return undefined;
      const { text, signature, key } = await signedOrder(fleet, owed);
      await publish({ topic: orderTopic(owed.device), payload: Buffer.from(JSON.stringify({ text, signature, key })), qos: 1, retain: true });
      const peer: Peer = { kind: 'device', device: owed.device, ...presented, only: 'wipe', notAfter: Instant.plus(fleet.now(), SESSION) };
      certificates.set(peer, certificate);
      return peer;
    },
    guard: (inner) => ({
      connect(peer, client) {
        if (!isOnlyWipe(peer)) return inner.connect(peer, client);
        if (!owes(peer)) return { ok: false, code: 'retired' };
        return client === '' || client === peer.device ? { ok: true, client: peer.device } : { ok: false, code: 'wrong-client' };
      },
      publish: (peer, topic, retain) =>
        isOnlyWipe(peer) ? topic === statementTopic(peer.device) && retain !== true && owes(peer) : inner.publish(peer, topic, retain),
      subscribe: (peer, filter) => (isOnlyWipe(peer) ? hears(peer, filter) && owes(peer) : inner.subscribe(peer, filter)),
      deliver: (peer, topic) => (isOnlyWipe(peer) ? hears(peer, topic) && owes(peer) : inner.deliver(peer, topic)),
      wait: (peer, topic) => !isOnlyWipe(peer) && inner.wait(peer, topic),
      stands: (peer, topic) => !isOnlyWipe(peer) && inner.stands(peer, topic),
    }),
    heard(peer, { topic, payload }) {
      if (peer !== undefined && isOnlyWipe(peer) && topic === statementTopic(peer.device)) taken(peer, payload).catch(broke);
    },
  };
}

const isOnlyWipe = (peer: Peer): peer is DevicePeer => peer.kind === 'device' && peer.only === 'wipe';
const hears = ({ device }: DevicePeer, topic: string): boolean => topic === orderTopic(device) || topic === answerTopic(device);

/** Throws `Refused` (ASSAY-RETIREMENT-002). The device controls the bytes. */
function readStatement(payload: Uint8Array): z.infer<typeof schema> {
  let said = 'too much';
  try {
    const read = schema.safeParse(parseJson(Buffer.from(payload).toString('utf8'), 'the message', { bytes: MOST, depth: 4 }));
    if (read.success) return read.data;
    said = read.error.issues[0]?.message ?? 'another shape';
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    said = error.faults[0]?.message ?? 'no JSON';
  }
  throw new Refused(
    retirementFaults.fault('002', {
      message: `this is no receipt of a wipe: ${said}`,
      expected: '{"statement":"…","signature":"…"}',
      found: said,
      remedy: 'Let the device send what docs/product-endpoint.md shows.',
    }),
  );
}
