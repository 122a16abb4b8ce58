import { fact, factoryPassword, machineInterface, networkSignIn, passwords, toy, toyOrChildcare, userInterface, userSignIn } from './questions.ts';
import { assessed, decides, excuses, type Tree } from './tree.ts';

// Access control (ACM) and authentication (AUM).

const SIGN_IN = ['AUM-1-1', 'AUM-1-2', 'AUM-1-3'] as const;

export const ACCESS: readonly Tree[] = [
  {
    requirement: 'ACM-1',
    nodes: [
      assessed('DN-1', 'An asset is meant to be open to everybody'),
      excuses('DN-2', 'Where it is meant to be used, only those with the right to it can get at it', fact('environment-limits-access')),
      excuses('DN-3', 'Law forbids that access is controlled', fact('law-forbids-access-control')),
      assessed('DN-4', 'Something controls access to each asset'),
    ],
  },
  { requirement: 'ACM-2', needs: ['ACM-1'], nodes: [assessed('DN-1', 'What controls access admits only those with the right to it')] },
  {
    requirement: 'ACM-3',
    needs: ['ACM-1'],
    nodes: [decides('DN-1', 'It is a toy', toy), assessed('DN-2', 'Children get at outside content from trusted sources only, from the start')],
  },
  {
    requirement: 'ACM-4',
    needs: ['ACM-1'],
    // One public transcription asks for a toy, another for a toy or childcare equipment: the wider is taken.
    nodes: [
      decides('DN-1', 'It is a toy, or made for childcare', toyOrChildcare),
      assessed('DN-2', 'Access of a third party is needed for what it is made for'),
      assessed('DN-3', 'Third parties are kept out from the start'),
    ],
  },
  {
    requirement: 'ACM-5',
    needs: ['ACM-1'],
    nodes: [decides('DN-1', 'It is a toy', toy), assessed('DN-2', 'Somebody with the right to can limit what a child reaches')],
  },
  {
    requirement: 'ACM-6',
    needs: ['ACM-1'],
    nodes: [decides('DN-1', 'It is a toy', toy), assessed('DN-2', 'Somebody with the right to can limit who else reaches what is the child’s')],
  },
  {
    requirement: 'AUM-1-1',
    needs: ['ACM-1'],
    nodes: [
      assessed('DN-1', 'What it is made for needs access without sign-in', { parts: [1, 2] }),
      excuses('DN-2', 'It is reached only over networks that admit nobody without the right to it', fact('trusted-networks-only')),
      assessed('DN-3', 'Access over a network asks who is there', { asks: networkSignIn }),
    ],
  },
  {
    requirement: 'AUM-1-2',
    needs: ['ACM-1'],
    nodes: [
      decides('scope', 'People operate it directly, or by a page or screen that it serves', userInterface),
      excuses('DN-1', 'Where it is meant to be used, whoever stands at it can be taken to have the right to it', fact('environment-limits-access')),
      assessed('DN-2', 'What it is made for needs reading without sign-in', { parts: [1, 2] }),
      excuses('DN-3', 'Law forbids that sign-in is asked for', fact('law-forbids-access-control')),
      assessed('DN-4', 'Access by a user interface asks who is there', { asks: userSignIn }),
    ],
  },
  {
    requirement: 'AUM-1-3',
    needs: ['ACM-1'],
    nodes: [
      decides('scope', 'Machines operate it over an interface made for them', machineInterface),
      assessed('DN-1', 'Access by a machine asks which machine is there'),
    ],
  },
  { requirement: 'AUM-2', needs: SIGN_IN, nodes: [assessed('DN-1', 'Sign-in rests on at least one factor')] },
  { requirement: 'AUM-2-1', needs: SIGN_IN, nodes: [assessed('DN-1', 'Sign-in rests on at least one factor')] },
  {
    requirement: 'AUM-2-2',
    needs: ['AUM-1-1', 'AUM-1-2'],
    nodes: [
      decides('scope', 'People operate it directly, or by a page or screen that it serves', userInterface, 'no', [3]),
      decides('DN-1', 'It is made above all to process personal data of a special category', fact('special-category-data'), 'no', [2]),
      assessed('DN-2', 'Sign-in can rest on two factors of different kinds'),
    ],
  },
  { requirement: 'AUM-3', needs: SIGN_IN, nodes: [assessed('DN-1', 'Everything that matters about what is shown is checked')] },
  {
    requirement: 'AUM-4',
    needs: SIGN_IN,
    nodes: [assessed('DN-1', 'A change would conflict with what security is for'), assessed('DN-2', 'What is signed in with can be changed')],
  },
  {
    requirement: 'AUM-5-1',
    needs: SIGN_IN,
    nodes: [
      decides('scope', 'It leaves the factory with a password', factoryPassword),
      assessed('DN-1', 'The user has to change it before or on first use'),
      assessed('DN-2', 'It belongs to one piece of equipment alone', { asks: fact('unique-password-preinstalled') }),
      assessed('DN-3', 'It is as strong as best practice asks'),
    ],
  },
  {
    requirement: 'AUM-5-2',
    needs: SIGN_IN,
    nodes: [
      decides('scope', 'Passwords authenticate people or machines to it', passwords),
      assessed('DN-1', 'The user has to set it before the equipment joins a network'),
      assessed('DN-2', 'Somebody with the right to sets it within a trusted network'),
      assessed('DN-3', 'The equipment makes it, strong, and tells it only within a trusted network'),
    ],
  },
  { requirement: 'AUM-6', needs: SIGN_IN, nodes: [assessed('DN-1', 'Sign-in withstands trying one secret after another')] },
];
