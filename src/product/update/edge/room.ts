import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { type Decision, Instant, type Json } from '../../../core/index.ts';
import { firmwareSchema, productIdSchema } from '../../device/naming.ts';
import { command, type Room } from '../../fleet/edge/command.ts';
import type { Projector } from '../../fleet/edge/port.ts';
import { prepared } from '../../fleet/edge/prepared.ts';
import type { ProductId } from '../../fleet/model.ts';
import { UPDATE_EVENTS, type UpdatePaused, type UpdateResumed } from '../events.ts';

/** An order that stands for the devices of a product. */
export interface UpdateOrder {
  readonly order: string;
  readonly firmware: string;
  readonly to?: string;
  readonly since: string;
}

const projector: Projector = {
  room: 'update',
  version: 1,
  types: UPDATE_EVENTS,
  schema: `CREATE TABLE update_order (order_id TEXT PRIMARY KEY, product TEXT NOT NULL, firmware TEXT NOT NULL, to_firmware TEXT, since TEXT NOT NULL, seq INTEGER NOT NULL) STRICT;
CREATE INDEX update_order_of ON update_order (product, firmware)`,
  apply(db, type, body, seq) {
    // Bodies of these types are this room's own.
    if (type === 'update.paused') {
      const { order, product, firmware, to, at } = body as unknown as UpdatePaused;
      prepared(db, 'INSERT INTO update_order (order_id, product, firmware, to_firmware, since, seq) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING').run(
        order,
        product,
        firmware,
        to ?? null,
        at,
        seq,
      );
    } else prepared(db, 'DELETE FROM update_order WHERE order_id = ?').run((body as unknown as UpdateResumed).order);
  },
};

/** What a device of this product hears with its standing, newest last. */
export function updateOrdersOf(db: DatabaseSync, product: string): readonly UpdateOrder[] {
  return prepared(db, 'SELECT * FROM update_order WHERE product = ? ORDER BY seq LIMIT 100')
    .all(product)
    .map((row) => ({
      order: String(row['order_id']),
      firmware: String(row['firmware']),
      ...(typeof row['to_firmware'] === 'string' ? { to: row['to_firmware'] } : {}),
      since: String(row['since']),
    }));
}

const running = (db: DatabaseSync, product: string, firmware: string): number =>
  Number(prepared(db, `SELECT count(*) AS n FROM device WHERE product = ? AND firmware = ? AND life <> 'retired'`).get(product, firmware)?.['n'] ?? 0);

const order = z.string().regex(/^[A-Za-z0-9-]{1,80}$/, 'letters, digits and hyphens');
const asked = z.strictObject({ product: productIdSchema, firmware: firmwareSchema, order, to: firmwareSchema.optional(), taking: order.optional() });
type Asked = z.output<typeof asked>;

const pausing = (name: string) =>
  command({
    name,
    input: asked,
    async handle(fleet, { product, firmware, order: by, to }: Asked) {
      const known = () => updateOrdersOf(fleet.db, product).some((one) => one.order === by);
      await fleet.act(`update:${product}`, (): Decision<UpdatePaused> => {
        if (known()) return { ok: true, events: [] };
        return {
          ok: true,
          events: [{ type: 'update.paused', at: Instant.format(fleet.now()), product, firmware, order: by, ...(to === undefined ? {} : { to }) }],
        };
      });
      const [on, there] = [running(fleet.db, product, firmware), to === undefined ? 0 : running(fleet.db, product, to)];
      return {
        on,
        there,
        said: `${firmware} is on hold for ${product}: ${on} report that they run it${to === undefined ? '' : `, ${there} are on ${to}`}; devices hear it with their standing`,
      };
    },
  });

const resume = command({
  name: 'update.resume',
  input: asked,
  async handle(fleet, { product, firmware, taking }: Asked) {
    let ended = 0;
    await fleet.act(`update:${product}`, (): Decision<UpdateResumed> => {
      const orders = updateOrdersOf(fleet.db, product).filter((one) => one.firmware === firmware && (taking === undefined || one.order === taking));
      ended = orders.length;
      return { ok: true, events: orders.map((one) => ({ type: 'update.resumed', at: Instant.format(fleet.now()), product, firmware, order: one.order })) };
    });
    return { ended, said: ended === 0 ? `nothing of ${firmware} was on hold for ${product}` : `${firmware} may go on to ${product}` };
  },
});

/** How far the devices of a product are: how many report each firmware that an order names. */
const orders = command({
  name: 'update.orders',
  input: z.strictObject({ product: productIdSchema }),
  handle: (fleet, { product }: { readonly product: ProductId }): Json => ({
    orders: updateOrdersOf(fleet.db, product).map((one) => ({
      ...one,
      on: running(fleet.db, product, one.firmware),
      ...(one.to === undefined ? {} : { there: running(fleet.db, product, one.to) }),
    })),
  }),
});

/** Orders to leave a firmware alone, or to go on to another: Assay ships no updates itself, so what holds is what a device hears with its standing, and what it then reports. */
export const updateRoom: Room = { projectors: [projector], commands: [pausing('update.pause'), pausing('update.roll-back'), resume, orders] };
