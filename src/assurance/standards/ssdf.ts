import type { Requirement, Standard } from '../model.ts';

// NIST SP 800-218 version 1.1: 4 groups, 19 practices, 42 tasks. A task's group is its practice. PW.3 and PW.4.3, PW.4.5, PW.5.2 were moved
// or dropped by version 1.1, so the ids are not contiguous.
const ROWS: readonly (readonly [id: string, title: string])[] = [
  ['PO.1.1', 'Rules for the security of build and office systems are set'],
  ['PO.1.2', 'Rules for the security of the software itself are set'],
  ['PO.1.3', 'Those who supply components are told what is required of them'],
  ['PO.2.1', 'Each part in secure development has a person'],
  ['PO.2.2', 'People are taught the part they have'],
  ['PO.2.3', 'Management commits itself to secure development, and says so'],
  ['PO.3.1', 'It is settled which tools are used to hold risk down'],
  ['PO.3.2', 'The tools are set up, run and kept safe'],
  ['PO.3.3', 'The tools leave records that show what was done'],
  ['PO.4.1', 'What a release must pass is defined, and followed all the way'],
  ['PO.4.2', 'The facts needed to decide are gathered and protected'],
  ['PO.5.1', 'Development, build, test and distribution are kept apart and guarded'],
  ['PO.5.2', 'Developers’ own machines are hardened'],
  ['PS.1.1', 'Code is kept where only those who should can read or change it'],
  ['PS.2.1', 'Whoever receives a release can check that it is genuine'],
  ['PS.3.1', 'Each release is archived with what is needed to answer for it'],
  ['PS.3.2', 'The origin of every component in a release is on record and kept up to date'],
  ['PW.1.1', 'Risk modelling is done on the design'],
  ['PW.1.2', 'Security requirements, risks and decisions on the design are kept'],
  ['PW.1.3', 'Shared security services are used instead of own inventions'],
  ['PW.2.1', 'Somebody else reviews the design against requirements and risks'],
  ['PW.4.1', 'Good, well-kept components are chosen and maintained'],
  ['PW.4.2', 'Own shared components are made as carefully as products'],
  ['PW.4.4', 'Components are checked against the rules as long as they are used'],
  ['PW.5.1', 'Code is written by secure-coding practice'],
  ['PW.6.1', 'Compilers and build tools that improve security are used'],
  ['PW.6.2', 'Their protective options are decided on, set, and approved'],
  ['PW.7.1', 'It is settled which code people read and which tools analyse'],
  ['PW.7.2', 'Code is reviewed or analysed, and what is found is dealt with'],
  ['PW.8.1', 'It is settled which tests of running code are needed'],
  ['PW.8.2', 'The tests are designed, run, and their findings dealt with'],
  ['PW.9.1', 'Safe default settings are worked out'],
  ['PW.9.2', 'Safe default settings are shipped and explained'],
  ['RV.1.1', 'News of flaws is gathered from users, finders and public sources'],
  ['RV.1.2', 'Code is looked at again to find flaws that slipped by'],
  ['RV.1.3', 'A policy on disclosing and mending flaws is in force'],
  ['RV.2.1', 'Each flaw is analysed until its risk is understood'],
  ['RV.2.2', 'A response to each flaw is planned and carried out'],
  ['RV.3.1', 'The cause behind each flaw is determined'],
  ['RV.3.2', 'Causes are compared over time to find patterns'],
  ['RV.3.3', 'Other flaws of the same class are sought and mended'],
  ['RV.3.4', 'The process is changed so that the cause does not return'],
];

function requirement([id, title]: readonly [string, string]): Requirement {
  return { id, title, group: id.slice(0, id.lastIndexOf('.')) };
}

export const SSDF: Standard = {
  id: 'ssdf',
  title: 'NIST Secure Software Development Framework',
  edition: 'SP 800-218 version 1.1 (2022-02)',
  source: 'Task ids of NIST SP 800-218, a work of the US government and in the public domain; titles are Assay’s own',
  requirements: ROWS.map(requirement),
};
