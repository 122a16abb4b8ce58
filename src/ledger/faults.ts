import { defineFaults, type Fault } from '../core/index.ts';

/** Everything that the ledger refuses or reports. `peer` marks bytes on disk or in an export: whoever can write the folder controls them. */
export const ledgerFaults = defineFaults('LEDGER', {
  '001': { whose: 'caller', title: 'the draft has no usable type' },
  '002': { whose: 'caller', title: 'the entry is larger than an entry bundle can carry' },
  '003': { whose: 'caller', title: 'the ledger is not of the expected size' },
  '004': { whose: 'caller', title: 'another process is writing this data folder' },
  '005': { whose: 'caller', title: 'there is no ledger in this folder' },
  '006': { whose: 'peer', title: 'the database file is damaged' },
  '007': { whose: 'peer', title: 'the database is not a ledger that this version reads' },
  '008': { whose: 'caller', title: 'the ledger is closed or open for reading alone' },
  '009': { whose: 'caller', title: 'no such entry or tree size' },
  '010': { whose: 'peer', title: 'not a signed note' },
  '011': { whose: 'peer', title: 'the signature does not verify' },
  '012': { whose: 'peer', title: 'not a verifier key' },
  '013': { whose: 'peer', title: 'not a checkpoint' },
  '014': { whose: 'peer', title: 'not an entry in canonical form' },
  '015': { whose: 'peer', title: 'an entry does not match the hash kept for it' },
  '016': { whose: 'peer', title: 'an entry is missing' },
  '017': { whose: 'peer', title: 'an entry stands in the wrong place' },
  '018': { whose: 'peer', title: 'an entry was recorded before the one ahead of it' },
  '019': { whose: 'peer', title: 'the entries do not match a signed checkpoint' },
  '020': { whose: 'peer', title: 'the ledger has fewer entries than a signed checkpoint says' },
  '021': { whose: 'peer', title: 'entries stand behind the newest signed checkpoint' },
  '022': { whose: 'peer', title: 'a stored tree hash is wrong' },
  '023': { whose: 'peer', title: 'the keys of this ledger do not belong together' },
  '024': { whose: 'caller', title: 'the export folder is not empty' },
  '025': { whose: 'peer', title: 'the export is incomplete or disagrees with itself' },
  '026': { whose: 'peer', title: 'not a proof bundle' },
  '027': { whose: 'us', title: 'the entries could not be written' },
  '028': { whose: 'peer', title: 'the signing key is missing, unreadable or open to others' },
  '029': { whose: 'peer', title: 'the proof does not hold' },
  '030': { whose: 'peer', title: 'a file that an entry names is missing or another' },
  '031': { whose: 'caller', title: 'the data folder is open to others' },
});

export type LedgerFaultNumber = keyof typeof ledgerFaults.declared;

type Details = Omit<Parameters<typeof ledgerFaults.fault>[1], 'remedy'> & { readonly remedy?: string };

const RESTORE = 'Keep this folder as it is for examination, and restore the ledger from a copy that verifies.';

/** A fault about stored bytes; unless said otherwise its remedy is to keep the folder and restore from a good copy. */
export function ledgerFault(number: LedgerFaultNumber, details: Details): Fault {
  return ledgerFaults.fault(number, { ...details, remedy: details.remedy ?? RESTORE });
}
