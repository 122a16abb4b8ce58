import { describe, expect, it } from 'vitest';
import { buildAttackGraph } from '../build/graph.ts';
import { WORLD } from '../build/world.fixture.ts';
import type { AttackGraph, ControlState } from '../model.ts';
import { DETECTORS } from './detectors.ts';
import { LIBRARY } from './index.ts';
import { asks } from './template.ts';

const graphWith = (verdict: ControlState['verdict'], complete = false): AttackGraph => buildAttackGraph(WORLD, () => ({ verdict, complete, evidence: [7] }));
const unproven = graphWith('unproven');
const proven = graphWith('proven');
const whole = graphWith('proven', true);
const failing = graphWith('failing');

/** One row a template: the first step it gives on the made-up world, what the step needs, and the state it gives. */
const ROWS: readonly (readonly [template: string, at: string, needs: string, gives: string])[] = [
  ['lure-by-mail', 'dev,mail,dev#1', 'mail:reach', 'dev#1:reach'],
  ['lure-in-our-name', 'dev,mail,dev#1', 'mail:reach', 'dev#1:reach'],
  ['lure-by-call', 'dev,mail,dev#1', 'internet:reach', 'dev#1:reach'],
  ['phish-sign-in', 'dev,idp,dev#1', 'dev#1:reach', 'dev#1:user'],
  ['phish-password', 'dev,desk,dev#1', 'dev#1:reach', 'dev#1@desk:user'],
  ['stuff-staff-password', 'dev,idp,dev#1', 'internet:reach', 'dev#1:user'],
  ['consent-phish', 'dev,idp-mail,dev#1', 'dev#1:reach', 'dev#1@mail:user'],
  ['leaver-account', 'dev,idp,dev#1', 'internet:reach', 'dev#1:user'],
  ['stray-machine-token', 'idp', 'internet:reach + idp:reach', 'idp:user'],
  ['reset-by-mailbox', 'dev,mail,idp,dev#1', 'dev#1@mail:user', 'dev#1:user'],
  ['ride-sign-on-critical', 'dev,idp-source,dev#1', 'dev#1:user + source:reach', 'dev#1@source:user'],
  ['ride-sign-on', 'dev,idp-mail,dev#1', 'dev#1:user + mail:reach', 'dev#1@mail:user'],
  ['use-own-account', 'dev,desk,dev#1', 'dev#1:user', 'dev#1@desk:user'],
  ['sign-in-forged', 'dev,idp,dev#1', 'idp:admin', 'dev#1:user'],
  ['identity-provider-opens', 'idp-mail', 'idp:admin', 'mail:admin'],
  ['open-mailboxes', 'dev,mail,dev#1', 'mail:admin', 'dev#1@mail:user'],
  ['open-attachment', 'dev,desk:some', 'dev:reach:some', 'desk:code:some'],
  ['poisoned-tool', 'dev,desk:some', 'internet:reach', 'desk:code:some'],
  ['session-stolen', 'dev,desk,idp,dev#1:some', 'desk:code:some', 'dev#1:user'],
  ['saved-password-used', 'dev,server-key,desk,dev#1:some', 'server-key@desk:read:some', 'dev#1:user'],
  ['work-beside', 'desk,dev-mail,dev#1:some', 'desk:code:some', 'dev#1@mail:user'],
  ['administer-beside', 'desk,dev-builder,dev#1:some', 'desk:code:some', 'dev#1@builder:user'],
  ['account-becomes-person', 'dev-mail:some', 'dev@mail:user:some', 'mail:user'],
  ['administrator-signed-in', 'dev-builder:some', 'dev@builder:user:some', 'builder:admin'],
  ['role-rules-network', 'it-office', 'it:user', 'office:reach'],
  ['excess-rights', 'idp', 'idp:user', 'idp:admin'],
  ['members-read', 'notes,wiki', 'wiki:user', 'notes@wiki:read'],
  ['secret-in-documents', 'shared-key,wiki', 'wiki:user', 'shared-key@wiki:read'],
  ['unlisted-secret-in-documents', 'mail,dev-builder', 'mail:user + builder:reach', 'builder:user'],
  ['office-hole', 'idp', 'idp:reach', 'idp:code'],
  ['office-web-hole', 'wiki', 'wiki:reach', 'wiki:code'],
  ['office-new-hole', 'idp', 'idp:reach', 'idp:code'],
  ['cross-networks', 'plant,office', 'plant:reach', 'office:reach'],
  ['join-wireless', 'office', 'office:physical', 'office:reach'],
  ['within-radio-range', 'office,tower', 'tower:reach', 'office:physical'],
  ['plug-in', 'office,tower', 'tower:reach', 'office:reach'],
  ['walk-up', 'orders,tower', 'tower:reach', 'orders:physical'],
  ['take-the-machine', 'desk:some', 'desk:physical:some', 'desk:code:some'],
  ['take-the-server', 'idp', 'idp:physical', 'idp:admin'],
  ['remote-in', 'dev,office:some', 'dev:user:some', 'office:reach'],
  ['break-remote-access', 'office', 'internet:reach', 'office:reach'],
  ['supplier-falls', 'vendor', 'internet:reach', 'vendor:user'],
  ['supplier-signs-in', 'vendor-orders', 'vendor:user', 'vendor@orders:user'],
  ['supplied-system-turns', 'vendor-supplies', 'vendor:user', 'orders:code'],
  ['backup-stolen', 'records,vault', 'vault:reach', 'records@vault:read'],
  ['backup-destroyed', 'records,vault', 'vault:user', 'records@vault:deny'],
  ['backed-up-copy', 'vault-data', 'data:admin', 'vault:user'],
  ['person-turns', 'clerk-orders:some', 'clerk:user:some', 'orders:user'],
  ['factor-registered-by-help-desk', 'it-idp', 'it:reach', 'idp:user'],
  ['foreign-tenant-trusted', 'dev,idp,dev#1', 'internet:reach', 'dev#1:user'],
  ['source-of-accounts-changed', 'orders-idp', 'orders:admin', 'idp:user'],
  ['standing-top-administrator', 'idp', 'idp:user', 'idp:admin'],
  ['rights-left-switched-on', 'dev,idp-mail:some', 'dev@mail:user:some', 'mail:admin'],
  ['shared-administrator-password', 'it,idp,orders', 'idp:admin', 'it@orders:user'],
  ['forwarded-mail-read', 'dev,mail,dev#1', 'internet:reach', 'dev#1@mail:user'],
  ['mail-read-on-the-way', 'dev,mail,dev#1', 'internet:reach', 'dev#1@mail:user'],
  ['mail-domain-taken', 'dev,mail,dev#1', 'internet:reach', 'dev#1@mail:user'],
  ['sign-in-name-taken', 'dev,idp,dev#1', 'internet:reach', 'dev#1:user'],
  ['update-host-name-taken', 'ships,firmware', 'internet:reach', 'firmware@updates:change'],
  ['session-taken-on-the-network', 'wiki,web,office', 'office:reach', 'wiki:user'],
  ['foreign-page-acts', 'dev-wiki,dev#1', 'dev#1:reach', 'dev#1@wiki:user'],
  ['exposed-admin-page', 'shop,rule,internet', 'shop.rule:reach', 'shop:user'],
  ['exposed-build-page', 'forge,jobs,internet', 'forge.jobs:reach', 'forge:user'],
  ['anonymous-link', 'notes,wiki', 'internet:reach + wiki:reach', 'notes@wiki:read'],
  ['lure-from-within', 'dev-mail,dev#1', 'mail:user', 'dev#1:reach'],
  ['macro-opened', 'dev,desk:some', 'dev:reach:some', 'desk:code:some'],
  ['shared-document-poisoned', 'desk,dev-wiki:some', 'wiki:user', 'desk:code:some'],
  ['remote-support-lured', 'dev,desk:some', 'dev:reach:some', 'desk:code:some'],
  ['remote-support-taken-over', 'vendor-orders', 'vendor:user', 'orders:code'],
  ['copy-changed', 'control,vault', 'vault:user', 'control@vault:change'],
  ['changed-copy-restored', 'vault-api,control', 'control@vault:change', 'control@api:change'],
  ['poisoned-copy-runs', 'vault-api,control', 'control@vault:change', 'api:code'],
  ['old-state-restored', 'vault-api', 'vault:user', 'api:user'],
  ['office-updates-turned', 'shop-desk:every', 'shop:admin', 'desk:code:every'],
  ['known-hole-in-server', 'vault', 'vault:reach', 'vault:code'],
  ['new-hole-in-server', 'api', 'api:reach', 'api:code'],
  ['new-hole-in-store', 'vault', 'vault:reach', 'vault:code'],
  ['web-injection', 'console', 'console:reach', 'console:code'],
  ['server-asked-to-ask', 'api-data', 'api:reach', 'data:reach'],
  ['query-injected', 'api-data', 'api:reach', 'data:user'],
  ['misconfigured-server', 'vault', 'vault:reach', 'vault:admin'],
  ['guess-server-password', 'api,rest', 'api.rest:reach', 'api:user'],
  ['ask-without-asking-who', 'cam-api', 'api.rest:reach', 'api:user'],
  ['own-key-used', 'cam-api:some', 'camera:code:some + api.rest:reach', 'api:user'],
  ['database-user-reads', 'records,data', 'data:user', 'records@data:read'],
  ['database-user-writes', 'records,data', 'data:user', 'records@data:change'],
  ['machine-ruled', 'idp', 'idp:code', 'idp:admin'],
  ['administrator-runs-code', 'idp', 'idp:admin', 'idp:code'],
  ['code-reads', 'notes,wiki', 'wiki:code', 'notes@wiki:read'],
  ['server-reads', 'firmware,updates', 'updates:code', 'firmware@updates:read'],
  ['server-reads-personal', 'video,api', 'api:code', 'video@api:read'],
  ['secret-on-server', 'server-key,api', 'api:code', 'server-key@api:read'],
  ['secret-in-store', 'shared-key,wiki', 'wiki:code', 'shared-key@wiki:read'],
  ['code-changes', 'notes,wiki', 'wiki:code', 'notes@wiki:change'],
  ['code-denies', 'notes,wiki', 'wiki:code', 'notes@wiki:deny'],
  ['disk-taken', 'records,data', 'data:physical', 'records@data:read'],
  ['cloud-copy-taken', 'host-data,records', 'host:admin', 'records@data:read'],
  ['console-from-outside', 'console,web,internet', 'internet:reach', 'console.web:reach'],
  ['rule-alone', 'admin-console:some', 'admin@console:user:some', 'console:admin'],
  ['rule-together', 'four-eyes', 'admin#1@console:user + admin#2@console:user', 'console:admin'],
  ['command-what-it-rules', 'console-camera:every', 'console:admin', 'camera:admin:every'],
  ['host-rules-guest', 'host-data', 'host:admin', 'data:code'],
  ['guest-escapes', 'host-data', 'data:code', 'host:code'],
  ['secrets-of-a-guest', 'vault-data', 'vault:code', 'data:reach'],
  ['issuing-key-copied', 'server-key,ca', 'ca:code', 'server-key@ca:read'],
  ['identity-issued', 'ca-broker', 'ca:admin', 'broker:user'],
  ['certificate-kept-in-use', 'ca-broker', 'internet:reach + broker:reach', 'broker:user'],
  ['old-credential-kept-in-use', 'shared-key,broker,user', 'internet:reach', 'broker:user'],
  ['credential-used', 'shared-key,broker,user:some', 'shared-key:read:some', 'broker:user'],
  ['credential-replaced', 'owner-password,app,app,user:some', 'owner-password@app:change:some', 'app:user:some'],
  ['flood-service', 'firmware,updates', 'updates:reach', 'firmware@updates:deny'],
  ['talk-support-into-it', 'clerk-supports:some', 'internet:reach', 'app:user:some'],
  ['support-looks-in', 'clerk-supports:every', 'clerk:user:some', 'app:user:every'],
  ['members-gone-still-in', 'api', 'internet:reach + api:reach', 'api:user'],
  ['monitoring-shows-the-way', 'watch-host', 'watch:admin', 'host:user'],
  ['push-alone', 'dev-source,code:some', 'dev@source:user:some', 'code@source:change'],
  ['push-from-machine', 'desk-source,code:some', 'desk:code:some', 'code@source:change'],
  ['write-from-machine', 'host-writes,records', 'host:code', 'records@data:change'],
  ['push-together', 'review,code', 'dev#1@source:user + dev#2@source:user + signatory#1@source:user + signatory#2@source:user (2)', 'code@source:change'],
  ['write-as-member', 'admin-data,records:some', 'admin@data:user:some', 'records@data:change'],
  ['owner-overrides', 'code,source', 'source:admin', 'code@source:change'],
  ['repository-rewritten', 'code,source', 'source:code', 'code@source:change'],
  ['author-forged', 'signatory-source,code:some', 'signatory@source:user:some', 'code@source:change'],
  ['secret-in-source', 'shared-key,source', 'source:user', 'shared-key@source:read'],
  ['unlisted-secret-in-source', 'source,dev-mail', 'source:user + mail:reach', 'mail:user'],
  ['dependency-swapped', 'code,source', 'internet:reach', 'code@source:change'],
  ['dependency-turned', 'code,source', 'internet:reach', 'code@source:change'],
  ['supplied-code-turned', 'foundation-source,code', 'foundation:user', 'code@source:change'],
  ['supplied-device-turned', 'factory-camera:every', 'factory:user', 'camera:code:every'],
  ['copied-at-the-factory', 'factory-camera,shared-key:every', 'factory:user', 'shared-key@camera:read:every'],
  ['source-taken-in', 'source,builder,code', 'code@source:change', '*@builder:change'],
  ['build-script-runs', 'source,builder,code', 'code@source:change', 'builder:code'],
  ['stranger-builds', 'builder', 'internet:reach', 'builder:code'],
  ['build-machine-entered', 'builder', 'builder:reach', 'builder:code'],
  ['build-job-rewritten', 'builder', 'builder:user', 'builder:code'],
  ['build-secret-taken', 'shared-key,builder', 'builder:code', 'shared-key@builder:read'],
  ['toolchain-turned', 'builder', 'internet:reach', 'builder:code'],
  ['unreviewed-built', 'builds,firmware', '*@builder:change', 'firmware@store:change'],
  ['build-tampered', 'builds,firmware', 'builder:code', 'firmware@store:change'],
  [
    'reviewed-built',
    'review,firmware,store',
    'dev#1@source:user + dev#2@source:user + signatory#1@source:user + signatory#2@source:user (2)',
    'firmware@store:change',
  ],
  ['artifact-replaced', 'firmware,store', 'store:user', 'firmware@store:change'],
  ['release-store-ruled', 'code,builder', 'builder:admin', 'code@builder:change'],
  ['signed-as-it-stands', 'firmware,store,signer', 'firmware@store:change', 'firmware@signer:change'],
  ['signed-alone', 'signatory-signer,firmware:some', 'signatory@signer:user:some', 'firmware@signer:change'],
  ['signed-together', 'release,firmware', 'signatory#1@signer:user + signatory#2@signer:user', 'firmware@signer:change'],
  ['released-together', 'release,firmware,updates', 'signatory#1@signer:user + signatory#2@signer:user', 'firmware@updates:change'],
  ['signing-key-taken', 'firmware,signer', 'signer:code', 'firmware@signer:change'],
  ['signing-key-copied', 'server-key,signer', 'signer:code', 'server-key@signer:read'],
  ['released-as-it-stands', 'firmware,store,signer,updates', 'firmware@store:change', 'firmware@updates:change'],
  ['shipped-to-the-first', 'ships,firmware,signer:some', 'firmware@signer:change + firmware@updates:change', 'camera:code:some'],
  ['shipped-to-all', 'ships,firmware,signer:every', 'firmware@signer:change + firmware@updates:change', 'camera:code:every'],
  ['shipped-at-once', 'ships-hub,firmware,signer:every', 'firmware@signer:change + firmware@host:change', 'hub:code:every'],
  ['shipped-unsigned', 'ships,firmware:every', 'firmware@updates:change', 'camera:code:every'],
  ['deployed', 'deploys,firmware', 'firmware@builder:change', 'api:code'],
  ['deployed-by-hand', 'deploys', 'builder:code', 'api:code'],
  ['deployed-by-person', 'clerk-deploys:some', 'clerk:user:some', 'host:code'],
  ['hidden-account', 'camera:every', 'camera:reach:every', 'camera:admin:every'],
  ['secret-in-image', 'shared-key,camera:some', 'internet:reach', 'shared-key@camera:read:some'],
  ['real-data-in-test', 'records,source', 'source:user', 'records@source:read'],
  ['rules-bypassed', 'dev-source,code:some', 'dev@source:user:some', 'code@source:change'],
  ['one-of-many-owners', 'dev-source:some', 'dev@source:user:some', 'source:admin'],
  ['stranger-runs-workflow', 'mirror,git,internet', 'mirror.git:reach', 'mirror:user'],
  ['job-token-writes', 'software,mirror', 'mirror:user', 'software@mirror:change'],
  ['workflow-secret-printed', 'shared-key,source', 'source:user', 'shared-key@source:read'],
  ['build-secret-printed', 'source,builder,shared-key', 'source:user', 'shared-key@builder:read'],
  ['secret-caught-fresh', 'source,dev-mail', 'source:user + mail:reach', 'mail:user'],
  ['runner-kept', 'source,builder', 'source:user', 'builder:code'],
  ['runner-reaches-network', 'forge,office', 'forge:user', 'office:reach'],
  ['runner-waits-for-others', 'source,builder', 'builder:code', 'source:user'],
  ['cloud-identity-assumed', 'source,deploys', 'source:user', 'api:admin'],
  ['deployed-from-own-branch', 'source,deploys,firmware', 'source:user', 'firmware@builder:change'],
  ['application-turned', 'mirror', 'internet:reach + mirror:reach', 'mirror:user'],
  ['personal-token-copied', 'desk,dev-source,dev#1:some', 'desk:code:some', 'dev#1@source:user'],
  ['interface-in-reach', 'idp,web,internet', 'internet:reach', 'idp.web:reach'],
  ['interface-at-hand', 'camera,setup,street:some', 'street:reach', 'camera.setup:reach:some'],
  ['exposed-to-the-internet', 'updates', 'internet:reach', 'updates:reach'],
  ['neighbour-on-network', 'orders,office', 'office:reach', 'orders:reach'],
  ['on-its-network', 'orders,office', 'orders:code', 'office:reach'],
  ['beside-in-the-home', 'household,camera:every', 'camera:code:every', 'household*:reach:every'],
  ['next-door-in-the-home', 'household,camera:every', 'household*:reach:every', 'camera:reach:every'],
  ['onward-by-flow', 'cam-api:some', 'camera:code:some', 'api.rest:reach'],
  ['back-by-flow', 'cam-api:every', 'api:code', 'camera:reach:every'],
  ['in-by-open-end', 'net-api', 'internet:reach', 'host:reach'],
  ['person-reaches', 'clerk-orders:some', 'clerk:user:some', 'orders:reach'],
  ['known-hole-in-device', 'camera:every', 'camera:reach:every', 'camera:code:every'],
  ['left-behind-by-updates', 'camera:some', 'camera:reach:some', 'camera:code:some'],
  ['new-hole-in-device', 'camera:every', 'camera:reach:every', 'camera:code:every'],
  ['memory-bug-used', 'camera:every', 'camera:reach:every', 'camera:code:every'],
  ['process-breaks-out', 'camera:every', 'camera:code:every', 'camera:admin:every'],
  ['shell-answers', 'camera,telnet:every', 'camera.telnet:reach:every', 'camera:code:every'],
  ['shell-left-in', 'camera,telnet:every', 'camera.telnet:reach:every', 'camera:admin:every'],
  ['shared-password', 'camera,local:every', 'camera.local:reach:every', 'camera:user:every'],
  ['guess-device-password', 'camera,telnet:some', 'camera.telnet:reach:some', 'camera:user:some'],
  ['unauthenticated-local', 'camera,local:every', 'camera.local:reach:every', 'camera:user:every'],
  ['stream-open-to-all', 'api,rest,video', 'api.rest:reach', 'video@api:read'],
  ['network-debug', 'camera,probe:every', 'camera.probe:reach:every', 'camera:code:every'],
  ['debug-port', 'camera:some', 'camera:physical:some', 'camera:code:some'],
  ['chip-read', 'video,camera:some', 'camera:physical:some', 'video@camera:read:some'],
  ['chip-listened-to', 'shared-key,camera:some', 'camera:physical:some', 'shared-key@camera:read:some'],
  ['bought-and-opened', 'shared-key,camera:some', 'internet:reach', 'shared-key@camera:read:some'],
  ['reflashed', 'camera:some', 'camera:physical:some', 'camera:code:some'],
  ['peripheral-port', 'camera:some', 'camera:physical:some', 'camera:code:some'],
  ['in-the-home', 'camera,indoors:some', 'indoors:reach:some', 'camera:physical:some'],
  ['forgotten-service', 'camera:every', 'camera:reach:every', 'camera:user:every'],
  ['update-not-verified', 'camera,flash:every', 'camera.flash:reach:every', 'camera:code:every'],
  ['user-installs-update', 'camera:every', 'camera:user:every', 'camera:code:every'],
  ['rolled-back', 'camera:every', 'camera:user:every', 'camera:code:every'],
  ['rolled-back-by-server', 'ships:every', 'updates:admin', 'camera:code:every'],
  ['update-swapped-on-the-way', 'upd-cam,home:every', 'home:reach:every', 'camera:code:every'],
  ['update-answer-forged', 'cam-upd,home:every', 'home:reach:every', 'camera:code:every'],
  ['flow-listened-to', 'cam-api,video,camera,home:every', 'home:reach:every', 'video@cam-api:read:every'],
  ['flow-changed', 'cam-api,video,camera,home:every', 'home:reach:every', 'video@cam-api:change:every'],
  ['pose-as-sender', 'cam-api,home:some', 'home:reach:some', 'api:user'],
  ['pose-as-receiver', 'cam-api,home:every', 'home:reach:every', 'camera:reach:every'],
  ['route-listened-to', 'cam-api,video,camera,internet:every', 'internet:reach', 'video@cam-api:read:every'],
  ['route-changed', 'cam-api,video,camera,internet:every', 'internet:reach', 'video@cam-api:change:every'],
  ['pose-on-the-route', 'cam-api,internet', 'internet:reach', 'api:user'],
  ['update-swapped-on-the-route', 'upd-cam,internet:every', 'internet:reach', 'camera:code:every'],
  ['flow-listened-to-somewhere', 'src-mirror,code,source', 'store:reach', 'code@src-mirror:read'],
  ['code-arrives', 'src-build,code,source', 'code@source:change', 'code@builder:change'],
  ['file-carries-attack', 'api-app:every', 'api:reach', 'app:reach:every'],
  ['false-command', 'api,camera,control:every', 'api:admin', 'control@camera:change:every'],
  ['device-account-used', 'cam-hub:every', 'camera:code:every + hub:reach:every', 'hub:user:every'],
  ['owner-account-used', 'app-cam:every', 'app:user:every', 'camera:user:every'],
  ['app-shows', 'video,app:every', 'app:user:every', 'video@app:read:every'],
  ['app-commands', 'control,camera:every', 'camera:user:every', 'control@camera:change:every'],
  ['device-shows', 'video,camera:every', 'camera:user:every', 'video@camera:read:every'],
  ['device-senses', 'video,camera:every', 'camera:code:every', 'video@camera:read:every'],
  ['device-keeps', 'video,hub:every', 'hub:code:every', 'video@hub:read:every'],
  ['device-keeps-other', 'telemetry,camera:every', 'camera:code:every', 'telemetry@camera:read:every'],
  ['secret-on-device', 'shared-key,camera:every', 'camera:admin:every', 'shared-key@camera:read:every'],
  ['device-function-changed', 'video,camera:every', 'camera:code:every', 'video@camera:change:every'],
  ['device-code-changed', 'firmware,camera:every', 'camera:admin:every', 'firmware@camera:change:every'],
  ['device-stopped', 'video,camera:every', 'camera:code:every', 'video@camera:deny:every'],
  ['physical-harm', 'body,camera:every', 'camera:code:every', 'body@camera:change:every'],
  ['taken-away', 'control,camera:some', 'camera:physical:some', 'control@camera:deny:some'],
  ['network-lost', 'camera,home,control:some', 'home:physical:some', 'control@camera:deny:some'],
  ['jammed', 'control,camera:every', 'camera:reach:every', 'control@camera:deny:every'],
  ['imitation-access-point', 'camera,home,telnet:some', 'home:physical:some', 'camera.telnet:reach:some'],
  ['network-key-given-up', 'camera,home:every', 'camera:user:every', 'home:reach:every'],
  ['introduction-overheard', 'camera,home:some', 'home:physical:some', 'home:reach:some'],
  ['claimed-by-number', 'camera:every', 'internet:reach', 'camera:user:every'],
  ['tenant-confusion', 'server-key,api', 'api:user', 'server-key@api:read'],
  ['tenant-confusion-commands', 'control,api', 'api:user', 'control@api:change'],
  ['own-account-opened', 'api,rest', 'api.rest:reach', 'api:user'],
  ['server-denies-fleet', 'cam-api:every', 'api:admin', 'camera:reach:every'],
  ['topic-wildcard-read', 'telemetry,broker', 'broker:user', 'telemetry@broker:read'],
  ['topic-wildcard-command', 'cam-broker:every', 'broker:user', 'camera:user:every'],
  ['broker-commands', 'broker-hub:every', 'broker:user', 'hub:user:every'],
  ['server-commands', 'broker-hub:every', 'broker:admin', 'hub:user:every'],
  ['object-reference', 'video,api', 'api:user', 'video@api:read'],
  ['secret-in-app', 'shared-key,app:some', 'internet:reach', 'shared-key@app:read:some'],
  ['phone-lost', 'video,app:some', 'app:physical:some', 'video@app:read:some'],
  ['phone-infected', 'shared-key,app:some', 'app:code:some', 'shared-key@app:read:some'],
  ['app-becomes-owner', 'app:every', 'app:code:every', 'app:user:every'],
  ['ruler-is-user', 'idp', 'idp:admin', 'idp:user'],
  ['retired-still-holds', 'video,camera:some', 'internet:reach', 'video@camera:read:some'],
  ['retired-still-trusted', 'cam-api', 'internet:reach', 'api:user'],
  ['home-seen', 'body,home:every', 'home:reach:every', 'body@home:read:every'],
  ['home-tampered', 'body,home:every', 'home:reach:every', 'body@home:change:every'],
  ['home-flooded', 'body,home:every', 'home:reach:every', 'body@home:deny:every'],
  ['flood-strangers', 'strangers,camera:every', 'camera:code:every', 'strangers:deny'],
  ['phish-owner', 'app:some', 'internet:reach', 'app:user:some'],
  ['guess-owner-password', 'app:some', 'internet:reach', 'app:user:some'],
  ['recover-into-it', 'app:some', 'internet:reach', 'app:user:some'],
  ['guest-stays', 'app:some', 'internet:reach', 'app:user:some'],
  ['protection-switched-off', 'app-cam:some', 'camera.local:reach:some', 'camera:user:some'],
  ['unsafe-default', 'camera:every', 'camera:reach:every', 'camera:user:every'],
  ['left-half-introduced', 'app-cam:some', 'camera:reach:some', 'camera:user:some'],
  ['imitation-app', 'app:some', 'internet:reach', 'app:user:some'],
  ['shared-sign-in', 'app:some', 'app:physical:some', 'app:user:some'],
  ['owner-approves', 'video,app:some', 'internet:reach', 'video@app:read:some'],
];

describe('step templates', () => {
  it.each(ROWS)('%s fires at %s: %s gives %s', (template, at, needs, gives) => {
    const declared = LIBRARY.find((each) => each.id === template);
    const step = unproven.steps.find((each) => each.id === `${template}:${at}`);
    expect(`${step?.from.join(' + ')}${step?.need === undefined ? '' : ` (${step.need})`}`).toBe(needs);
    expect(step?.to).toBe(gives);
    expect(step?.closedBy).toHaveLength(declared?.closedBy.length ?? -1);
    expect(step?.techniques.length).toBeGreaterThan(0);
    expect(step?.sentence).toMatch(/^[A-Z][^{}]*\.$/);
    // No evidence: undecided where a control could close it, open where the step is how the thing works.
    const inherent = declared !== undefined && asks(declared).length === 0;
    const narrowed = declared?.narrowedBy !== undefined && declared.closedBy.length === 0;
    expect(step?.status).toBe(inherent ? 'open' : 'undecided');
    expect(proven.steps.find((each) => each.id === step?.id)?.status).toBe(inherent ? 'open' : narrowed ? 'undecided' : 'closed');
    expect(failing.steps.find((each) => each.id === step?.id)).toMatchObject(inherent ? { status: 'open', evidence: [] } : { status: 'open', evidence: [7] });
  });

  it.each(['left-behind-by-updates', 'left-half-introduced', 'shared-sign-in', 'protection-switched-off'])(
    '%s is narrowed and not closed while anybody is left: 95 of 100 leaves somebody',
    (id) => {
      expect(LIBRARY.find((template) => template.id === id)).toMatchObject({ scope: 'one', closedBy: [] });
      expect(proven.steps.find((step) => step.template === id)).toMatchObject({ status: 'undecided', narrowedBy: [{}], evidence: [7] });
      expect(whole.steps.find((step) => step.template === id)).toMatchObject({ status: 'closed', evidence: [7] });
    },
  );

  it('has a row for each, and each id once', () => {
    expect(ROWS.map(([id]) => id)).toEqual(LIBRARY.map((template) => template.id));
    expect(new Set(LIBRARY.map((template) => template.id)).size).toBe(LIBRARY.length);
  });

  it('covers all five layers, with at least 90 templates', () => {
    expect(LIBRARY.length).toBeGreaterThanOrEqual(90);
    expect(Object.keys(Object.groupBy(LIBRARY, (template) => template.layer)).toSorted()).toEqual([
      'business',
      'development',
      'experience',
      'operations',
      'product',
    ]);
  });

  it('never lets a control that only detects or recovers close a step', () => {
    const watching = new Set(DETECTORS.filter((each) => each.control !== 'recovery-verified').map((each) => each.control));
    const cited = LIBRARY.flatMap((template) => template.closedBy.map((closer) => closer.split('@')[0] ?? ''));
    expect(cited.filter((control) => watching.has(control))).toEqual([]);
  });

  // Techniques of narrow meaning, by the names that their catalogues give them: a step that is tagged with one must be about that.
  it.each([
    ['e:T1552.007', 'Container API', /container|cluster|orchestrat/i],
    ['e:T1137.001', 'Office Template Macros', /template/i],
    ['e:T1484', 'Domain or Tenant Policy Modification', /polic|tenant|director/i],
    ['c:CAPEC-615', 'Evil Twin Wi-Fi Attack', /imitation/i],
    ['c:CAPEC-669', 'Alteration of a Software Update', /update/i],
    ['e:T1557.004', 'Evil Twin', /imitation/i],
  ])('%s (%s) is named of nothing else', (technique, _, about) => {
    const tagged = LIBRARY.filter((template) => template.techniques.some((each) => each === technique));
    expect(tagged.filter((template) => !about.test(`${template.title} ${template.sentence}`)).map(({ id }) => id)).toEqual([]);
  });

  it.each([
    ['owner-overrides', 'e:T1562.001'],
    ['toolchain-turned', 'e:T1195.001'],
    ['macro-opened', 'e:T1204.002'],
    ['runner-waits-for-others', 'e:T1528'],
  ])('%s is tagged with %s', (id, technique) => {
    expect(LIBRARY.find((template) => template.id === id)?.techniques).toContain(technique);
    expect(LIBRARY.find((template) => template.id === id)?.techniques).not.toContain('e:T1557');
  });

  it('says where each detector would see a step', () => {
    expect(unproven.steps.find((step) => step.id === 'push-alone:dev-source,code:some')?.seenBy).toEqual([
      { control: 'cloud-intrusion-detection', subject: 'source' },
      { control: 'admin-acts-logged', subject: 'source' },
      { control: 'code-log', subject: 'source' },
    ]);
  });
});
