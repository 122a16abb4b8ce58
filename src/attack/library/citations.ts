import type { ControlId } from '../../evidence/model.ts';
import { type LinkType, PART_KINDS, type PartKind } from '../../map/model.ts';
import { LIBRARY } from './index.ts';
import { asks, type PlaceVar, type Range } from './template.ts';

/** A control that a template cites, and on what kind of subject: what assurance checks its controls against. */
export interface Citation {
  readonly template: string;
  readonly control: ControlId;
  readonly on: 'part' | 'flow' | 'link' | 'asset' | 'gate' | 'service';
  /** Kinds the cited part may be of. */
  readonly kinds?: readonly PartKind[];
  /** Types the cited link may be of. */
  readonly types?: readonly LinkType[];
}

/** What a range binds a name to, where the template says nothing narrower. */
const BOUND: Partial<Record<Range, Partial<Record<PlaceVar, readonly PartKind[]>>>> = {
  mailbox: { role: ['role', 'supplier'], mail: ['mail'] },
  reset: { role: ['role', 'supplier'], mail: ['mail'], idp: ['identity-provider'] },
  directory: { role: ['role', 'supplier'], idp: ['identity-provider'] },
  'sign-in': { role: ['role', 'supplier'], idp: ['identity-provider'] },
  'own-sign-in': { role: ['role', 'supplier'] },
  power: { role: ['role', 'supplier'] },
  'power-holding': { role: ['role', 'supplier'] },
  'remote-work': { role: ['role', 'supplier'], network: ['network'] },
  desk: { role: ['role', 'supplier'], part: ['workstation'] },
  'desk-directory': { role: ['role', 'supplier'], part: ['workstation'], idp: ['identity-provider'] },
  'desk-power': { role: ['role', 'supplier'], part: ['workstation'] },
  'kept-password': { role: ['role', 'supplier'], part: ['workstation'], idp: ['identity-provider'] },
  near: { network: ['network'], place: ['place'] },
  inside: { network: ['network'], place: ['place'] },
  placed: { place: ['place'] },
  attachment: { network: ['network'] },
  bridge: { from: ['network'], to: ['network'] },
  signed: { signer: ['signing-system'] },
  released: { signer: ['signing-system'] },
  'source-in': { from: ['repository'], to: ['build-system'] },
  feeds: { from: ['repository'], to: ['build-system'] },
  'feeds-holding': { from: ['repository'], to: ['build-system'] },
  'source-deploy': { from: ['repository'] },
  'source-deploy-code': { from: ['repository'], part: ['build-system'] },
  'shared-power': { role: ['role', 'supplier'] },
};

/** Types of link that a range keeps to. */
const TYPED: Partial<Record<Range, readonly LinkType[]>> = { 'sign-in': ['authenticates'], built: ['builds'] };

/** Every control that the library cites, template by template. */
export function citations(): readonly Citation[] {
  return LIBRARY.flatMap((template) =>
    asks(template).map((closer): Citation => {
      const [control = '', name = ''] = closer.split('@');
      const base = { template: template.id, control: control as ControlId };
      if (name === 'flow' || name === 'asset' || name === 'gate' || name === 'service') return { ...base, on: name };
      if (name === 'link') {
        const types = template.where?.links ?? TYPED[template.over];
        return { ...base, on: 'link', ...(types === undefined ? {} : { types }) };
      }
      const place = name as PlaceVar;
      return { ...base, on: 'part', kinds: template.where?.[place]?.kinds ?? BOUND[template.over]?.[place] ?? PART_KINDS };
    }),
  );
}
