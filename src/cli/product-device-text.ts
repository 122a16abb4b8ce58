import { wrap } from './help.ts';
import { type HardwareShown, hardwareText } from './product-attestation-text.ts';
import { counted, table } from './table.ts';

const WIDTH = 100;

/** A paragraph no wider than the page, its further lines below its first. */
export function paragraph(text: string, before = ''): string {
  const [first = '', ...rest] = wrap(text, WIDTH - before.length);
  return [before + first, ...rest.map((line) => ' '.repeat(before.length) + line)].join('\n');
}

export interface DeviceShown {
  readonly id: string;
  readonly product: string;
  readonly life: string;
  readonly household?: string;
  readonly gateway?: string;
  readonly firmware?: string;
  readonly manufacturerKey?: string;
  readonly predecessor?: string;
  readonly registeredAt: string;
  readonly retiredAt?: string;
  readonly expiresAt?: string;
  readonly wipe?: { readonly askedAt: string; readonly confirmedAt?: string };
}

export interface Shown {
  readonly at: string;
  readonly device: DeviceShown;
  readonly credentials: readonly {
    readonly serial: string;
    readonly profile: string;
    readonly notAfter: string;
    readonly state: string;
    readonly standing: { readonly may: string; readonly because?: string; readonly until?: string };
  }[];
  readonly life: readonly { readonly type: string; readonly seq: number; readonly at: string; readonly says: string }[];
  readonly facts: number;
  readonly hardware?: HardwareShown;
  /** Of its newest retirement or transfer. */
  readonly end?: EndShown;
  readonly head: { readonly size: number; readonly origin: string };
}

/** One device, answer first. */
export function shownText({ at, device, credentials, life, facts, head, end, hardware }: Shown): string {
  const line = (name: string, value: string | undefined) => (value === undefined ? [] : [`  ${name.padEnd(17)} ${value}`]);
  const wipe = device.wipe;
  return [
    `${device.id} is ${answer(device)} as of ${at}.`,
    '',
    ...line('product', device.product),
    ...line('household', device.household ?? 'nobody’s'),
    ...line('gateway', device.gateway),
    ...line('firmware', device.firmware),
    ...line('manufacturer key', device.manufacturerKey),
    ...(hardware?.newest === undefined ? [] : line('hardware', hardwareText(hardware.newest))),
    ...line('refurbished from', device.predecessor),
    ...line(
      'erasure',
      wipe === undefined ? undefined : wipe.confirmedAt === undefined ? `asked ${wipe.askedAt}, not confirmed` : `confirmed ${wipe.confirmedAt}`,
    ),
    ...(end === undefined || end.missing.length === 0
      ? []
      : ['', `Its ${end.kind === 'retire' ? 'retirement' : 'transfer'} is not confirmed:`, ...end.missing.map((one) => paragraph(one, '  '))]),
    ...(credentials.length === 0 ? [] : ['', 'Certificates, newest first:', indented(credentialsText(credentials))]),
    '',
    `Its life, ${facts > life.length ? `the last ${life.length} of ${counted(facts, 'fact')}` : counted(facts, 'fact')}, by entry of the ledger ${head.origin}:`,
    ...life.map(({ seq, at: when, says }) => paragraph(says, `  ${String(seq).padStart(8)}  ${when.padEnd(24)}  `)),
  ].join('\n');
}

function answer({ life, household, retiredAt }: DeviceShown): string {
  if (life === 'retired') return `retired since ${retiredAt ?? 'some time'}`;
  if (life === 'registered') return 'registered, and not in service yet';
  return household === undefined ? 'in service, and nobody’s' : 'in service, and owned';
}

function credentialsText(credentials: Shown['credentials']): string {
  return table(
    ['serial', 'profile', 'good until', 'state', 'may'],
    credentials.map(({ serial, profile, notAfter, state, standing }) => [
      short(serial),
      profile,
      notAfter,
      state,
      `${standing.may}${standing.because === undefined ? '' : ` (${standing.because})`}`,
    ]),
    96,
  );
}

function short(serial: string): string {
  return serial.length > 20 ? `${serial.slice(0, 16)}…` : serial;
}

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}

export interface FoundShown {
  readonly devices: readonly DeviceShown[];
  readonly next?: string;
}

/** As `device.counts` gives it. */
export interface CountsShown {
  readonly counts: readonly { readonly life: string; readonly devices: number }[];
  /** Facts that a room could not take into its tables. */
  readonly asides?: readonly { readonly room: string; readonly seq: number; readonly type: string; readonly says: string }[];
}

export function foundText({ devices, next }: FoundShown, { counts, asides = [] }: CountsShown): string {
  const of = (life: string) => counts.filter((one) => one.life === life).reduce((sum, one) => sum + one.devices, 0);
  const fleet = `The fleet has ${counted(of('registered') + of('in-service'), 'device')}, ${counted(of('in-service'), 'of them', 'of them')} in service; ${counted(of('retired'), 'is', 'are')} retired.`;
  const aside = asides.map(({ room, seq, type, says }) =>
    paragraph(`Entry ${seq} of the ledger (${type}) could not be taken by ${room}, and was set aside (ASSAY-FLEET-011): ${says}`),
  );
  if (devices.length === 0) return [paragraph(`No device answers to that. ${fleet}`), ...aside].join('\n');
  const rows = devices.map(({ id, product, life, household, firmware, expiresAt }) => [
    id,
    product,
    life,
    household ?? (life === 'retired' ? '' : 'nobody’s'),
    firmware ?? '',
    expiresAt?.slice(0, 10) ?? '',
  ]);
  return [
    paragraph(fleet),
    ...aside,
    '',
    table(['device', 'product', 'life', 'household', 'firmware', 'ends'], rows),
    ...(next === undefined ? [] : ['', `More: --after ${next}`]),
  ].join('\n');
}

export interface EndShown {
  readonly device: string;
  readonly kind: string;
  readonly stands: string;
  readonly missing: readonly string[];
  readonly already?: boolean;
}

/** What became of retiring, or of passing on. */
export function endText(ends: readonly EndShown[]): string {
  const [first] = ends;
  const done = ends.filter(({ already }) => already !== true).length;
  const unconfirmed = ends.filter(({ stands }) => stands !== 'confirmed');
  const what =
    first?.kind === 'transfer'
      ? `${first.device} belongs to nobody now, and waits for its introduction.`
      : `Retired ${counted(done, 'device')}${done < ends.length ? `; ${counted(ends.length - done, 'was', 'were')} retired before` : ''}.`;
  return [
    paragraph(what),
    unconfirmed.length === 0 ? 'Everything is confirmed.' : `${counted(unconfirmed.length, 'is', 'are')} not confirmed:`,
    ...unconfirmed.slice(0, 20).flatMap(({ device, missing }) => missing.map((one) => paragraph(one, `  ${device}: `))),
    ...(unconfirmed.length > 20 ? [`  and ${unconfirmed.length - 20} more: assay product device unconfirmed`] : []),
  ].join('\n');
}
