import type { Transport } from '../event/model.ts';
import type { HourValues } from './hours.ts';

/**
 * What one device's state says to the view of all devices. Signals go one way: whoever keeps devices on several workers sends their signals to the one that keeps the fleet. Moments in tenths of a second.
 */
export type Signal = {
  readonly device: string;
  /** Another name for the same: a number. */
  readonly hash: number;
  readonly group: string | undefined;
  readonly at: number;
} & (
  | { readonly kind: 'hour'; readonly values: HourValues }
  | { readonly kind: 'rising'; readonly metric: number; readonly value: number }
  | {
      /** For the first time in half a day at least. */
      readonly kind: 'met';
      readonly peer: string;
      readonly port: number;
      readonly transport: Transport;
      readonly failed: boolean;
      /** Whether the device was known for an hour, so that something new says something; and whether for a day. */
      readonly settled: boolean;
      readonly learnt: boolean;
    }
);
