import { needModel, type OscalDocument } from './document.ts';
import { refuseOscal } from './faults.ts';
import { metadataOf, propsOf, some } from './fields.ts';
import type { OscalPlan } from './model.ts';

/** Reads a system security plan: what it states of the system. Throws `Refused` (ASSAY-OSCAL-003, -004, -007). */
export function readPlan(document: OscalDocument): OscalPlan {
  needModel(document, 'system-security-plan');
  const { root } = document.reading;
  const system = root.one('system-characteristics');
  const parts = root.one('system-implementation');
  const implemented = root.one('control-implementation');
  const read: OscalPlan = {
    metadata: metadataOf(root),
    profile: root.one('import-profile')?.needed('href') ?? '',
    system: {
      ids: system?.list('system-ids').map((one) => one.needed('id')) ?? [],
      name: system?.needed('system-name') ?? '',
      description: system?.needed('description') ?? '',
      ...some('sensitivity', system?.text('security-sensitivity-level')),
      ...some('status', system?.one('status')?.needed('state')),
    },
    components:
      parts?.list('components').map((one) => ({
        uuid: one.needed('uuid'),
        type: one.needed('type'),
        title: one.needed('title'),
        description: one.needed('description'),
        ...some('status', one.one('status')?.needed('state')),
        props: propsOf(one),
      })) ?? [],
    inventory:
      parts?.list('inventory-items').map((one) => ({
        uuid: one.needed('uuid'),
        description: one.needed('description'),
        components: one.list('implemented-components').map((component) => component.needed('component-uuid')),
        props: propsOf(one),
      })) ?? [],
    requirements:
      implemented?.list('implemented-requirements').map((one) => {
        const statements = one.list('statements');
        const components = [one, ...statements].flatMap((at) => at.list('by-components'));
        for (const statement of statements) statement.needed('statement-id');
        return {
          controlId: one.needed('control-id'),
          statements: statements.length,
          components: [...new Set(components.map((component) => component.needed('component-uuid')))],
          ...some(
            'status',
            components.map((component) => component.one('implementation-status')?.text('state')).find((state) => state !== undefined),
          ),
        };
      }) ?? [],
  };
  if (system === undefined) root.fault('003', 'system-characteristics', 'is missing', 'what the system is', 'nothing', 'Add the field.');
  if (document.reading.faults.length > 0) refuseOscal(document.reading.faults);
  return read;
}
