import { defineFaults } from '../index.ts';

/** What is wrong with bytes that should be DER (ITU-T X.690), before they are looked at as anything. Strangers send them. */
export const derFaults = defineFaults('DER', {
  '001': { whose: 'peer', title: 'The bytes end within an element' },
  '002': { whose: 'peer', title: 'A length or tag is not written as DER has it' },
  '003': { whose: 'peer', title: 'Another element stands where one was expected' },
  '004': { whose: 'peer', title: 'Bytes are left over' },
  '005': { whose: 'peer', title: 'A value is not written as DER has it' },
  '006': { whose: 'peer', title: 'There is more of it than is read' },
  '007': { whose: 'peer', title: 'The text is neither PEM nor base64' },
});
