import { Instant } from '../core/index.ts';
import type { Progress } from '../operations/credential/refresh/going.ts';
import { type Step, WAVES, waveNamed } from '../operations/credential/refresh/model.ts';
import type { Order } from '../operations/credential/refresh/orders.ts';
import { counted, table, wholeTable } from './table.ts';

const HOW: Readonly<Record<Step['how'], string>> = {
  devices: 'told to renew',
  authority: 'rolled over',
  task: 'a task for its owner',
};
const MOST_LINES = 40;
const moment = (millis: number) => Instant.format(Instant.of(millis));

function wavesOf(steps: readonly Step[]) {
  return WAVES.map((name, wave) => {
    const these = steps.filter((step) => step.wave === wave);
    const count = (how: Step['how']) => these.filter((step) => step.how === how).length;
    return { wave: name, credentials: these.length, devices: count('devices'), authorities: count('authority'), tasks: count('task') };
  });
}

export function planJson(steps: readonly Step[], open: readonly Order[], twoPeople: boolean) {
  return { preview: true, credentials: steps.length, twoPeople, waves: wavesOf(steps), steps, goesOn: open.map(({ order }) => order) };
}

export function planText(steps: readonly Step[], open: readonly Order[], twoPeople: boolean): string {
  const goesOn = open.map(({ order, steps: all, closed }) => `${order} goes on: ${closed.size} of ${all} are shown to be done.`);
  if (steps.length === 0) return [...goesOn, 'Nothing more would be ordered.'].join('\n');
  const rows = steps.slice(0, MOST_LINES).map(({ wave, how, kind, owner, name }) => [waveNamed(wave), HOW[how], kind, owner ?? 'unknown', name]);
  return [
    ...goesOn,
    `${counted(steps.length, 'renewal')} would be ordered${twoPeople ? ', by two people' : ''}. Nothing is done yet.`,
    '',
    wholeTable(
      ['wave', 'credentials', 'told to renew', 'rolled over', 'tasks'],
      wavesOf(steps).map(({ wave, credentials, devices, authorities, tasks }) => [wave, credentials, devices, authorities, tasks].map(String)),
    ),
    '',
    table(['wave', 'how', 'kind', 'owner', 'name'], rows),
    ...(steps.length > MOST_LINES ? ['', `And ${steps.length - MOST_LINES} more: --json has them.`] : []),
  ].join('\n');
}

export function progressJson(progress: readonly Progress[], now: number) {
  return {
    orders: progress.map(({ order, document, closed, wave, shut }) => ({
      order: order.order,
      at: moment(order.at),
      scope: order.scope,
      reason: document.reason,
      deadline: moment(order.deadline),
      overdue: wave !== undefined && order.deadline <= now,
      wave: wave === undefined ? null : waveNamed(wave),
      shut: shut.map(({ lineage }) => lineage),
      steps: document.steps.map((step, index) => ({ ...step, state: closed.get(index) ?? 'open' })),
    })),
  };
}

export function progressText(progress: readonly Progress[]): string {
  if (progress.length === 0) return 'Nothing is to be renewed.';
  return progress.map(one).join('\n\n');
}

function one({ order, document, closed, wave, shut }: Progress): string {
  const rows = WAVES.flatMap((name, at) => {
    const these = document.steps.flatMap((step, index) => (step.wave === at ? [closed.get(index)] : []));
    if (these.length === 0) return [];
    const count = (state: string | undefined) => String(these.filter((each) => each === state).length);
    const state = wave === undefined || !these.includes(undefined) ? 'done' : order.scope === 'all' && at > wave ? 'waits' : 'begun';
    return [[name, state, count('renewed'), count('withdrawn'), count(undefined)]];
  });
  return [
    `${order.order}, to be done by ${moment(order.deadline).slice(0, 10)}: ${closed.size} of ${document.steps.length} are shown to be done.`,
    '',
    wholeTable(['wave', '', 'renewed', 'withdrawn', 'open'], rows),
    ...(shut.length === 0 ? [] : ['', 'To roll authorities over, go on with --root-passphrase and --passphrase.']),
    ...(wave === undefined ? [] : ['', 'Go on by the same command. "due" lists what is open, with owners.']),
  ].join('\n');
}
