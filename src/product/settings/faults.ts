import { defineFaults } from '../../core/index.ts';

export const settingsFaults = defineFaults('SETTINGS', {
  '001': { whose: 'caller', title: 'The settings have changed since they were read' },
});
