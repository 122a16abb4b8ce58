import { defineFaults } from '../core/index.ts';

export const assuranceFaults = defineFaults('GAP', {
  '001': { whose: 'caller', title: 'a standard that Assay does not hold' },
  '002': { whose: 'caller', title: 'a control that Assay does not hold' },
  '003': { whose: 'caller', title: 'a subject at which the control is not owed' },
  '004': { whose: 'caller', title: 'an exclusion without reason, approver or end' },
  '005': { whose: 'caller', title: 'an exclusion that is already over or lasts too long' },
  '006': { whose: 'caller', title: 'no such exclusion stands' },
  '007': { whose: 'caller', title: 'no such product in scope' },
});
