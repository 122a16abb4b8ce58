import type { Attacked } from '../../assurance/attacks/attacked.ts';
import { positionOf } from '../../assurance/position.ts';
import { attackGraphOf } from '../../attack/fleet/index.ts';
import type { ControlAt, ControlState } from '../../attack/model.ts';
import { Instant } from '../../core/index.ts';
import { type ServiceMap, serviceMapSchema } from '../../map/model.ts';

// A map judged by verdicts that a test makes up. Used by tests alone.

export function judged(map: ServiceMap, verdict: (at: ControlAt) => ControlState['verdict']): Attacked {
  const at = Instant.parse('2026-11-01T00:00:00Z');
  const stateOf = (control: ControlAt): ControlState => ({ verdict: verdict(control), evidence: [], complete: true });
  const position = { ...positionOf({ map, evidence: [], exclusions: new Map(), at }), stateOf };
  return { at, head: { size: 0, root: '', origin: 'test' }, map, position, graph: attackGraphOf(map, stateOf) };
}

/** A verdict for each control at each subject, the same for the same seed. */
export function anyVerdict(seed: number): (at: ControlAt) => ControlState['verdict'] {
  return ({ control, subject }) => {
    let hash = seed | 0;
    for (const letter of `${control}@${subject}`) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
    return (['proven', 'proven', 'failing', 'unproven'] as const)[(hash >>> 7) & 3] ?? 'unproven';
  };
}

/** A wiki and a build server behind one sign-in, a developer and the secret of the house. */
export const HOUSE: ServiceMap = serviceMapSchema.parse({
  assay: 'service/1',
  service: { id: 'house', name: 'House' },
  parts: [
    { id: 'internet', kind: 'network', name: 'Internet', inScope: false },
    { id: 'lan', kind: 'network', name: 'Office network', layer: 'business' },
    { id: 'idp', kind: 'identity-provider', name: 'Sign-in', interfaces: [{ id: 'web', protocol: 'https', purpose: 'user-api', on: ['internet'] }] },
    { id: 'wiki', kind: 'wiki', name: 'Wiki', interfaces: [{ id: 'web', protocol: 'https', purpose: 'user-api', on: ['internet'] }] },
    { id: 'forge', kind: 'build-system', name: 'Build server', attached: ['lan'], interfaces: [{ id: 'ssh', protocol: 'ssh', purpose: 'admin', on: ['lan'] }] },
    { id: 'console', kind: 'admin-console', name: 'Console', interfaces: [{ id: 'web', protocol: 'https', purpose: 'admin', on: ['internet'] }] },
    { id: 'data', kind: 'datastore', name: 'Records', attached: ['lan'] },
    { id: 'dev', kind: 'role', name: 'Developer', layer: 'development' },
  ],
  links: [
    { id: 'idp-wiki', type: 'authenticates', from: 'idp', to: 'wiki' },
    { id: 'idp-console', type: 'authenticates', from: 'idp', to: 'console' },
    { id: 'dev-wiki', type: 'uses', from: 'dev', to: 'wiki' },
    { id: 'dev-console', type: 'administers', from: 'dev', to: 'console' },
    { id: 'console-data', type: 'administers', from: 'console', to: 'data' },
  ],
  gates: [],
  assets: [
    { id: 'records', name: 'Records of people', kind: 'information', needs: { confidentiality: 4 }, at: [{ part: 'data' }] },
    { id: 'forge-key', name: 'Key of the build server', kind: 'credential', at: [{ part: 'wiki' }], opens: [{ part: 'forge', access: 'code' }] },
  ],
  actors: [{ id: 'stranger', name: 'Stranger', kind: 'outsider', starts: [{ part: 'internet', access: 'reach' }] }],
});
