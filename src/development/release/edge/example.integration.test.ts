import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readMap } from '../../../map/index.ts';
import { PHASES } from '../../lifecycle/model.ts';
import { readLifecycle } from '../../lifecycle/read.ts';
import { LINKS } from '../link.ts';
import { readPolicy } from '../policy.ts';

const file = (name: string) => readFileSync(new URL(`../../../../examples/camera-service/${name}`, import.meta.url), 'utf8');

describe('the files of the camera service', () => {
  it('have a lifecycle with every phase, each with a criterion that something proves', () => {
    const { phases, releases } = readLifecycle(file('lifecycle.yaml'), 'lifecycle.yaml', readMap(file('service.yaml'), 'service.yaml'));
    expect(phases.map(({ id }) => id)).toEqual(PHASES);
    expect(phases.filter(({ entry, exit }) => entry.length + exit.length === 0)).toEqual([]);
    expect(releases.map(({ name }) => name)).toEqual(['v3.0.0', 'v3.1.0']);
  });

  it('have a policy that asks for every link', () => {
    expect(Object.keys(readPolicy(file('release-policy.yaml'), 'release-policy.yaml').require).toSorted()).toEqual(LINKS.toSorted());
  });
});
