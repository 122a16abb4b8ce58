import { defineFaults } from '../../core/index.ts';

export const inventoryFaults = defineFaults('INVENTORY', {
  '001': { whose: 'caller', title: 'a file of joins that does not have its shape' },
  '002': { whose: 'caller', title: 'a join to what is no part of the map' },
  '003': { whose: 'caller', title: 'no such discovery' },
  '004': { whose: 'caller', title: 'a discovery larger than Assay keeps' },
  '005': { whose: 'caller', title: 'rules beside the map and in the data folder that differ' },
});
