import { fact, immutable, keys, keysGenerated, keysPreinstalled, updated } from './questions.ts';
import { assessed, decides, excuses, type Tree } from './tree.ts';

// Updates (SUM), keys (CCK), the equipment as a whole (GEC) and cryptography (CRY).

export const SOFTWARE: readonly Tree[] = [
  {
    requirement: 'SUM-1',
    nodes: [
      assessed('DN-1', 'The piece of software bears on assets'),
      excuses('DN-2', 'Functional safety forbids that it is updated', fact('safety-forbids-updates')),
      excuses('DN-3', 'All of its software is fixed on purpose', immutable),
      assessed('DN-4', 'Other measures protect the assets for its whole life'),
      assessed('DN-5', 'There is a way to update the piece', { asks: updated }),
    ],
  },
  { requirement: 'SUM-2', needs: ['SUM-1'], nodes: [assessed('DN-1', 'Only whole and genuine software is installed')] },
  {
    requirement: 'SUM-3',
    needs: ['SUM-1'],
    nodes: [
      assessed('DN-1', 'Updates install without people', { asks: fact('automatic-updates') }),
      assessed('DN-2', 'Updates install at a time that people approved'),
      assessed('DN-3', 'Updates install when people start them'),
    ],
  },
  {
    requirement: 'CCK-1',
    nodes: [
      decides('scope', 'It has confidential keys', keys),
      assessed('DN-1', 'A key serves only a mechanism whose deviation is justified'),
      assessed('DN-2', 'Each key gives 112 bits of security or more'),
    ],
  },
  {
    requirement: 'CCK-2',
    nodes: [
      decides('scope', 'It makes confidential keys itself', keysGenerated),
      assessed('DN-1', 'A key serves only a mechanism whose deviation is justified'),
      assessed('DN-2', 'Keys are made by a method that is best practice'),
    ],
  },
  {
    requirement: 'CCK-3',
    nodes: [
      decides('scope', 'Confidential keys are put into it at the factory', keysPreinstalled),
      assessed('DN-1', 'Each key is one piece of equipment’s alone'),
      assessed('DN-2', 'A key serves only to begin trust, under the eyes of somebody with the right to'),
      assessed('DN-3', 'What it is made for needs a shared key'),
    ],
  },
  {
    requirement: 'GEC-1',
    nodes: [
      assessed('DN-1', 'Software or hardware contains a publicly known hole'),
      assessed('DN-2', 'The hole bears on assets'),
      assessed('DN-3', 'The hole can be used on this equipment'),
      assessed('DN-4', 'What risk is left was brought to an acceptable measure'),
      assessed('DN-5', 'The hole was accepted on a judgement of risk'),
    ],
  },
  {
    requirement: 'GEC-2',
    nodes: [
      assessed('DN-1', 'The interface or service is there out of the box'),
      assessed('DN-2', 'It bears on assets'),
      assessed('DN-3', 'Set-up or basic operation needs it'),
    ],
  },
  {
    requirement: 'GEC-3',
    nodes: [
      decides('scope', 'It offers network services that set-up and basic operation do not need', fact('optional-network-services')),
      assessed('DN-1', 'The service bears on assets'),
      assessed('DN-2', 'A user with the right to can switch it on and off'),
    ],
  },
  {
    requirement: 'GEC-4',
    nodes: [assessed('DN-1', 'The interface or service is there out of the box'), assessed('DN-2', 'The user’s documents describe it')],
  },
  { requirement: 'GEC-5', nodes: [assessed('DN-1', 'What it is made for needs the socket')] },
  {
    requirement: 'GEC-6',
    nodes: [assessed('DN-1', 'The interface takes something in'), assessed('DN-2', 'What bears on assets is checked before it is used')],
  },
  {
    requirement: 'GEC-7',
    nodes: [decides('DN-1', 'It senses its surroundings', fact('senses-surroundings')), assessed('DN-2', 'The user’s documents describe what it senses')],
  },
  {
    requirement: 'GEC-8',
    nodes: [
      assessed('DN-1', 'Software is verified at start from a root in the hardware', { asks: fact('secure-boot') }),
      assessed('DN-2', 'The root cannot be changed, or only under cryptographic authority'),
    ],
  },
  {
    requirement: 'CRY-1',
    nodes: [
      assessed('DN-1', 'The cryptography serves only a mechanism whose deviation is justified'),
      assessed('DN-2', 'The cryptography is best practice for what it protects'),
    ],
  },
];
