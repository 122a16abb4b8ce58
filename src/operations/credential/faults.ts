import { defineFaults } from '../../core/index.ts';

export const credentialFaults = defineFaults('CREDENTIAL', {
  '001': { whose: 'caller', title: 'a register of credentials that does not fit' },
  '002': { whose: 'caller', title: 'a secret in the register of credentials' },
  '003': { whose: 'caller', title: 'a credential that is declared twice' },
  '004': { whose: 'caller', title: 'certificates that cannot be read' },
  '005': { whose: 'us', title: 'an audit that has stopped' },
  '006': { whose: 'caller', title: 'an order to renew that two people have to give' },
  '007': { whose: 'caller', title: 'no such credential to renew' },
  '008': { whose: 'us', title: 'an order to renew of which the document is gone' },
});
