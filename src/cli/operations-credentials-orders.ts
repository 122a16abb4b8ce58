import { Instant } from '../core/index.ts';
import { orderDocument } from '../operations/credential/edge/order-document.ts';
import type { Known } from '../operations/credential/refresh/close.ts';
import { closedOf } from '../operations/credential/refresh/going.ts';
import { type Step, waveNamed } from '../operations/credential/refresh/model.ts';
import { isOpen, type Order, ordersOf } from '../operations/credential/refresh/orders.ts';
import type { Arguments, Io } from './command.ts';
import { entriesIn } from './operations-credentials-audit.ts';
import { table } from './table.ts';
import { dataFolder } from './workspace.ts';

/** A step of an order that no newer fact has closed. Of an order whose document is gone, only that it is open is known. */
export interface OpenStep {
  readonly order: string;
  readonly deadline: string;
  readonly overdue: boolean;
  readonly step?: Step;
}

export async function ordersIn(dataDir: string, io: Io): Promise<readonly Order[]> {
  const folding = ordersOf();
  await entriesIn(dataDir, io, (entry) => folding.take(entry));
  return folding.orders();
}

/** What orders left open, at a moment. Nothing is entered. */
export async function openSteps(args: Arguments, io: Io, known: Known): Promise<readonly OpenStep[]> {
  const dataDir = dataFolder(args, io);
  const open = (await ordersIn(dataDir, io)).filter((order) => order.at <= known.at && isOpen(order));
  return open.flatMap((order): readonly OpenStep[] => {
    const common = { order: order.order, deadline: Instant.format(Instant.of(order.deadline)), overdue: order.deadline <= known.at };
    const document = orderDocument(dataDir, order.document);
    if (document === undefined) return [common];
    const closed = closedOf(order, document, known);
    return document.steps.flatMap((step, index) => (closed.has(index) ? [] : [{ ...common, step }]));
  });
}

const MOST_LINES = 40;

export function openStepsText(open: readonly OpenStep[]): readonly string[] {
  if (open.length === 0) return [];
  const rows = open
    .slice(0, MOST_LINES)
    .map(({ order, deadline, overdue, step }) => [
      overdue ? 'overdue' : 'open',
      deadline.slice(0, 10),
      step === undefined ? 'unknown' : waveNamed(step.wave),
      step?.owner ?? 'unknown',
      step?.name ?? 'what it asks for is gone',
      order,
    ]);
  return [
    '',
    `Ordered to be renewed, and not shown to be: ${open.length}.`,
    '',
    table(['', 'by', 'wave', 'owner', 'name', 'order'], rows),
    ...(open.length > MOST_LINES ? ['', `And ${open.length - MOST_LINES} more: --json has them.`] : []),
  ];
}
