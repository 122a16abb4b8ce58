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
  /** Of the asset alone. Empty where the map states no need of it, which is not that it has none. */
  readonly ofAsset: (asset: Asset) => Needs;
  /** Anywhere in the service. */
  readonly whole: Needs;
  /** At a part, or ruled from there: the assets of which no need is stated, in the order of the map. */
  readonly unstatedAt: (part: string) => readonly string[];
  /** All of them, in the order of the map. */
  readonly unstated: readonly string[];
}

/** Whoever draws an asset as personal has said that somebody's privacy is at stake, whether or not a need is written beside it. */
const LEAST_PRIVACY_OF_PERSONAL = 2;

/** Reads what is at stake from the map: assets where they are, then along the links of power until nothing rises. */
export function stakesOf(map: ServiceMap): Stakes {
  const assets = new Map(map.assets.map((asset) => [asset.id, asset]));
  const parts = new Map<string, Draft>(map.parts.map((part: Part) => [part.id, {}]));
  const silent = new Map<string, Set<string>>(map.parts.map((part: Part) => [part.id, new Set()]));
  const whole: Draft = {};
  // The reader writes 0 for every need that is left out, so an asset whose needs are all 0 is one of which nobody has said what it needs.
  const unstated = map.assets.filter((asset) => heaviest(needsOf(asset)) === undefined).map((asset) => asset.id);
  const isUnstated = new Set(unstated);
  const put = (part: string, asset: Asset | undefined) => {
    const here = parts.get(part);
    if (here === undefined || asset === undefined) return;
    raise(here, needsOf(asset));
    if (isUnstated.has(asset.id)) silent.get(part)?.add(asset.id);
  };
  for (const asset of map.assets) {
    raise(whole, needsOf(asset));
    for (const place of asset.at) put(place.part, asset);
  }
  for (const { from, to, carries, returns } of map.flows)
    for (const id of [...carries, ...(returns ?? [])]) for (const end of [from, to]) put(end, assets.get(id));
  for (const { from, to, carries } of map.links) for (const id of carries ?? []) for (const end of [from, to]) put(end, assets.get(id));

  // What rises at a part rises at those with power over it. Needs have four levels and only rise, and what is unstated only gathers, so it ends.
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
        if (ruler === undefined) continue;
        const rose = raise(ruler, below, ruled);
        if (gather(silent.get(from), silent.get(ruled)) || rose) next.add(from);
      }
    }
    risen = [...next];
  }
  return {
    atPart: (part) => parts.get(part) ?? {},
    ofAsset: needsOf,
    whole,
    unstatedAt: (part) => unstated.filter((id) => silent.get(part)?.has(id) === true),
    unstated,
  };
}

function needsOf(asset: Asset): Needs {
  const needs: Draft = {};
  for (const need of NEEDS) {
    const level = Math.max(asset.needs[need], need === 'privacy' && asset.personal !== undefined ? LEAST_PRIVACY_OF_PERSONAL : 0);
    if (level > 0) needs[need] = { level, asset: asset.id };
  }
  return needs;
}

function gather(here: Set<string> | undefined, found: ReadonlySet<string> | undefined): boolean {
  if (here === undefined || found === undefined) return false;
  const before = here.size;
  for (const id of found) here.add(id);
  return here.size > before;
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
