import type { PartKind } from '../../map/model.ts';

// Controls that see an intruder or undo the harm, and where. They never close a step: they answer "would we know, and could we undo it".
export const DETECTORS: readonly { readonly control: string; readonly kinds: readonly PartKind[]; readonly serves: 'detect' | 'recover' }[] = [
  { control: 'endpoint-detection', kinds: ['workstation'], serves: 'detect' },
  {
    control: 'cloud-intrusion-detection',
    kinds: ['server', 'broker', 'datastore', 'admin-console', 'identity-provider', 'update-server', 'repository', 'build-system'],
    serves: 'detect',
  },
  {
    control: 'admin-acts-logged',
    kinds: [
      'identity-provider',
      'mail',
      'document-system',
      'business-system',
      'repository',
      'build-system',
      'signing-system',
      'update-server',
      'admin-console',
      'server',
      'datastore',
      'monitoring',
    ],
    serves: 'detect',
  },
  { control: 'fleet-intrusion-detection', kinds: ['device', 'gateway'], serves: 'detect' },
  { control: 'device-log', kinds: ['device', 'gateway'], serves: 'detect' },
  { control: 'code-log', kinds: ['repository'], serves: 'detect' },
  { control: 'logs-tamper-evident', kinds: ['monitoring'], serves: 'detect' },
  { control: 'owner-told', kinds: ['app'], serves: 'detect' },
  { control: 'quarantine-drilled', kinds: ['device', 'gateway'], serves: 'recover' },
  { control: 'recovery-verified', kinds: ['device', 'gateway', 'server'], serves: 'recover' },
  { control: 'restore-tested', kinds: ['backup'], serves: 'recover' },
];
