import { needModel, type OscalDocument } from './document.ts';
import { refuseOscal } from './faults.ts';
import { linksOf, metadataOf, paramOf, paramsOf, partsOf, propsOf, some } from './fields.ts';
import type { OscalAdd, OscalProfile, OscalSelection } from './model.ts';
import type { Taking } from './reading.ts';

const METHODS = ['use-first', 'keep', 'merge'] as const;
const POSITIONS = ['before', 'after', 'starting', 'ending'] as const;

/** Reads a profile: what it imports, how it merges, what it modifies. Throws `Refused` (ASSAY-OSCAL-003, -004, -007). */
export function readProfile(document: OscalDocument): OscalProfile {
  needModel(document, 'profile');
  const { root } = document.reading;
  const imports = root.list('imports').map((one) => ({
    href: one.needed('href'),
    includeAll: one.whole('include-all') !== undefined,
    include: one.list('include-controls').map(selection),
    exclude: one.list('exclude-controls').map(selection),
  }));
  if (!root.has('imports')) root.fault('003', 'imports', 'is missing', 'at least one import', 'nothing', 'Say which catalogue the profile draws from.');
  const merge = root.one('merge');
  const modify = root.one('modify');
  const read: OscalProfile = {
    metadata: metadataOf(root),
    imports,
    combine: merge?.one('combine') === undefined ? undefined : word(merge.one('combine'), 'method', METHODS),
    asIs: merge?.flag('as-is') === true,
    setParameters: modify?.list('set-parameters').map((one) => paramOf(one, 'param-id')) ?? [],
    alters:
      modify
        ?.list('alters')
        .map((alter) => ({ controlId: alter.needed('control-id'), adds: alter.list('adds').map(added), removes: alter.list('removes').map(removed) })) ?? [],
    resources: new Map(
      root
        .one('back-matter')
        ?.list('resources')
        .map((resource) => [resource.needed('uuid').toLowerCase(), resource.list('rlinks').map((link) => link.needed('href'))] as const) ?? [],
    ),
  };
  if (document.reading.faults.length > 0) refuseOscal(document.reading.faults);
  return read;
}

function selection(at: Taking): OscalSelection {
  return {
    ids: at.texts('with-ids'),
    patterns: at.list('matching').map((one) => one.needed('pattern')),
    withChildControls: at.text('with-child-controls') === 'yes',
  };
}

function added(at: Taking): OscalAdd {
  return {
    position: word(at, 'position', POSITIONS) ?? 'ending',
    ...some('byId', at.text('by-id')),
    ...some('title', at.text('title')),
    params: paramsOf(at),
    props: propsOf(at),
    links: linksOf(at),
    parts: partsOf(at),
  };
}

function removed(at: Taking): OscalProfile['alters'][number]['removes'][number] {
  return {
    ...some('byName', at.text('by-name')),
    ...some('byClass', at.text('by-class')),
    ...some('byId', at.text('by-id')),
    ...some('byItemName', at.text('by-item-name')),
    ...some('byNs', at.text('by-ns')),
  };
}

function word<const Word extends string>(at: Taking | undefined, key: string, words: readonly Word[]): Word | undefined {
  const value = at?.text(key);
  const known = words.find((one) => one === value);
  if (value !== undefined && known === undefined) at?.fault('004', key, 'is no word of OSCAL', words.join(', '), value, 'Use one of these.');
  return known;
}
