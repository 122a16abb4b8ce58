import type { Finding } from './check.ts';
import type { ServiceMap } from './model.ts';
import { planFindings } from './plan-findings.ts';

/** What is sound and yet most likely forgotten: loose ends. Warnings only, since a map is drawn over days. */
export function loose(map: ServiceMap): Finding[] {
  return [...unjoined(map), ...assets(map), ...policies(map), ...planFindings(map)];
}

function unjoined(map: ServiceMap): Finding[] {
  const joined = new Set<string>();
  const add = (...ids: readonly (string | undefined)[]): void => {
    for (const id of ids) if (id !== undefined) joined.add(id);
  };
  for (const flow of map.flows) add(flow.from, flow.to, ...(flow.over ?? []));
  for (const link of map.links) add(link.from, link.to);
  for (const gate of map.gates) add(gate.on, ...gate.of);
  for (const role of map.csirt?.roles ?? []) add(...role.holders, ...(role.deputies ?? []));
  for (const actor of map.actors) add(...actor.starts.map((start) => start.part));
  for (const asset of map.assets) add(...(asset.opens ?? []).map((opens) => opens.part));
  for (const part of map.parts) {
    const reach = [...(part.attached ?? []), ...(part.interfaces ?? []).flatMap((face) => face.on)];
    if (reach.length > 0) add(part.id, ...reach);
  }
  return map.parts.flatMap((part, i) =>
    joined.has(part.id)
      ? []
      : [
          {
            number: '040',
            path: ['parts', i],
            message: `nothing is joined to "${part.id}": no flow, link, network, gate or actor`,
            remedy: 'Draw what it talks to, what has power over it, or where it can be reached; a part alone looks safe because nobody said how it is reached.',
          },
        ],
  );
}

function assets(map: ServiceMap): Finding[] {
  const carried = new Set([...map.flows.flatMap((flow) => [...flow.carries, ...(flow.returns ?? [])]), ...map.links.flatMap((link) => link.carries ?? [])]);
  return map.assets.flatMap((asset, i) => {
    const found: Finding[] = [];
    if (asset.kind === 'credential' && (asset.opens ?? []).length === 0) {
      found.push({
        number: '041',
        path: ['assets', i],
        message: `the credential "${asset.id}" opens nothing`,
        remedy: 'Say under "opens" which parts it lets its holder into; without that no attack can use it.',
      });
    }
    const needed = Object.values(asset.needs).some((level) => level > 0);
    if (needed && asset.external !== true && asset.at.length === 0 && !carried.has(asset.id)) {
      found.push({
        number: '042',
        path: ['assets', i],
        message: `"${asset.id}" needs protection and is nowhere`,
        remedy: 'Say under "at" where it lives, or name it in the flows that carry it.',
      });
    }
    return found;
  });
}

function policies(map: ServiceMap): Finding[] {
  return map.policies.flatMap((policy, i) =>
    policy.assets.length > 0 || (policy.parts ?? []).length > 0
      ? []
      : [
          {
            number: '043',
            path: ['policies', i],
            message: `the policy "${policy.id}" concerns no asset and no part`,
            remedy: 'Name the assets it protects.',
          } satisfies Finding,
        ],
  );
}
