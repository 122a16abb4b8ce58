import { defineFaults } from '../../core/index.ts';

export const intakeFaults = defineFaults('INTAKE', {
  '001': { whose: 'caller', title: 'an input of no format that is read' },
  '002': { whose: 'caller', title: 'an input that cannot be read' },
  '003': { whose: 'peer', title: 'compressed input that is broken' },
  '004': { whose: 'caller', title: 'nothing can be listened on there' },
  '005': { whose: 'caller', title: 'a broker that is not reached' },
});
