import { defineFaults } from '../../core/index.ts';

export const artifactFaults = defineFaults('ARTIFACT', {
  '001': { whose: 'caller', title: 'no manifest of a release' },
  '002': { whose: 'caller', title: 'no catalogue of toolchain files' },
  '003': { whose: 'caller', title: 'stamps that cannot be used' },
  '004': { whose: 'caller', title: 'a rule that would let a file pass by its name' },
  '005': { whose: 'caller', title: 'a recipe that cannot be used' },
  '006': { whose: 'caller', title: 'a submodule that is not in the tag’s tree, or not in the repository given' },
  '007': { whose: 'caller', title: 'nothing to compare with' },
  '008': { whose: 'caller', title: 'a recipe that cannot be held apart from the network' },
});
