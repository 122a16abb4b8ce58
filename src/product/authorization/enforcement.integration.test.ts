import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { Instant } from '../../core/index.ts';
import { readMap } from '../../map/index.ts';
import { openPolicyFolder } from './edge/policy-folder.ts';
import { enforcementOf } from './enforcement.ts';

it("holds the map's policies to those that decide, and calls a part that cannot ask them a gap", async () => {
  const map = readMap(readFileSync('examples/camera-service/service.yaml', 'utf8'), 'service.yaml');
  const { policies } = await openPolicyFolder('examples/camera-service/policies', Instant.of(0));
  const withCedar = (cedar: string) => ({ ...map, policies: map.policies.map((one) => (one.id === 'video-owner-only' ? { ...one, cedar } : one)) });
  const [all] = enforcementOf(withCedar('video.cedar'), policies);
  expect([...(all?.by ?? [])].sort()).toEqual(['guests-command-nothing-at-night', 'installers-and-support-see-no-video', 'services-see-no-video']);
  expect(all?.parts).toContainEqual({ part: 'app', kind: 'app', point: 'app' });
  expect(all?.gaps).toContain('"video-store" is a datastore, which asks no policies');
  const [some] = enforcementOf(withCedar('video.cedar#services-see-no-video, no-such'), policies);
  expect(some).toMatchObject({ by: ['services-see-no-video'], unknown: ['no-such'] });
  expect(some?.gaps).toContain('"no-such" is named and not loaded');
  expect(enforcementOf(withCedar('#households-keep-apart'), policies)[0]?.by).toEqual(['households-keep-apart']);
  const unnamed = enforcementOf({ ...map, policies: map.policies.map(({ cedar: _, ...one }) => one) }, policies);
  for (const one of unnamed) expect(one.gaps).toEqual(['no policy that decides at run time is named']);
});
