import type { FleetEvent } from '../fleet/model.ts';

/** How often sessions were refused within one minute, by reason; minutes without any enter nothing. What single devices are refused is not told: counting strangers must not fill the ledger. */
export interface SessionRefused extends FleetEvent {
  readonly type: 'session.refused';
  readonly seconds: number;
  readonly counts: Readonly<Record<string, number>>;
}

/** Other policies decide from now on. `digest`: of their text. */
export interface PoliciesChanged extends FleetEvent {
  readonly type: 'policies.changed';
  readonly digest: string;
}
