import type { Json } from '../../core/index.ts';
import type { Gather } from './gather.ts';
import type { Place } from './model.ts';
import { listOf, type Raw, rawOf, textIn } from './raw.ts';

/** Fields of a component by which it is looked for. */
const NAMES = ['purl', 'cpe', 'name', 'group', 'version'] as const;

/**
 * Says where the evidence of a component's identity (CycloneDX 1.5: an object, since 1.6 a list) comes to another name than its field has, or is not sure of it. The component is
 * looked for as its fields say; that its maker's tools found something else must not be lost.
 */
export function sayEvidence(component: Raw, place: Place, ref: string, gather: Gather): void {
  const given = rawOf(component['evidence'])?.['identity'];
  const identities = Array.isArray(given) ? (given as readonly Json[]) : given === undefined ? [] : [given];
  identities.forEach((each, at) => {
    const identity = rawOf(each);
    const where = { ...place, field: `${place.field}.evidence.identity${Array.isArray(given) ? `[${at}]` : ''}` };
    const field = textIn(identity?.['field']);
    const name = NAMES.find((one) => one === field);
    if (identity === undefined || name === undefined) return;
    const [concluded, said] = [textIn(identity['concludedValue']), textIn(component[name])];
    if (concluded !== undefined && concluded !== said)
      gather.skip(
        'identity-differs',
        where,
        `its evidence comes to the ${name} "${concluded.slice(0, 200)}", where the component says ${said === undefined ? 'none' : `"${said.slice(0, 200)}"`}; that is not looked for`,
        ref,
      );
    const confidence = identity['confidence'];
    if (typeof confidence === 'number' && confidence < 1)
      gather.skip('identity-unsure', where, `its ${name} is sure to ${Math.max(0, Math.floor(confidence * 100))} % by the evidence of its maker`, ref);
  });
}

/** Relatives of a component have other names and other holes: a variant or a descendant of it is not the component, and is not looked for. */
export function sayRelatives(pedigree: Raw, place: Place, ref: string, gather: Gather): void {
  for (const kind of ['variants', 'descendants'] as const) {
    const count = listOf(pedigree[kind]).length;
    if (count > 0)
      gather.skip(
        'left-out',
        { ...place, field: `${place.field}.pedigree.${kind}` },
        `${count} ${count === 1 ? 'relative' : 'relatives'} of it, not looked for`,
        ref,
      );
  }
}
