import { type ServiceMap, serviceMapSchema } from '../../src/map/model.ts';

const door = (id: string, purpose: string, on: string[], authentication: string) => ({ id, protocol: 'tcp', purpose, on, authentication });

/** A camera of two versions that calls a server, and the people who change its firmware: small, and each kind of class occurs. */
export const SMALL: ServiceMap = serviceMapSchema.parse({
  assay: 'service/1',
  service: { id: 'small', name: 'Small' },
  parts: [
    { id: 'internet', kind: 'network', name: 'Internet' },
    {
      id: 'camera',
      kind: 'device',
      name: 'Camera',
      population: 9,
      variants: [
        { id: 'old', population: 3 },
        { id: 'new', population: 6 },
      ],
      interfaces: [door('telnet', 'remote-shell', ['internet'], 'default-credential'), door('flash', 'update', ['internet'], 'none')],
    },
    { id: 'plug', kind: 'device', name: 'Plug', population: 2, interfaces: [door('web', 'local-control', ['internet'], 'none')] },
    { id: 'api', kind: 'server', name: 'API', interfaces: [door('rest', 'user-api', ['internet'], 'password')] },
    { id: 'source', kind: 'repository', name: 'Source', interfaces: [door('git', 'user-api', ['internet'], 'password')] },
    { id: 'developer', kind: 'role', name: 'Developer', population: 3 },
  ],
  flows: [{ id: 'up', from: 'camera', to: 'api', carries: ['video'], over: ['internet'] }],
  links: [{ id: 'writes', type: 'writes', from: 'developer', to: 'source' }],
  assets: [
    { id: 'video', name: 'Video', kind: 'information', needs: { privacy: 4, availability: 3 }, personal: { category: 'sensitive' }, at: [{ part: 'camera' }] },
    { id: 'firmware', name: 'Firmware', kind: 'code', needs: { integrity: 4 }, at: [{ part: 'source' }, { part: 'camera' }] },
  ],
  actors: [
    { id: 'thief', name: 'Thief', kind: 'neighbour', starts: [{ part: 'camera', access: 'physical' }] },
    { id: 'insider', name: 'Insider', kind: 'insider', starts: [{ part: 'developer', access: 'user' }] },
  ],
});

/** Two dozen cameras listed one by one: a fleet as long as their verdicts are alike. */
export const LISTED: ServiceMap = serviceMapSchema.parse({
  assay: 'service/1',
  service: { id: 'listed', name: 'Listed' },
  parts: [
    { id: 'internet', kind: 'network', name: 'Internet' },
    { id: 'api', kind: 'server', name: 'API', interfaces: [door('rest', 'user-api', ['internet'], 'password')] },
    ...Array.from({ length: 24 }, (_, i) => ({
      id: `camera-${i}`,
      kind: 'device',
      name: 'Camera',
      interfaces: [door('telnet', 'remote-shell', ['internet'], 'default-credential')],
    })),
  ],
  assets: [
    {
      id: 'video',
      name: 'Video',
      kind: 'information',
      needs: { privacy: 4 },
      personal: { category: 'sensitive' },
      at: Array.from({ length: 24 }, (_, i) => ({ part: `camera-${i}` })),
    },
  ],
});
