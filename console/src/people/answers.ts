import type { z } from 'zod';
import type { glass, history, loud } from '../../../src/server/break-glass/model.ts';
import type { handed, personList, roleList, sessionList } from '../../../src/server/people/model.ts';
import type { carriedOut, proposalInFull, proposalList } from '../../../src/server/proposals/model.ts';

export type PersonList = z.infer<typeof personList>;
export type PersonView = PersonList['people'][number];
export type RoleList = z.infer<typeof roleList>;
export type SessionList = z.infer<typeof sessionList>;
export type Handed = z.infer<typeof handed>;
export type ProposalList = z.infer<typeof proposalList>;
export type ProposalInFull = z.infer<typeof proposalInFull>;
export type Loud = z.infer<typeof loud>;
export type GlassHistory = z.infer<typeof history>;
export type CarriedOut = z.infer<typeof carriedOut>;
export type GlassView = z.infer<typeof glass>;
