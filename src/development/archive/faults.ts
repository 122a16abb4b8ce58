import { defineFaults } from '../../core/index.ts';

export const archiveFaults = defineFaults('ARCHIVE', {
  '001': { whose: 'caller', title: 'no kind of archive that is read' },
  '002': { whose: 'peer', title: 'an archive that is damaged, or ends too early' },
  '003': { whose: 'peer', title: 'more than Assay unpacks' },
  '004': { whose: 'peer', title: 'a path that leads out of the archive' },
  '005': { whose: 'peer', title: 'an entry that is no file, folder or link' },
  '006': { whose: 'caller', title: 'the program that unpacks this kind is not installed' },
  '007': { whose: 'caller', title: 'no such file or folder' },
});
