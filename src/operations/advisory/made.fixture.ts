import type { Json } from '../../core/index.ts';

/** Facts as a maker of cameras has them, with everything that facts can say. */
export const CAMERA: Json = {
  kind: 'advisory',
  title: 'Cameras take a password that nobody set',
  language: 'en',
  tlp: 'CLEAR',
  publisher: { category: 'vendor', name: 'Example Cameras', namespace: 'https://cameras.example', contact: 'security@cameras.example' },
  tracking: {
    id: 'EXC-2026-001',
    status: 'final',
    history: [
      { at: '2026-11-20T09:00:00Z', summary: 'First given out.' },
      { at: '2026-11-23T10:00:00Z', summary: 'The fix is there.' },
    ],
  },
  notes: [{ kind: 'summary', title: 'Summary', text: 'Whoever reaches port 23 is let in.' }],
  references: [{ summary: 'Where this is kept', url: 'https://cameras.example/exc-2026-001', self: true }],
  products: [
    { id: 'cam-1.1', vendor: 'Example Cameras', name: 'Door camera', version: '1.1', inField: 340, purl: 'pkg:generic/door-camera@1.1' },
    { id: 'cam-1.2', vendor: 'Example Cameras', name: 'Door camera', version: '1.2', inField: 12, cpe: 'cpe:2.3:o:example:door_camera:1.2:*:*:*:*:*:*:*' },
    { id: 'hub-4', vendor: 'Example Cameras', name: 'Hub', version: '4', inField: 1 },
  ],
  vulnerabilities: [
    {
      cve: 'CVE-2026-12345',
      ids: [{ system: 'Example Cameras', text: 'EXC-17' }],
      title: 'A password that is the same everywhere',
      description: 'The account of the factory is left in.',
      weakness: { id: 'CWE-798', name: 'Use of Hard-coded Credentials', edition: '4.13' },
      discovered: '2026-11-18T08:00:00Z',
      disclosed: '2026-11-20T09:00:00Z',
      exploited: { since: '2026-11-17T00:00:00Z', known: '2026-11-18T08:00:00Z' },
      products: [
        { product: 'cam-1.1', state: 'affected', action: 'Update to 1.2.', remedy: 'vendor_fix', url: 'https://cameras.example/1.2' },
        { product: 'cam-1.2', state: 'fixed' },
        { product: 'hub-4', state: 'not_affected', why: 'component_not_present', impact: 'It has no such account.' },
      ],
      scores: [
        { vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', products: ['cam-1.1'] },
        { vector: 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', products: ['cam-1.1'] },
      ],
    },
  ],
  disclosure: {
    contacts: ['mailto:security@cameras.example', 'https://cameras.example/report'],
    expires: '2027-06-30T00:00:00Z',
    canonical: ['https://cameras.example/.well-known/security.txt'],
    csaf: ['https://cameras.example/.well-known/csaf/provider-metadata.json'],
    languages: ['en', 'de'],
  },
};
