import type { Finding } from './check.ts';
import type { ServiceMap, Target } from './model.ts';

/** What a target is known by when maps are compared: one host may show several parts, each in an entry of its own. */
export function targetKey({ host, part }: Pick<Target, 'host' | 'part'>): string {
  return `${host} ${part}`;
}

const PORTS = { https: 443, http: 80, smtp: 25, tls: [443] } as const;
export type TargetPorts = { readonly https: number; readonly http: number; readonly smtp: number; readonly tls: readonly number[] };

export function portsOf(target: Target): TargetPorts {
  const { https, http, smtp, tls } = target.ports ?? {};
  return { https: https ?? PORTS.https, http: http ?? PORTS.http, smtp: smtp ?? PORTS.smtp, tls: tls ?? [https ?? PORTS.https] };
}

/** Entries that say the same: one host and part twice, or one look at one place that would be evidence about two parts. */
export function targetFindings(map: ServiceMap): Finding[] {
  const found: Finding[] = [];
  const seen = new Map<string, string>();
  for (const [i, target] of map.targets.entries()) {
    const { https, smtp, tls } = portsOf(target);
    const at = { dns: [0], mail: [smtp], web: [https], tls };
    const keys = [`part ${targetKey(target)}`, ...new Set(target.probes.flatMap((probe) => at[probe].map((port) => `${probe} ${target.host} ${port}`)))];
    const clash = keys.find((key) => seen.has(key));
    if (clash !== undefined)
      found.push({
        number: '028',
        path: ['targets', i, 'host'],
        message: `"${target.host}" is a target already: ${clash.startsWith('part ') ? `of "${target.part}"` : `its ${clash.split(' ')[0]} shows "${seen.get(clash)}"`}`,
        expected: 'each host once for a part, and each of its probes for one part alone',
        found: target.host,
        remedy: 'Put the two entries together, or give each its own probes or ports.',
      });
    for (const key of keys) if (!seen.has(key)) seen.set(key, target.part);
  }
  return found;
}
