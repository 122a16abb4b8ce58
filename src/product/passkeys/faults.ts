import { defineFaults } from '../../core/index.ts';

/** What can be wrong with passkeys. A refused sign-in says nothing of why (ASSAY-SIGNIN-001): these are for who is known already, or who sets Assay up. */
export const passkeyFaults = defineFaults('PASSKEY', {
  '001': { whose: 'caller', title: 'Passkeys cannot be bound to this public URL' },
  '002': { whose: 'caller', title: 'The passkey was not accepted' },
  '003': { whose: 'caller', title: 'The passkey is registered already' },
  '004': { whose: 'caller', title: 'There is no such passkey' },
});
