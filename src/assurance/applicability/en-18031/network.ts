import { fact } from './questions.ts';
import { assessed, decides, excuses, type Tree } from './tree.ts';

// Resilience (RLM), monitoring (NMM) and control of traffic (TCM): part 1 alone.

export const NETWORK: readonly Tree[] = [
  {
    requirement: 'RLM-1',
    // Whether either exception suffices could not be settled from public files. Both are asked for, which excuses less.
    nodes: [
      assessed('DN-1', 'It limits what a flood does, and comes back to a set state'),
      excuses('DN-2', 'Its network interfaces are meant for the local network alone', fact('local-network-only'), { jointly: 'sheltered' }),
      excuses('DN-3', 'Other equipment protects it from floods', fact('network-absorbs-floods'), { jointly: 'sheltered' }),
    ],
  },
  {
    requirement: 'NMM-1',
    nodes: [
      decides('DN-1', 'It carries traffic between networks for other equipment', fact('network-equipment')),
      assessed('DN-2', 'It notices the signs of a flood in what it carries'),
    ],
  },
  {
    requirement: 'TCM-1',
    nodes: [
      decides('DN-1', 'It carries traffic between networks for other equipment', fact('network-equipment')),
      assessed('DN-2', 'It controls what it carries'),
    ],
  },
];
