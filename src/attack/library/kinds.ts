import type { PartKind } from '../../map/model.ts';

// Groups of part kinds that templates share. Each group is bounded by what its controls can have a verdict on.

export const DEVICES = ['device', 'gateway'] as const satisfies readonly PartKind[];
export const OFFICE = ['mail', 'wiki', 'document-system', 'business-system', 'identity-provider'] as const satisfies readonly PartKind[];
/** Systems for which single sign-on alone should not do. */
export const CRITICAL = [
  'repository',
  'build-system',
  'signing-system',
  'update-server',
  'admin-console',
  'certificate-authority',
  'artifact-registry',
] as const satisfies readonly PartKind[];
export const SERVERS = [
  'server',
  'broker',
  'datastore',
  'update-server',
  'admin-console',
  'build-system',
  'repository',
  'artifact-registry',
  'signing-system',
  'certificate-authority',
  'backup',
  'monitoring',
] as const satisfies readonly PartKind[];
/** Where own code can run, or where an administrator rules as if it did. */
export const MACHINES = [...SERVERS, ...OFFICE, ...DEVICES, 'app', 'workstation'] as const satisfies readonly PartKind[];
/** What people sign in to. */
export const SYSTEMS = [...SERVERS, ...OFFICE, 'app', 'workstation'] as const satisfies readonly PartKind[];
/** Where members may read what is kept for all of them. */
export const SHELVES = [
  'mail',
  'wiki',
  'document-system',
  'business-system',
  'repository',
  'artifact-registry',
  'monitoring',
] as const satisfies readonly PartKind[];
export const PEOPLE = ['role', 'supplier'] as const satisfies readonly PartKind[];
/** The road from source to fleet. */
export const RELEASE = ['repository', 'build-system', 'artifact-registry', 'signing-system', 'update-server'] as const satisfies readonly PartKind[];

/** Whose interfaces stand open to whoever is on the same network. The console that rules the fleet has a step of its own. */
export const ENTERED = [
  'server',
  'broker',
  'datastore',
  'update-server',
  'build-system',
  'repository',
  'artifact-registry',
  'signing-system',
  'certificate-authority',
  'backup',
  'monitoring',
  ...OFFICE,
  ...DEVICES,
  'app',
  'workstation',
  'network',
] as const satisfies readonly PartKind[];
/** Where code that is passed on lies as it came. What reaches a signing system is not signed by arriving. */
export const PASSED_TO = [
  'server',
  'broker',
  'datastore',
  'update-server',
  'admin-console',
  'build-system',
  'repository',
  'artifact-registry',
  'backup',
  ...OFFICE,
  'workstation',
] as const satisfies readonly PartKind[];
/** What ships updates without being an update server, and so has no stages. */
export const UNSTAGED = [
  'server',
  'broker',
  'datastore',
  'admin-console',
  'build-system',
  'repository',
  'artifact-registry',
  'signing-system',
  'certificate-authority',
  'backup',
  'monitoring',
  ...OFFICE,
  ...DEVICES,
  'app',
  'workstation',
  'role',
  'supplier',
] as const satisfies readonly PartKind[];
/** Where whoever may write is bound by no gate. */
export const WRITTEN = [
  'server',
  'datastore',
  'broker',
  'build-system',
  'artifact-registry',
  'update-server',
  'admin-console',
  'backup',
  'monitoring',
  ...OFFICE,
  'app',
  'workstation',
] as const satisfies readonly PartKind[];
/** What people administer with an account of its own: everything but what stands in homes and pockets. */
export const ADMINISTERED = [...SERVERS, ...OFFICE, 'workstation'] as const satisfies readonly PartKind[];
/** What may show a page for administering it. The console that rules the fleet has a step of its own. */
export const PAGED = [
  ...OFFICE,
  'server',
  'broker',
  'datastore',
  'update-server',
  'build-system',
  'repository',
  'artifact-registry',
  'signing-system',
  'certificate-authority',
  'backup',
  'monitoring',
] as const satisfies readonly PartKind[];
/** Where a copy that is restored lies as it was. What comes back to a signing system is not signed by coming back. */
export const RESTORED = [
  'server',
  'broker',
  'datastore',
  'update-server',
  'admin-console',
  'build-system',
  'repository',
  'artifact-registry',
  'certificate-authority',
  'monitoring',
  ...OFFICE,
  'workstation',
] as const satisfies readonly PartKind[];
/** Where code that is kept there is also what runs there. */
export const RUNNING = ['server', 'broker', 'datastore', 'admin-console', 'monitoring', ...OFFICE, 'workstation'] as const satisfies readonly PartKind[];
