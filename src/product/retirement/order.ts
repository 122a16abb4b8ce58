import { canonicalJson, Instant } from '../../core/index.ts';
import type { DeviceId } from '../fleet/model.ts';
import type { Kind } from './model.ts';

/** That a device has to erase itself, as it was asked. */
export interface WipeOrder {
  readonly device: DeviceId;
  /** What its statement has to name. */
  readonly order: string;
  readonly kind: Kind;
  readonly askedAt: Instant;
}

/** The order as it is signed: canonical JSON (RFC 8785), one line without an end. A device that has pinned the fleet's key of receipts can take it from anybody's hand. */
export function orderText({ device, order, kind, askedAt }: WipeOrder): string {
  return canonicalJson({ format: 'assay-wipe-order/1', device, order, kind, askedAt: Instant.format(askedAt) });
}
