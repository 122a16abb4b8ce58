import type { IncomingMessage } from 'node:http';
import { Refused } from '../../../core/index.ts';
import { readBasic } from '../../est/basic.ts';
import type { Answer } from '../../est/edge/answer.ts';
import { refusal } from '../../est/edge/answer.ts';
import { identify } from '../../est/edge/caller.ts';
import type { Beside } from '../../est/edge/server.ts';
import { rulesOf } from '../../est/edge/settings-file.ts';
import { tries } from '../../est/limits.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import { attestationFaults } from '../faults.ts';
import { NONCE_SECONDS, nonceFor, tooMany } from './attester.ts';

const PATH = /^\/\.well-known\/est\/(?:[a-z][a-z0-9-]{0,31}\/)?nonce$/;
const FRESHNESS = 'application/est-attestation-freshness+json';

/** `GET /.well-known/est/nonce` (draft-ietf-lamps-attestation-freshness), beside EST on the same connections: for a device that shows who it is, by token or certificate. */
export function nonceDoor(fleet: Fleet): Beside {
  const rules = rulesOf(fleet);
  const limits = { address: tries({ within: 300_000, allowed: 60 }), device: tries({ within: 300_000, allowed: 20 }) };
  return (request, { shown, address }) => {
    if (!PATH.test((request.url ?? '').slice(0, 100))) return undefined;
    return Promise.resolve()
      .then(() => answered(request, shown, address))
      .catch((error: unknown) => refusal(error, request.method === 'GET' ? {} : { Allow: 'GET' }));
  };

  function answered(request: IncomingMessage, certificates: Parameters<Beside>[1]['shown'], address: string): Answer {
    if (request.method !== 'GET') throw new Refused(otherMethod());
    const basic = readBasic(request.headers.authorization);
    const wait = limits.address.wait(address, fleet.now());
    const found = identify(fleet, rules, { certificates, ...(basic === undefined ? {} : { basic }) }, wait === 0);
    if ('fault' in found) {
      if (found.fault.code !== 'ASSAY-EST-005') limits.address.count(address, fleet.now());
      throw new Refused(wait > 0 ? tooMany(wait) : found.fault);
    }
    const { id } = found.device;
    const again = limits.device.wait(id, fleet.now());
    if (again > 0) throw new Refused(tooMany(again));
    limits.device.count(id, fleet.now());
    const nonce = Buffer.from(nonceFor(fleet, id)).toString('base64url');
    return { status: 200, headers: { 'Content-Type': FRESHNESS }, body: JSON.stringify({ nonce, expiry: NONCE_SECONDS }) };
  }
}

function otherMethod() {
  return attestationFaults.fault('024', {
    message: 'a nonce is asked for by GET',
    field: 'method',
    expected: 'GET',
    found: 'another method',
    remedy: 'Ask by GET.',
  });
}
