import { fact, personalData, secretsOrPersonalStored } from './questions.ts';
import { assessed, decides, excuses, type Tree } from './tree.ts';

// Storage (SSM), communication (SCM), logging (LGM), deletion (DLM) and notices to users (UNM).

export const DATA: readonly Tree[] = [
  {
    requirement: 'SSM-1',
    nodes: [
      excuses('DN-1', 'Where it is meant to be used, what it stores is protected from outside', fact('environment-protects-storage')),
      assessed('DN-2', 'Each stored asset is in a safe store'),
    ],
  },
  { requirement: 'SSM-2', needs: ['SSM-1'], nodes: [assessed('DN-1', 'What is stored cannot be altered by attacking the store')] },
  {
    requirement: 'SSM-3',
    needs: ['SSM-1'],
    nodes: [assessed('DN-1', 'What is stored in confidence cannot be read by attacking the store')],
  },
  {
    requirement: 'SCM-1',
    nodes: [
      assessed('DN-1', 'What is sent goes by a protected channel'),
      assessed('DN-2', 'The asset shows only while a connection is made or managed', { parts: [1, 2] }),
      // Of single transmissions: that a home is private says nothing of what leaves it, so no fact of the map excuses here.
      assessed('DN-3', 'Where it is meant to be used, nobody without the right to it can listen', { parts: [1, 2] }),
    ],
  },
  {
    requirement: 'SCM-2',
    needs: ['SCM-1'],
    nodes: [
      assessed('DN-1', 'Best practice keeps what is sent whole and genuine'),
      assessed('DN-2', 'Working with others makes a deviation inevitable', { parts: [1, 2] }),
    ],
  },
  {
    requirement: 'SCM-3',
    needs: ['SCM-1'],
    nodes: [
      assessed('DN-1', 'Best practice keeps what is sent confidential'),
      assessed('DN-2', 'Working with others makes a deviation inevitable', { parts: [1, 2] }),
    ],
  },
  {
    requirement: 'SCM-4',
    needs: ['SCM-1'],
    nodes: [
      assessed('DN-1', 'Best practice keeps what was sent from being sent again'),
      assessed('DN-2', 'Sending it twice does no harm'),
      assessed('DN-3', 'Working with others makes a deviation inevitable', { parts: [1, 2] }),
    ],
  },
  {
    requirement: 'LGM-1',
    nodes: [excuses('DN-1', 'Law forbids that its events are logged', fact('law-forbids-logging')), assessed('DN-2', 'The event is logged')],
  },
  {
    requirement: 'LGM-2',
    needs: ['LGM-1'],
    nodes: [assessed('DN-1', 'The log is kept outside the equipment'), assessed('DN-2', 'The log is kept on the equipment, and lasts')],
  },
  { requirement: 'LGM-3', needs: ['LGM-1'], nodes: [assessed('DN-1', 'The log on the equipment has the newest events, and a set number of them')] },
  {
    requirement: 'LGM-4',
    needs: ['LGM-1'],
    nodes: [assessed('DN-1', 'With a clock at hand, entries carry its time'), assessed('DN-2', 'Without a clock, entries carry what time there is')],
  },
  {
    requirement: 'DLM-1',
    nodes: [
      decides('scope', 'It stores personal data, data on traffic or location, or secrets', secretsOrPersonalStored),
      assessed('DN-1', 'They can be deleted before the equipment is handed on or thrown away'),
    ],
  },
  {
    requirement: 'UNM-1',
    nodes: [
      decides('scope', 'It processes personal data, or data on traffic or location', personalData),
      excuses('DN-1', 'Users learn of the change by other means than the equipment', fact('users-told-otherwise')),
      assessed('DN-2', 'Every change that bears on privacy has its notice'),
    ],
  },
  { requirement: 'UNM-2', needs: ['UNM-1'], nodes: [assessed('DN-1', 'The notice says what changed, and what that does to privacy')] },
];
