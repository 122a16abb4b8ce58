import type { Requirement, Standard } from '../model.ts';

type Row = readonly [id: string, title: string, clause: string];

// ISO/IEC 27034-1:2011, -2:2015, -3:2018, -5:2017, -5-1:2018 and -7:2018, application security: the organisation's normative framework (ONF) and how
// it is managed (ONM), its application security controls (ASC), levels of trust (LOT), the five steps of the application security management process
// (ASMP), the application's normative framework (ANF) and what is predicted of later versions (APF). The standard numbers clauses and not requirements,
// so these ids are Assay's own: a group and a running number.
//
// Which clause each belongs to was written from memory of the parts, and has to be checked by somebody who holds the purchased text. Part 6 (examples)
// lays down nothing of its own; part 5-1 is the XML form of part 5.
const ROWS: readonly Row[] = [
  ['ONF-1', 'The business in which applications are used is described', '27034-1, 8.1; 27034-2 (business context)'],
  ['ONF-2', 'Laws and rules that bear on applications are listed, place by place', '27034-1, 8.1; 27034-2 (regulatory context)'],
  ['ONF-3', 'Technology that applications stand on is known', '27034-1, 8.1; 27034-2 (technological context)'],
  ['ONF-4', 'What applications do, and the known answers to its security, is kept in one place', '27034-1, 8.1; 27034-2 (specifications repository)'],
  ['ONF-5', 'Parts in application security have people, with what they must know', '27034-1, 8.1; 27034-2 (roles, responsibilities, qualifications)'],
  ['ONF-6', 'A library of approved controls is at hand for every application', '27034-1, 8.1; 27034-2 (ASC library)'],
  ['ONF-7', 'Processes that touch applications are written, and say where security comes in', '27034-1, 8.1; 27034-2 (processes)'],
  ['ONF-8', 'One life cycle serves as the reference for all applications', '27034-1, 8.1; 27034-2 (life cycle reference model)'],

  ['ONM-1', 'Somebody with authority owns the framework', '27034-1, 7.2; 27034-2 (ONF committee)'],
  ['ONM-2', 'The framework is designed for this organisation', '27034-1, 7.2; 27034-2 (design)'],
  ['ONM-3', 'The framework is brought into projects and operation', '27034-1, 7.2; 27034-2 (implementation)'],
  ['ONM-4', 'How well the framework works is watched', '27034-1, 7.2; 27034-2 (monitoring and review)'],
  ['ONM-5', 'What applications teach makes the framework better', '27034-1, 7.2; 27034-2 (improvement)'],
  ['ONM-6', 'It is audited whether the organisation goes by its framework', '27034-1, 7.2; 27034-2 (audit)'],

  ['ASC-1', 'Each control has an identity, an author and an approval, and cannot be altered unseen', '27034-1, 8.1; 27034-5 (identification)'],
  ['ASC-2', 'Each control says which risk or rule it is there for', '27034-1, 8.1; 27034-5 (objective)'],
  ['ASC-3', 'Each control says what to do, who does it, when and at what cost', '27034-1, 8.1; 27034-5 (security activity)'],
  ['ASC-4', 'Each control says how it is verified, by whom and when', '27034-1, 8.1; 27034-5 (verification measurement)'],
  ['ASC-5', 'Each control says for which levels of trust it is asked', '27034-1, 8.1; 27034-5 (levels of trust)'],
  ['ASC-6', 'Activity and verification have a place in the life cycle', '27034-1, 8.1; 27034-5 (life cycle reference model)'],
  ['ASC-7', 'Controls can be handed to others in a form that machines read', '27034-5; 27034-5-1'],

  ['LOT-1', 'Levels of trust are defined for the whole organisation', '27034-1, 8.1; 27034-3, 5.3'],
  ['LOT-2', 'Each application has a level that it aims for, taken from its risk', '27034-1, 7.3; 27034-3, 5.3 and 6.2'],
  ['LOT-3', 'The level that an application has follows from verification', '27034-1, 7.3; 27034-3, 5.3 and 6.5'],
  ['LOT-4', 'An application is accepted once it has the level it aims for', '27034-1, 8.5; 27034-3, 6.5'],

  ['ASMP-1', 'Step one: what the application needs and where it lives is found out', '27034-1, 7.3; 27034-3, 6.1'],
  ['ASMP-2', 'Step two: the risks of the application are assessed', '27034-1, 7.3; 27034-3, 6.2'],
  ['ASMP-3', 'Step three: the application’s own framework is made and kept up', '27034-1, 7.3; 27034-3, 6.3'],
  ['ASMP-4', 'Step four: the application is built and run with its controls', '27034-1, 7.3; 27034-3, 6.4'],
  ['ASMP-5', 'Step five: it is verified that the application holds its level, again and again', '27034-1, 7.3; 27034-3, 6.5'],

  ['ANF-1', 'The contexts that bear on this application are picked out of the organisation’s', '27034-1, 8.3; 27034-3, 6.3'],
  ['ANF-2', 'Controls for this application are chosen by the level it aims for', '27034-1, 8.3; 27034-3, 6.3'],
  ['ANF-3', 'People in this application’s project have their parts', '27034-1, 8.3; 27034-3, 6.3'],
  ['ANF-4', 'Every phase of this application’s life has its processes and records', '27034-1, 8.3; 27034-3, 6.3'],

  ['APF-1', 'What is claimed of a later version without verifying it anew has a reason on record', '27034-7'],
];

function requirement([id, title, clause]: Row): Requirement {
  return { id, title, group: id.slice(0, id.indexOf('-')), note: `Clause, from memory and to be checked: ISO/IEC ${clause}.` };
}

export const ISO_27034: Standard = {
  id: 'iso-27034',
  title: 'ISO/IEC 27034, application security',
  edition: 'Parts 1, 2, 3, 5, 5-1 and 7 (2011 to 2018)',
  source:
    'Assay’s own numbering by clause, since the standard numbers no requirements; clauses are from memory and are to be checked against the purchased text; titles are Assay’s own',
  requirements: ROWS.map(requirement),
};
