import { defineFaults } from '../../core/index.ts';

export const certificateFaults = defineFaults('CERT', {
  '001': { whose: 'caller', title: 'a claim in no form that can be certified' },
  '002': { whose: 'caller', title: 'a claim about something that is not owed or not there' },
  '003': { whose: 'caller', title: 'a step that not every attack goes through' },
  '004': { whose: 'us', title: 'the checker does not accept what was made' },
  '005': { whose: 'peer', title: 'not a certificate that can be read' },
  '006': { whose: 'caller', title: 'the ledger grew while the certificate was made' },
});
