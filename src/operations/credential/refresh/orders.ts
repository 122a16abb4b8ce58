import { Instant, type Json } from '../../../core/index.ts';
import { closedSchema, type Ordered, orderedSchema, REFRESH_CLOSED, REFRESH_ORDERED } from './events.ts';
import type { Close, Seen } from './model.ts';

/** An order as the ledger tells of it. Moments are milliseconds. */
export interface Order extends Pick<Ordered, 'order' | 'scope' | 'steps' | 'document' | 'people'> {
  readonly seq: number;
  readonly at: number;
  readonly deadline: number;
  readonly seen: Seen;
  readonly closed: ReadonlyMap<number, Close>;
}

/** Takes entries of the service's ledger; gives the orders, oldest first. Entries that do not fit are passed over. */
export function ordersOf() {
  const orders = new Map<string, Order & { readonly closed: Map<number, Close> }>();
  return {
    take({ seq, type, body }: { readonly seq: number; readonly type: string; readonly body: Json }): void {
      if (type === REFRESH_ORDERED) {
        const { data } = orderedSchema.safeParse(body);
        if (data === undefined || orders.has(data.order)) return;
        orders.set(data.order, { ...data, seq, at: Instant.parse(data.at), deadline: Instant.parse(data.deadline), closed: new Map() });
      }
      if (type === REFRESH_CLOSED) {
        const { data } = closedSchema.safeParse(body);
        const order = data === undefined ? undefined : orders.get(data.order);
        if (data === undefined || order === undefined) return;
        for (const how of ['renewed', 'withdrawn'] as const)
          for (const step of data[how]) if (step < order.steps && !order.closed.has(step)) order.closed.set(step, how);
      }
    },
    orders: (): readonly Order[] => [...orders.values()],
  };
}

export const isOpen = ({ steps, closed }: Order): boolean => closed.size < steps;
