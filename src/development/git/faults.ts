import { defineFaults } from '../../core/index.ts';

export const gitFaults = defineFaults('GIT', {
  '001': { whose: 'peer', title: 'an object that git itself would not read' },
  '002': { whose: 'peer', title: 'larger or longer than Assay reads of a repository' },
  '003': { whose: 'peer', title: 'an object whose bytes do not have the name it was asked by' },
  '004': { whose: 'caller', title: 'no git repository in the folder' },
  '005': { whose: 'caller', title: 'a repository kept in a way that is not read' },
  '006': { whose: 'caller', title: 'no such tag, branch or commit' },
  '007': { whose: 'peer', title: 'git could not read the history to its end' },
  '008': { whose: 'caller', title: 'git is not installed, or could not be started' },
  '009': { whose: 'caller', title: 'an earlier release that has all of the later one' },
});
