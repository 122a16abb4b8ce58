import { defineFaults } from '../../core/index.ts';

/** What can be wrong with what is asked of the certificate authority, with what strangers send it, and with its own keys. */
export const caFaults = defineFaults('CA', {
  '001': { whose: 'caller', title: 'A name cannot stand in a certificate' },
  '002': { whose: 'caller', title: 'The profile does not sign such a key' },
  '003': { whose: 'peer', title: 'A public key is weak or of no known kind' },
  '004': { whose: 'peer', title: 'A certification request cannot be read' },
  '005': { whose: 'peer', title: 'A certification request is not signed by the key in it' },
  '006': { whose: 'peer', title: 'A signature algorithm is not accepted' },
  '007': { whose: 'peer', title: 'A certificate cannot be read' },
  '008': { whose: 'caller', title: 'A certificate cannot be good for that time' },
  '009': { whose: 'caller', title: 'A file of profiles cannot be used' },
  '010': { whose: 'caller', title: 'A key of the authority is not here' },
  '011': { whose: 'caller', title: 'A key file does not open' },
  '012': { whose: 'caller', title: 'A passphrase or PIN cannot be had from where it should be' },
  '013': { whose: 'peer', title: 'A hardware token does not sign' },
  '014': { whose: 'caller', title: 'There is no authority yet' },
  '015': { whose: 'caller', title: 'There is an authority already' },
  '016': { whose: 'caller', title: 'The authority never issued that serial number' },
  '017': { whose: 'us', title: 'A key does not belong to its certificate' },
  '018': { whose: 'peer', title: 'An OCSP request cannot be read' },
  '019': { whose: 'caller', title: 'An address cannot stand in certificates' },
  '020': { whose: 'caller', title: 'A list of revoked certificates cannot be made so' },
  '021': { whose: 'caller', title: 'The authority was revoked, and signs nothing more' },
});
