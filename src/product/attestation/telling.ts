import type { Json } from '../../core/index.ts';
import type { Telling } from '../device/telling.ts';
import { ATTESTATION_EVENTS, type AttestationEvent } from './events.ts';
import type { Format, KeyBound, Said } from './model.ts';

/** What a device showed of its hardware, in its life. */
export const attestationTelling: Telling = {
  types: ATTESTATION_EVENTS,
  devices: (_type, body) => [(body as unknown as AttestationEvent).device],
  say(type, body) {
    // Facts of these types have these bodies: nobody else may enter them.
    const event = { ...(body as { readonly [key: string]: Json }), type } as unknown as AttestationEvent;
    if (event.type === 'attestation.forgotten') return 'may show other hardware from here on, as the operator said';
    const what = FORMAT[event.format];
    switch (event.outcome) {
      case 'verified':
        return `showed ${what}, which was verified: ${KEY[event.key]}${saying(event.said)} (evidence ${event.evidence.slice(0, 16)})`;
      case 'not-verified':
        return `showed ${what}, which nobody declared how to verify (evidence ${event.evidence.slice(0, 16)})`;
      case 'refused':
        return `showed ${what}, which was refused: ${event.code ?? 'no reason kept'} (evidence ${event.evidence.slice(0, 16)})`;
    }
  },
};

const FORMAT: Readonly<Record<Format, string>> = {
  psa: 'a PSA attestation token',
  tpm: 'a certification of its key by its TPM',
  other: 'evidence of another kind',
};

export const KEY: Readonly<Record<KeyBound, string>> = {
  'in-hardware': 'the key of its certificate was made in the hardware and cannot leave it',
  named: 'it names the key of the certificate, and does not say where that lives',
  unbound: 'it says nothing of the key of the certificate',
};

/** What it says, in one breath. */
export function saying({ lifecycle, software = [], firmware }: Said): string {
  const parts = software.map(
    ({ kind, version, measurement }) => `${kind ?? 'software'}${version === undefined ? '' : ` ${version}`} ${measurement.slice(0, 16)}`,
  );
  return [
    ...(lifecycle === undefined ? [] : [`; state ${lifecycle}`]),
    ...(parts.length === 0 ? [] : [`; runs ${parts.slice(0, 4).join(', ')}${parts.length > 4 ? ` and ${parts.length - 4} more` : ''}`]),
    ...(firmware === undefined ? [] : [`; firmware of the TPM ${firmware}`]),
  ].join('');
}
