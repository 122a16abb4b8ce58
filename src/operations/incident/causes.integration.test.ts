import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { positionOf } from '../../assurance/position.ts';
import { attackGraphOf } from '../../attack/fleet/index.ts';
import { Instant } from '../../core/index.ts';
import { readMap } from '../../map/read.ts';
import { causesOf } from './causes.ts';
import { detection, foldedOf, recorded, taken } from './incident.fixture.ts';
import type { Incident } from './model.ts';
import { placed } from './placing.ts';
import { radiusOf } from './radius.ts';

const AT = Instant.parse('2026-11-01T00:00:00Z');
const map = readMap(readFileSync('examples/camera-service/service.yaml', 'utf8'), 'service.yaml');
const position = positionOf({ map, evidence: [], exclusions: new Map(), at: AT });
const graph = attackGraphOf(map, position.stateOf, new Set());
const attacked = { at: AT, head: { size: 0, root: '', origin: '' }, map, position, graph };

function incidentOf(techniques: readonly string[], part?: string): Incident {
  const opened = taken(new Map(), ...foldedOf(detection('cam-1', 'x', 0, { techniques }), detection('cam-2', 'x', 1, { techniques })).map(recorded));
  const told = { incident: 'incident-1', by: 'csirt-lead' } as const;
  const incidents = part === undefined ? opened : taken(opened, { ...told, type: 'place', device: 'cam-1', part });
  return incidents.get('incident-1') as Incident;
}
const on = (incident: Incident, fleet = new Map<string, string>()) => placed(incident, graph, fleet);

describe('an incident on the attack graph of the example', () => {
  it('says nothing of a device that neither the fleet nor a person places', () => {
    const incident = incidentOf(['T1105']);
    const devices = on(incident);
    expect(devices.map(({ lacks }) => lacks)).toEqual(Array(2).fill('the fleet has no such device, and nobody said which part of the map it is'));
    expect(causesOf(attacked, incident, devices)).toMatchObject({ parts: [], candidates: [] });
    expect(radiusOf(attacked, devices)).toMatchObject({ from: [], parts: [] });
  });

  it('takes what was declared over what the fleet has, and says of a part that the map lacks that it does', () => {
    const fleet = new Map([
      ['cam-1', 'camera'],
      ['cam-2', 'toaster'],
    ]);
    expect(on(incidentOf([], 'camera/fw-1.8'), fleet)).toMatchObject([
      { name: 'cam-1', part: 'camera/fw-1.8', by: 'declared' },
      { name: 'cam-2', part: 'toaster', by: 'fleet', states: [], lacks: 'the attack graph of the map has no part toaster' },
    ]);
    expect(on(incidentOf([]), fleet)[0]).toMatchObject({ part: 'camera', by: 'fleet', states: ['camera:code:some'] });
  });

  it('ranks what an alarm names a technique of before what is cheaper, and names the alarms that no candidate explains', () => {
    const without = incidentOf(['T1498'], 'camera/fw-1.8');
    const plain = causesOf(attacked, without, on(without));
    const days = plain.candidates.map(({ way }) => way.story.days);
    expect(plain.unexplained).toEqual([{ rule: 'rule/x', techniques: ['T1498'] }]);
    expect(plain.candidates.every(({ supportedBy }) => supportedBy.length === 0)).toBe(true);
    expect(days).toEqual([...days].sort((a, b) => a - b));
    // Of the ways of the example the one through the wiki is dearer than the password that is on every unit.
    const wiki = incidentOf(['T1552.001'], 'camera/fw-1.8');
    const { candidates, unexplained } = causesOf(attacked, wiki, on(wiki));
    expect(candidates[0]?.supportedBy).toEqual([{ rule: 'rule/x', techniques: ['T1552.001'] }]);
    expect(candidates[0]?.way.story.days).toBeGreaterThan(days[0] ?? 0);
    expect(unexplained).toEqual([]);
  });

  it('says of each step what would have closed it and how that stands', () => {
    const incident = incidentOf(['T1498'], 'camera/fw-1.8');
    const [first] = causesOf(attacked, incident, on(incident)).candidates;
    expect(first).toMatchObject({ part: 'camera/fw-1.8', undecided: 1, evidence: [] });
    expect(first?.way.story.hops.flatMap(({ closedBy }) => closedBy)).toEqual([
      { control: 'unique-device-credentials', subject: 'camera/fw-1.8', verdict: 'unproven' },
    ]);
  });

  it('says what comes with the device, what of it is proven, and how many there are', () => {
    const { from, falling, parts } = radiusOf(attacked, on(incidentOf([], 'camera/fw-1.8')));
    expect(from).toEqual(['camera/fw-1.8']);
    expect(parts.find(({ part }) => part === 'camera')).toMatchObject({ name: 'Camera', population: 250_000, proven: true });
    expect(
      parts
        .filter(({ proven }) => proven)
        .map(({ part }) => part)
        .sort(),
    ).toEqual([...(falling?.proven.parts ?? [])].sort());
    expect(falling?.may.assets.length).toBeGreaterThan(falling?.proven.assets.length ?? 0);
    expect(falling?.may.assets.find(({ asset }) => asset === 'video')?.effects).toContain('read');
  });
});
