import { createPrivateKey, randomBytes } from 'node:crypto';
import { Agent, request } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { base64, base64Of, pemBlocks } from '../../../core/der/armour.ts';
import { OID } from '../../../core/der/oids.ts';
import { Refused } from '../../../core/index.ts';
import { readCertificate } from '../../ca/certificate-read.ts';
import { readCertsOnly } from '../../est/cms.ts';
import { signedBy } from '../../est/edge/cms-verify.ts';
import { serialNumberOf } from '../domain.ts';
import { brskiFaults } from '../faults.ts';
import { judgeVoucher } from '../judge.ts';
import type { Voucher, VoucherRequest } from '../model.ts';
import { readVoucher, voucherRequestJson } from '../voucher.ts';
import { signedMessage } from './message.ts';
import { isTrusted } from './trusted.ts';

// A device that is new and has no clock: its manufacturer's certificate, whom that manufacturer lets vouch for it, and nothing else.

export interface Said {
  readonly status: number;
  readonly type: string;
  readonly body: Uint8Array;
}

export interface PledgeParts {
  readonly port: number;
  /** PEM. */
  readonly key: string;
  readonly cert: string;
  /** PEM: who may vouch for it. */
  readonly vouchers: string;
}

export interface Pledge {
  readonly nonce: string;
  readonly serial: string;
  /** Its manufacturer’s, DER. */
  readonly certificate: Uint8Array;
  /** The certificates that the registrar showed, DER, its own first. */
  shown(): Promise<readonly Uint8Array[]>;
  send(path: string, type: string, body: Uint8Array | string): Promise<Said>;
  /** A request, signed, for the connection as it stands; `changes` are a wrong device's. */
  request(changes?: Partial<VoucherRequest>): Promise<Uint8Array>;
  /** Believes a voucher or refuses it: signature, device, nonce, and that this very registrar leads to what it pins. Throws `Refused`. */
  believe(der: Uint8Array): Promise<Voucher>;
  /** Over the same connection: a certificate of the operator, DER. */
  enrol(csr: Uint8Array): Promise<Uint8Array>;
  connections(): number;
  close(): void;
}

export function pledge({ port, key, cert, vouchers }: PledgeParts): Pledge {
  // It trusts nobody yet: whom it talks to, its voucher will say (RFC 8995 section 5.1).
  const agent = new Agent({ keepAlive: true, maxSockets: 1, rejectUnauthorized: false, key, cert, maxCachedSessions: 0 });
  const own = pemBlocks(cert, 'CERTIFICATE', 'manufacturer’s certificate');
  const serial = serialNumberOf(readCertificate(own[0] ?? new Uint8Array())) ?? '';
  const nonce = randomBytes(16).toString('base64');
  const sockets = new Set<TLSSocket>();
  let seen: readonly Uint8Array[] | undefined;

  const send = (path: string, type: string, body: Uint8Array | string): Promise<Said> =>
    new Promise((resolve, reject) => {
      const asking = request({
        host: '127.0.0.1',
        port,
        servername: 'localhost',
        path,
        method: body === '' ? 'GET' : 'POST',
        agent,
        headers: { 'Content-Type': type },
      });
      asking.on('socket', (socket) => sockets.add(socket as TLSSocket));
      asking.on('error', reject);
      asking.on('response', (response) => {
        // The socket goes back to its agent once the answer has been read.
        seen ??= shownBy(response.socket as TLSSocket);
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, type: response.headers['content-type'] ?? '', body: new Uint8Array(Buffer.concat(parts)) });
        });
      });
      asking.end(body);
    });

  const shown = async () => {
    if (seen === undefined) await send('/.well-known/est/cacerts', 'application/pkcs7-mime', '');
    return seen ?? [];
  };

  return {
    nonce,
    serial,
    certificate: own[0] ?? new Uint8Array(),
    shown,
    send,
    async request(changes = {}) {
      const [registrar = new Uint8Array()] = await shown();
      const content = voucherRequestJson({ assertion: 'proximity', serial, nonce, proximityRegistrarCert: registrar, ...changes });
      return signedBy(createPrivateKey(key), own, OID.animaVoucher, content);
    },
    async believe(der) {
      const message = signedMessage(der);
      if (!isTrusted(message.by, message.beside, pemBlocks(vouchers, 'CERTIFICATE', 'vouchers').map(readCertificate)))
        throw new TypeError('signed by somebody else');
      const voucher = readVoucher(message.content);
      const faults = judgeVoucher(voucher, { serial, nonce });
      if (faults.length > 0) throw new Refused(...faults);
      const [registrar, ...sent] = (await shown()).map(readCertificate);
      const domain = readCertificate(voucher.pinnedDomainCert);
      if (registrar === undefined || !isTrusted(registrar, sent, [domain])) {
        throw new Refused(
          brskiFaults.fault('023', {
            message: 'the registrar does not lead to the domain that the voucher names',
            expected: 'the domain of the voucher',
            found: 'another registrar',
            remedy: 'Leave this network: somebody stands between.',
          }),
        );
      }
      return voucher;
    },
    async enrol(csr) {
      const answer = await send('/.well-known/est/simpleenroll', 'application/pkcs10', base64Of(csr));
      if (answer.status !== 200) throw new TypeError(Buffer.from(answer.body).toString());
      return readCertsOnly(base64(Buffer.from(answer.body).toString(), 'answer'))[0] ?? new Uint8Array();
    },
    connections: () => sockets.size,
    close: () => agent.destroy(),
  };
}

function shownBy(socket: TLSSocket): readonly Uint8Array[] {
  const found: Uint8Array[] = [];
  for (let next = socket.getPeerX509Certificate(), depth = 0; next !== undefined && depth < 6; next = next.issuerCertificate, depth += 1)
    found.push(new Uint8Array(next.raw));
  return found;
}
