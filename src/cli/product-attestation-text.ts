import type { Said } from '../product/attestation/model.ts';
import { KEY, saying } from '../product/attestation/telling.ts';

/** The newest evidence of a device, as the room of attestation shows it. */
export interface HardwareShown {
  readonly device: string;
  readonly required: readonly string[];
  readonly newest?: {
    readonly format: string;
    readonly outcome: string;
    readonly code?: string;
    readonly key: keyof typeof KEY;
    readonly said: Said;
    readonly at: string;
  };
}

/** What it has shown, its outcome first. What was not verified is not repeated. */
export function hardwareText({ format, outcome, code, key, said, at }: NonNullable<HardwareShown['newest']>): string {
  const when = `${format.toUpperCase()}, ${at}`;
  if (outcome === 'verified') return `verified (${when}): ${KEY[key]}${saying(said)}`;
  return `${outcome === 'not-verified' ? 'not verified' : 'refused'} (${when})${code === undefined ? '' : `: ${code}`}`;
}
