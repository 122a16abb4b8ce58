import type { Json } from '../../core/index.ts';
import type { LedgerProjection } from '../../ledger/projections.ts';

/** What colleagues should hear of: somebody came in another way than usual, or tried to. */
export const ALARMS = ['recovery-code.used', 'passkey.counter-went-back', 'sign-in.locked', 'person.sign-in-reset'] as const;
export type AlarmType = (typeof ALARMS)[number];

export type Alarm = {
  /** Of the entry on the office's ledger. */
  readonly seq: number;
  /** RFC 3339. */
  readonly at: string;
  readonly type: AlarmType;
  readonly person: string;
};

export type AlarmView = { readonly [key: string]: Json } & { readonly alarms: readonly Alarm[] };

/** As many as anybody reads. */
const MOST = 200;

const noted: NonNullable<LedgerProjection<AlarmView>['on'][string]> = ({ alarms }, { seq, recordedAt, event }) => {
  const body = event.body as { readonly person?: Json } | null;
  // A newer writer's entry may have another shape: what names nobody alarms nobody.
  if (body === null || typeof body.person !== 'string') return { alarms };
  const alarm: Alarm = { seq, at: recordedAt, type: event.type as AlarmType, person: body.person };
  return { alarms: [...alarms, alarm].slice(-MOST) };
};

/** The newest alarms, oldest first. */
export const alarmView: LedgerProjection<AlarmView> = {
  name: 'sign-in-alarms',
  version: 1,
  initial: () => ({ alarms: [] }),
  on: Object.fromEntries(ALARMS.map((type) => [type, noted])),
};
