import { closings, type Known } from './close.ts';
import { type Close, type OrderDocument, type Step, WAVES } from './model.ts';
import type { Order } from './orders.ts';

/** Who does what an order asks for; what is done already does nothing. */
export interface Hands {
  /** Reads every credential again. */
  look(): Promise<Known>;
  /** Tells the fleet that these devices have to renew, by this order. */
  devices(names: readonly string[], order: string): Promise<void>;
  /** Rolls an authority over; false where what opens its key was not given. */
  authority(role: 'root' | 'issuing'): Promise<boolean>;
  /** Enters what newer facts have closed. */
  close(order: string, closed: ReadonlyMap<number, Close>): Promise<void>;
}

export interface Progress {
  readonly order: Order;
  readonly document: OrderDocument;
  readonly closed: ReadonlyMap<number, Close>;
  /** The wave that the next one waits for; absent where all are done. */
  readonly wave?: number;
  /** Authorities that wait for what opens their keys. */
  readonly shut: readonly Step[];
}

/** What of an order is closed, by what was entered and by what is known now. */
export function closedOf(order: Order, { steps }: OrderDocument, known: Known): ReadonlyMap<number, Close> {
  const open = steps.flatMap((step, index) => (order.closed.has(index) ? [] : [{ step, index }]));
  const now = closings(
    open.map(({ step }) => step),
    order,
    known,
  );
  return new Map([...order.closed, ...open.flatMap(({ index }, i): readonly (readonly [number, Close])[] => (now[i] === undefined ? [] : [[index, now[i]]]))]);
}

/**
 * Goes on with an order as far as it can be gone: wave by wave, and of an order for all credentials no wave before the one above it is done, so that nobody is locked out. Interrupted anywhere and
 * begun again it does nothing twice: before each act it looks whether that was done.
 */
export async function goOn(order: Order, document: OrderDocument, hands: Hands): Promise<Progress> {
  let closed = order.closed;
  const shut: Step[] = [];
  const look = async () => {
    const known = await hands.look();
    const now = closedOf({ ...order, closed }, document, known);
    const fresh = new Map([...now].filter(([index]) => !closed.has(index)));
    if (fresh.size > 0) await hands.close(order.order, fresh);
    closed = now;
  };
  await look();
  for (const wave of WAVES.keys()) {
    const open = () => document.steps.filter((step, index) => step.wave === wave && !closed.has(index));
    const devices = open().filter(({ how }) => how === 'devices');
    if (devices.length > 0)
      await hands.devices(
        devices.map(({ name }) => name),
        order.order,
      );
    let turned = false;
    for (const step of open().filter(({ how }) => how === 'authority')) {
      if (await hands.authority(step.lineage === 'authority:root' ? 'root' : 'issuing')) turned = true;
      else shut.push(step);
    }
    if (turned) await look();
    if (order.scope === 'all' && open().length > 0) break;
  }
  const first = document.steps.findIndex((_, index) => !closed.has(index));
  const wave = document.steps[first]?.wave;
  return { order, document, closed, shut, ...(wave === undefined ? {} : { wave }) };
}
