import type { FleetEvent, ProductId } from '../fleet/model.ts';

/** No device of this product takes this firmware, until it is resumed. */
export interface UpdatePaused extends FleetEvent {
  readonly type: 'update.paused';
  readonly product: ProductId;
  readonly firmware: string;
  /** Of the action that asked for it. */
  readonly order: string;
  /** What those that took it already go to: forward to a good release, as devices refuse to go back. */
  readonly to?: string;
}

export interface UpdateResumed extends FleetEvent {
  readonly type: 'update.resumed';
  readonly product: ProductId;
  readonly firmware: string;
  readonly order: string;
}

export const UPDATE_EVENTS = ['update.paused', 'update.resumed'] as const satisfies readonly (UpdatePaused | UpdateResumed)['type'][];
