import { z } from 'zod';
import { isInstantText } from '../../core/index.ts';
import type { DeviceId, HouseholdId, ProductId } from '../fleet/model.ts';
import type { Registration } from './events.ts';

// No letter that means something in a topic, a path, a certificate's name or a terminal.
const DEVICE = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/;
// What is registered from now on: the endpoint's own rule (authorization/topic.ts). Ids of before are still found, shown and retired.
const REGISTRABLE = /^[A-Za-z0-9](?:[A-Za-z0-9._:-]{0,62}[A-Za-z0-9])?$/;
const PRODUCT = /^[a-z0-9][a-z0-9._-]{0,63}$/;
const FIRMWARE = /^[A-Za-z0-9][A-Za-z0-9._+~-]{0,63}$/;
const HOUSEHOLD = /^h_[a-z0-9]{20}$/;
const DIGITS = /^[0-9a-f]{64}$/;

export const deviceIdSchema = z
  .string()
  .regex(DEVICE, 'a letter or a digit, then at most 63 letters, digits, dots, underscores, colons and hyphens')
  .transform((id) => id as DeviceId);
export const productIdSchema = z
  .string()
  .regex(PRODUCT, 'the id of a part of the map: small letters, digits, dots, underscores and hyphens')
  .transform((id) => id as ProductId);
export const householdIdSchema = z
  .string()
  .regex(HOUSEHOLD, 'h_ and 20 small letters and digits')
  .transform((id) => id as HouseholdId);
export const firmwareSchema = z.string().regex(FIRMWARE, 'a version of at most 64 letters, digits, dots, plus signs, tildes, underscores and hyphens');
export const momentSchema = z.string().refine(isInstantText, 'a moment in RFC 3339, in UTC, such as 2026-11-01T00:00:00Z');

export function isDeviceId(text: string): text is DeviceId {
  return DEVICE.test(text);
}

/** Whether a device may be registered by this id: every door takes it. */
export function isRegistrable(id: DeviceId): boolean {
  return REGISTRABLE.test(id);
}

/** A registration, as a command or a row gives it. */
export const registrationSchema = z
  .strictObject({
    device: deviceIdSchema,
    product: productIdSchema,
    manufacturerKey: z.string().regex(DIGITS, 'the SHA-256 of the manufacturer’s certificate, 64 small hex digits').optional(),
    gateway: deviceIdSchema.optional(),
    firmware: firmwareSchema.optional(),
    predecessor: deviceIdSchema.optional(),
  })
  // An optional member that is there is never undefined: the canonical form has no such thing.
  .transform((read) => Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined)) as unknown as Registration);
