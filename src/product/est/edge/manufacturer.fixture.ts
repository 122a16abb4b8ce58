import { readFileSync } from 'node:fs';
import { keepProfiles } from '../../ca/edge/profile-file.ts';
import { run, type Served } from './est.fixture.ts';

// A manufacturer and its devices' certificates, made by OpenSSL, and products that believe it each in another way.

export interface Maker {
  readonly key: string;
  readonly cert: string;
}

/** A certificate of the manufacturer for a device, with its serial number in it. */
export async function idevidOf(est: Served, name: string, by: Maker): Promise<Maker> {
  const [key, csr, cert] = [est.path(`${name}-idevid.key`), est.path(`${name}-idevid.csr`), est.path(`${name}-idevid.pem`)];
  await run('openssl', [
    'req',
    '-new',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-keyout',
    key,
    '-subj',
    `/O=Maker/serialNumber=${name}`,
    '-out',
    csr,
  ]);
  const extensions = est.file(`${name}.ext`, 'basicConstraints=CA:FALSE\nkeyUsage=digitalSignature\n');
  const signed = await run('openssl', [
    'x509',
    '-req',
    '-in',
    csr,
    '-CA',
    by.cert,
    '-CAkey',
    by.key,
    '-CAcreateserial',
    '-days',
    '3000',
    '-extfile',
    extensions,
    '-out',
    cert,
  ]);
  if (signed.code !== 0) throw new TypeError(signed.err);
  return { key, cert };
}

/** A manufacturer's authority. */
export async function makerOf(est: Served, name: string): Promise<Maker> {
  const [key, cert] = [est.path(`${name}.key`), est.path(`${name}.pem`)];
  await run('openssl', [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-keyout',
    key,
    '-subj',
    `/O=Maker/CN=${name}`,
    '-days',
    '4000',
    '-out',
    cert,
    '-addext',
    'basicConstraints=critical,CA:TRUE',
    '-addext',
    'keyUsage=critical,keyCertSign,cRLSign',
  ]);
  return { key, cert };
}

/** Profiles and settings of products that enrol in different ways. */
export async function settle(est: Served, maker: Maker): Promise<void> {
  const profile = (name: string, more = '') => `  - name: ${name}\n    days: 30\n    graceDays: 30\n    usages: [client]\n    keys: [p-256]\n${more}`;
  keepProfiles(
    est.rooms.fleet,
    `assay: profiles/1\nprofiles:\n${profile('watched', '    approval: true\n')}${profile('lock')}${profile('kettle')}${profile('hub')}${profile('bound')}${profile('short')}`,
    'profiles.yaml',
  );
  const anchors = readFileSync(maker.cert, 'utf8').trim().split('\n');
  const pem = (indent: string) => `|\n${anchors.map((line) => `${indent}${line}`).join('\n')}\n`;
  const settings = [
    'assay: est/1',
    'products:',
    '  lock:',
    `    anchors: ${pem('      ')}    proof: either`,
    '  kettle:',
    `    anchors: ${pem('      ')}    again: alarm`,
    '    domain: devices.example.org',
    '    attributes: template',
    '  hub:',
    `    anchors: ${pem('      ')}    proof: both`,
    '    attributes: none',
    '  bound:',
    '    binding: required',
  ].join('\n');
  await est.rooms.ask('est.settings', { text: `${settings}\n`, file: 'est.yaml' });
}
