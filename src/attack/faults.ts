import { defineFaults } from '../core/index.ts';

/** Everything that can be wrong with a question put to an attack graph. Numbers are never reused. */
export const attackFaults = defineFaults('ATTACK', {
  '001': { whose: 'caller', title: 'a state that the attack graph does not have' },
  '002': { whose: 'caller', title: 'an actor that the map does not have' },
  '003': { whose: 'us', title: 'a step template that names what its range does not bind' },
  '004': { whose: 'caller', title: 'a control that no attack step waits for' },
});
