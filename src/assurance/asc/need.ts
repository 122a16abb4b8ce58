import type { Asset, LinkType, Part, ServiceMap } from '../../map/model.ts';

export const NEEDS = ['confidentiality', 'integrity', 'availability', 'privacy', 'safety'] as const;
export type Need = (typeof NEEDS)[number];

/** How heavily something is needed somewhere, 1 to 4, and by which asset; `through` the part it is ruled from here, where the asset is not here itself. */
export interface NeedFound {
  readonly level: number;
  readonly asset: string;
  readonly through?: string;
}

/** The heaviest of each need. A need that is absent is none, or not on the map. */
export type Needs = { readonly [N in Need]?: NeedFound };

type Draft = { -readonly [N in Need]?: NeedFound };

// Links by which one part can make of another what it will, or holds all that it has. What uses, writes, reviews, supports or supplies acts through
// something else that is on the map for itself.
const RULES: ReadonlySet<LinkType> = new Set(['builds', 'signs', 'deploys', 'administers', 'authenticates', 'hosts', 'updates', 'backs-up']);

/** What is at stake in each element of a map. */
export interface Stakes {
  /** At a part: the assets that live there or pass by a flow or link, and those of every part that it has power over, however far. */
  readonly atPart: (part: string) => Needs;
  readonly ofAsset: (asset: Asset) => Needs;
  /** On a flow or link: of what it carries; where the map does not say what that is, `undefined`. */
  readonly ofCarried: (assets: readonly string[]) => Needs | undefined;
  /** Anywhere in the service. */
  readonly whole: Needs;
}

/** Reads what is at stake from the map: assets where they are, then along the links of power until nothing rises. */
export function stakesOf(map: ServiceMap): Stakes {
  const assets = new Map(map.assets.map((asset) => [asset.id, asset]));
  const parts = new Map<string, Draft>(map.parts.map((part: Part) => [part.id, {}]));
  const whole: Draft = {};
  const put = (part: string, asset: Asset | undefined) => {
    const here = parts.get(part);
    if (here !== undefined && asset !== undefined) raise(here, needsOf(asset));
  };
  for (const asset of map.assets) {
    raise(whole, needsOf(asset));
    for (const place of asset.at) put(place.part, asset);
  }
  for (const { from, to, carries, returns } of map.flows)
    for (const id of [...carries, ...(returns ?? [])]) for (const end of [from, to]) put(end, assets.get(id));
  for (const { from, to, carries } of map.links) for (const id of carries ?? []) for (const end of [from, to]) put(end, assets.get(id));

  // What rises at a part rises at those with power over it. Needs have four levels and only rise, so each part is looked at a few times at most.
  const rulers = new Map<string, string[]>();
  for (const { type, from, to } of map.links) {
    if (!RULES.has(type)) continue;
    const known = rulers.get(to);
    if (known === undefined) rulers.set(to, [from]);
    else known.push(from);
  }
  let risen: readonly string[] = map.parts.map((part) => part.id);
  while (risen.length > 0) {
    const next = new Set<string>();
    for (const ruled of risen) {
      const below = parts.get(ruled);
      if (below === undefined) continue;
      for (const from of rulers.get(ruled) ?? []) {
        const ruler = parts.get(from);
        if (ruler !== undefined && raise(ruler, below, ruled)) next.add(from);
      }
    }
    risen = [...next];
  }
  return {
    atPart: (part) => parts.get(part) ?? {},
    ofAsset: needsOf,
    ofCarried: (ids) => {
      const carried: Draft = {};
      for (const id of ids) {
        const asset = assets.get(id);
        if (asset !== undefined) raise(carried, needsOf(asset));
      }
      return ids.length === 0 ? undefined : carried;
    },
    whole,
  };
}

function needsOf(asset: Asset): Needs {
  const needs: Draft = {};
  for (const need of NEEDS) if (asset.needs[need] > 0) needs[need] = { level: asset.needs[need], asset: asset.id };
  return needs;
}

/** Takes over what is heavier. Levels only rise and there are four, so repeating it comes to an end. */
function raise(here: Draft, found: Needs, through?: string): boolean {
  let changed = false;
  for (const need of NEEDS) {
    const one = found[need];
    if (one === undefined || one.level <= (here[need]?.level ?? 0)) continue;
    here[need] = through === undefined ? one : { level: one.level, asset: one.asset, through };
    changed = true;
  }
  return changed;
}

/** The heaviest need of all, in the order of `NEEDS` where several weigh the same. */
export function heaviest(needs: Needs): (NeedFound & { readonly need: Need }) | undefined {
  let most: (NeedFound & { readonly need: Need }) | undefined;
  for (const need of NEEDS) {
    const one = needs[need];
    if (one !== undefined && one.level > (most?.level ?? 0)) most = { need, ...one };
  }
  return most;
}
