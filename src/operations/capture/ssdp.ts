import { latinText, type Seen, type Teller } from './application.ts';
import { headOf } from './http.ts';

/** SSDP (UPnP Device Architecture 2.0 section 1): who looks for what, who says what it has. */
export function ssdp(bytes: Uint8Array, seen: Seen, teller: Teller) {
  teller.service('ssdp');
  const text = latinText(bytes.subarray(0, 8192));
  const head = headOf(`${text}\r\n\r\n`);
  if (head === undefined || !head.line.includes('HTTP/1.')) return teller.weird('ssdp-malformed', 'a datagram of SSDP without a first line', seen);
  const [first = '', uri = ''] = head.line.split(' ');
  const answer = first.startsWith('HTTP/');
  const [host, agent] = [head.fields.get('host'), head.fields.get('user-agent') ?? head.fields.get('server')];
  const fields = {
    method: answer ? undefined : first,
    status_code: answer ? Number(uri) || undefined : undefined,
    host,
    user_agent: agent,
    st: head.fields.get('st') ?? head.fields.get('nt'),
    usn: head.fields.get('usn'),
    location: head.fields.get('location'),
  };
  teller.tell(
    'ssdp',
    'network-activity',
    fields,
    { kind: 'http', ...(answer ? {} : { method: first, uri }), ...(host === undefined ? {} : { host }), ...(agent === undefined ? {} : { userAgent: agent }) },
    seen,
  );
}
