import type { Control } from '../../../src/assurance/model.ts';

/** The process stack, top first, as it is drawn everywhere. */
export const LAYER_WORDS: readonly { readonly id: Control['layer']; readonly word: string; readonly means: string }[] = [
  { id: 'experience', word: 'Experience', means: 'The security user experience: sign-in, introducing a device, consent, warnings that people heed.' },
  { id: 'product', word: 'Product', means: 'Security functions of the product: login, device introduction, administration, access control.' },
  { id: 'development', word: 'Development', means: 'From design to retirement: risk analysis, review, the code log, builds, releases, vulnerabilities.' },
  { id: 'operations', word: 'Operations', means: 'Credentials, detection, the response plan, response, recovery.' },
  { id: 'business', word: 'Business', means: 'Web, mail, documents, wiki, source, builds, updates and business systems: the ground that the rest stands on.' },
];
