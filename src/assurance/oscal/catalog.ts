import { needModel, type OscalDocument } from './document.ts';
import { refuseOscal } from './faults.ts';
import { linksOf, metadataOf, paramsOf, partsOf, propsOf, some } from './fields.ts';
import type { OscalCatalog, OscalControl, OscalGroup } from './model.ts';
import type { Taking } from './reading.ts';

/**
 * Reads a catalogue. What it does not take (roles, parties, back matter) the document's reading lists as lost. Throws `Refused`
 * (ASSAY-OSCAL-003, -004, -005, -007) with every fault found.
 */
export function readCatalog(document: OscalDocument): OscalCatalog {
  needModel(document, 'catalog');
  const { root } = document.reading;
  const seen = new Map<string, string>();
  const controls = (at: Taking): readonly OscalControl[] =>
    at.list('controls').map((control) => {
      const id = control.needed('id');
      const before = seen.get(id);
      if (before !== undefined && id !== '')
        control.fault('005', 'id', `is "${id}", as is that of ${before}`, 'each id once', id, 'Give one of the two another id, or remove it.');
      seen.set(id, control.at);
      return {
        id,
        ...some('class', control.text('class')),
        title: control.needed('title'),
        params: paramsOf(control),
        props: propsOf(control),
        links: linksOf(control),
        parts: partsOf(control),
        controls: controls(control),
      };
    });
  const groups = (at: Taking): readonly OscalGroup[] =>
    at.list('groups').map((group) => ({
      ...some('id', group.text('id')),
      ...some('class', group.text('class')),
      title: group.needed('title'),
      params: paramsOf(group),
      props: propsOf(group),
      links: linksOf(group),
      parts: partsOf(group),
      groups: groups(group),
      controls: controls(group),
    }));
  const read: OscalCatalog = { metadata: metadataOf(root), params: paramsOf(root), groups: groups(root), controls: controls(root) };
  if (document.reading.faults.length > 0) refuseOscal(document.reading.faults);
  return read;
}
