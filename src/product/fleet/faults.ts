import { defineFaults } from '../../core/index.ts';

/** What can be wrong with opening a fleet, and with asking the process that holds it. */
export const fleetFaults = defineFaults('FLEET', {
  '001': { whose: 'caller', title: 'The clock is behind what the fleet has seen' },
  '002': { whose: 'peer', title: 'The database of the fleet is another one, or damaged' },
  '003': { whose: 'us', title: 'What stands on the ledger could not be taken into the tables' },
  '004': { whose: 'caller', title: 'The fleet has been closed' },
  '005': { whose: 'caller', title: 'No such command' },
  '006': { whose: 'caller', title: 'A command was given what it does not take' },
  '007': { whose: 'peer', title: 'A request on the control socket cannot be read' },
  '008': { whose: 'caller', title: 'The control socket cannot be made' },
  '009': { whose: 'peer', title: 'The process that holds the fleet does not answer' },
  '010': { whose: 'us', title: 'Something broke in the process that holds the fleet' },
  '011': { whose: 'us', title: 'A fact could not be taken into the tables of a room, and was set aside' },
});
