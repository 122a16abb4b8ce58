import type { Role } from '../../../src/product/access/model.ts';

export const ROLE_WORDS: Readonly<Record<Role, { readonly word: string; readonly means: string }>> = {
  operator: { word: 'Operator', means: 'Answers for the service: decides what is excluded, who may sign in, and what is done.' },
  developer: { word: 'Developer', means: 'Builds the product: changes the map and records evidence.' },
  responder: { word: 'Responder', means: 'Security operations: sees attacks and contains them.' },
  'it-administrator': { word: 'IT administrator', means: 'Runs the office systems that may be a way into the product.' },
  installer: { word: 'Installer', means: "Introduces devices. Gets nothing of the operator's console." },
  auditor: { word: 'Auditor', means: 'Checks every claim back to its evidence, and changes nothing.' },
};
