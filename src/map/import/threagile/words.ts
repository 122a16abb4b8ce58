import type { PartKind } from '../../model.ts';

/** Threagile's technologies as kinds of part. A technology that is not here is taken by the asset's type (data store, external entity, process). */
export const KIND_OF_TECHNOLOGY: Readonly<Record<string, PartKind>> = {
  'client-system': 'workstation',
  browser: 'app',
  desktop: 'workstation',
  'mobile-app': 'app',
  'devops-client': 'workstation',
  'web-server': 'server',
  'web-application': 'server',
  'application-server': 'server',
  database: 'datastore',
  'file-server': 'datastore',
  'local-file-system': 'datastore',
  erp: 'business-system',
  cms: 'business-system',
  'web-service-rest': 'server',
  'web-service-soap': 'server',
  ejb: 'server',
  'search-index': 'datastore',
  'search-engine': 'server',
  'service-registry': 'server',
  'reverse-proxy': 'server',
  'load-balancer': 'server',
  'build-pipeline': 'build-system',
  'sourcecode-repository': 'repository',
  'artifact-registry': 'artifact-registry',
  'code-inspection-platform': 'build-system',
  monitoring: 'monitoring',
  'ldap-server': 'identity-provider',
  'container-platform': 'server',
  'batch-processing': 'server',
  'event-listener': 'server',
  'identity-provider': 'identity-provider',
  'identity-store-ldap': 'identity-provider',
  'identity-store-database': 'datastore',
  tool: 'workstation',
  cli: 'app',
  task: 'server',
  function: 'server',
  gateway: 'gateway',
  'iot-device': 'device',
  'message-queue': 'broker',
  'stream-processing': 'broker',
  'service-mesh': 'server',
  'data-lake': 'datastore',
  'report-engine': 'server',
  ai: 'server',
  'mail-server': 'mail',
  vault: 'datastore',
  hsm: 'signing-system',
  waf: 'server',
  ids: 'monitoring',
  ips: 'server',
  scheduler: 'server',
  mainframe: 'server',
  'block-storage': 'datastore',
  library: 'server',
};

/** Protocols that encrypt between their two ends. */
export const ENCRYPTED = /-encrypted$|^(?:https|wss|ssh|ssh-tunnel|ftps|sftp|scp|ldaps)$/;
/** Protocols that never leave one machine, where listening on the wire has no meaning. */
export const LOCAL = /^(?:local-file-access|in-process-library-call|inter-process-communication|container-spawning|unknown-protocol)$/;

export const AUTHENTICATION = {
  none: 'none',
  credentials: 'password',
  'session-id': 'token',
  token: 'token',
  'client-certificate': 'certificate',
  'two-factor': 'password',
  externalized: 'sso',
} as const;

/** Threagile's ratings as our levels of need. */
export const CONFIDENTIALITY: Readonly<Record<string, number>> = { public: 0, internal: 1, restricted: 2, confidential: 3, 'strictly-confidential': 4 };
export const CRITICALITY: Readonly<Record<string, number>> = { archive: 0, operational: 1, important: 2, critical: 3, 'mission-critical': 4 };
