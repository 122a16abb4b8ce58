import { openPolicyFolder } from '../product/authorization/edge/policy-folder.ts';
import { type Enforced, enforcementOf } from '../product/authorization/enforcement.ts';
import type { Arguments, Io, Option } from './command.ts';
import { enforcedText } from './product-access-text.ts';
import { counted } from './table.ts';
import { momentOf, type Workspace } from './workspace.ts';

export const POLICIES: Option = {
  name: 'policies',
  kind: 'text',
  value: 'FOLDER',
  about: 'hold the policies of the map to those of this folder that decide: a part that one reaches and that asks none is a gap too',
};

export interface PolicyGaps {
  readonly policies: readonly Enforced[];
  readonly text: string;
  readonly any: boolean;
}

/** Where a policy of the map is enforced, and where it is not; `undefined` where nobody asked for it. Throws `Refused` (ASSAY-AUTHORIZATION-001 to -008). */
export async function policyGaps(args: Arguments, io: Io, { map }: Pick<Workspace, 'map'>): Promise<PolicyGaps | undefined> {
  const folder = args.text('policies');
  if (folder === undefined) return undefined;
  const policies = enforcementOf(map, (await openPolicyFolder(folder, momentOf(args, io))).policies);
  const open = policies.filter(({ gaps }) => gaps.length > 0);
  const answer = `${counted(open.length, 'policy', 'policies')} of the map ${open.length === 1 ? 'is' : 'are'} not enforced everywhere, of ${policies.length}.`;
  return { policies, text: `${answer}\n\n${enforcedText(policies)}`, any: open.length > 0 };
}
