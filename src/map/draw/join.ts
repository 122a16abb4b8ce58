import type { ServiceMap } from '../model.ts';
import type { Wire } from './route.ts';

/** One drawn line: all flows between two parts, or all links, in one or both directions. */
export interface Join extends Wire {
  readonly style: 'flow' | 'link';
  readonly forth: readonly string[];
  readonly back: readonly string[];
  /** Something on it crosses in the clear. */
  readonly open: boolean;
}

/** The lines to draw. Several flows between the same two parts are one line, because twenty parallel lines tell no more than one and hide the rest. */
export function joins(map: ServiceMap): Join[] {
  const found = new Map<string, { from: string; to: string; style: 'flow' | 'link'; forth: string[]; back: string[]; open: boolean }>();
  const add = (style: 'flow' | 'link', from: string, to: string, label: string, open: boolean): void => {
    const back = found.get(`${style} ${to} ${from}`);
    if (back !== undefined) {
      back.back.push(label);
      back.open ||= open;
      return;
    }
    const known = found.get(`${style} ${from} ${to}`);
    if (known === undefined) found.set(`${style} ${from} ${to}`, { from, to, style, forth: [label], back: [], open });
    else {
      known.forth.push(label);
      known.open ||= open;
    }
  };
  for (const flow of map.flows)
    add('flow', flow.from, flow.to, `${flow.name ?? flow.id}${flow.protocol === 'unknown' ? '' : ` (${flow.protocol})`}`, flow.encryption === 'none');
  for (const link of map.links) add('link', link.from, link.to, link.type, false);
  return [...found].map(([id, join]) => ({ id, ...join, trunk: join.back.length > 0 ? id : `${join.style} ${join.from}` }));
}
