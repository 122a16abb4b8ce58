// What logs of Zeek say beyond their connection, as objects of OCSF 1.3 and 1.4 (schema.ocsf.io). Only what the standard has a place for; the rest stays in `unmapped`.

type Foreign = Readonly<Record<string, unknown>>;

/** What a log adds to a document, and which fields of the record it has used up. */
export interface Mapped {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly used: readonly string[];
}

/** An object without what is `undefined`, or `undefined` where nothing is left. */
export function filled(object: Foreign): Foreign | undefined {
  const entries = Object.entries(object).filter(([, value]) => value !== undefined);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function list(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) && value.length > 0 ? value : undefined;
}

function seconds(value: unknown): number | undefined {
  if (typeof value === 'number') return Math.trunc(value * 1000);
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}

function dns(record: Foreign): Mapped {
  const id = record['trans_id'];
  // dns_answer.flag_ids: 1 authoritative, 2 truncated, 3 recursion desired, 4 recursion available: of the header, on every answer.
  const flags = [
    record['AA'] === true ? 1 : undefined,
    record['TC'] === true ? 2 : undefined,
    record['RD'] === true ? 3 : undefined,
    record['RA'] === true ? 4 : undefined,
  ].filter((flag) => flag !== undefined);
  const ttls = Array.isArray(record['TTLs']) ? (record['TTLs'] as readonly unknown[]) : [];
  const answers = list(record['answers'])?.map((rdata, i) => filled({ rdata, ttl: ttls[i], packet_uid: id, flag_ids: flags.length > 0 ? flags : undefined }));
  const code = record['rcode'];
  return {
    fields: {
      query: filled({ hostname: record['query'], type: record['qtype_name'], class: record['qclass_name'], packet_uid: id }),
      rcode: record['rcode_name'],
      rcode_id: code,
      answers,
      status_id: code === undefined ? undefined : code === 0 ? 1 : 2,
      // 1 Query, 2 Response, 6 both in one.
      activity_id: code === undefined ? 1 : 6,
    },
    used: ['AA', 'TC', 'RD', 'RA', 'TTLs', 'answers', 'query', 'qtype_name', 'qclass_name', 'trans_id', 'rcode', 'rcode_name'],
  };
}

const METHODS = new Map<unknown, number>([
  ['CONNECT', 1],
  ['DELETE', 2],
  ['GET', 3],
  ['HEAD', 4],
  ['OPTIONS', 5],
  ['POST', 6],
  ['PUT', 7],
  ['TRACE', 8],
  ['PATCH', 9],
]);

function http(record: Foreign): Mapped {
  const proxied = list(record['proxied'])?.find((one): one is string => typeof one === 'string' && one.startsWith('X-FORWARDED-FOR -> '));
  const headers = [
    ['Accept Language', record['accept_language']],
    ['Accept Encoding', record['accept_encoding']],
    ['Accept', record['accept']],
    ['Origin', record['origin']],
  ].flatMap(([name, value]) => (typeof value === 'string' ? [{ name, value }] : []));
  const cookies = [
    ...(list(record['cookie']) ?? []).map((value) => ({ name: 'Request Cookie', value })),
    ...(list(record['resp_cookie']) ?? []).map((value) => ({ name: 'Response Cookie', value })),
  ];
  return {
    fields: {
      activity_id: METHODS.get(record['method']) ?? 99,
      http_request: filled({
        http_method: record['method'],
        length: record['request_body_len'],
        referrer: record['referrer'],
        url: filled({ hostname: record['host'], path: record['uri'] }),
        user_agent: record['user_agent'],
        version: record['version'],
        x_forwarded_for: proxied?.slice('X-FORWARDED-FOR -> '.length),
        http_headers: headers.length > 0 ? headers : undefined,
      }),
      http_response: filled({ code: record['status_code'], length: record['response_body_len'], status: record['status_msg'] }),
      http_cookies: cookies.length > 0 ? cookies : undefined,
    },
    used: [
      'method',
      'request_body_len',
      'referrer',
      'host',
      'uri',
      'user_agent',
      'version',
      'proxied',
      'accept',
      'accept_encoding',
      'accept_language',
      'origin',
      'status_code',
      'response_body_len',
      'status_msg',
      'cookie',
      'resp_cookie',
    ],
  };
}

// fingerprint.algorithm_id: 1 is MD5.
const md5 = (value: unknown): Foreign | undefined => (value === undefined ? undefined : { value, algorithm_id: 1 });

function ssl(record: Foreign): Mapped {
  return {
    fields: {
      activity_id: 6,
      status_detail: record['validation_status'],
      tls: filled({
        version: record['version'],
        cipher: record['cipher'],
        sni: record['server_name'],
        certificate: filled({ subject: record['subject'], issuer: record['issuer'] }),
        ja3_hash: md5(record['ja3']),
        ja3s_hash: md5(record['ja3s']),
      }),
    },
    used: ['validation_status', 'version', 'cipher', 'server_name', 'subject', 'issuer', 'ja3', 'ja3s'],
  };
}

function x509(record: Foreign): Mapped {
  const version = record['certificate.version'];
  return {
    fields: {
      activity_id: 99,
      activity_name: 'Certificate details',
      tls: {
        certificate: filled({
          issuer: record['certificate.issuer'],
          subject: record['certificate.subject'],
          serial_number: record['certificate.serial'],
          version,
          sans: list(record['san.dns']),
          expiration_time: seconds(record['certificate.not_valid_after']),
          created_time: seconds(record['certificate.not_valid_before']),
          fingerprints: record['fingerprint'] === undefined ? undefined : [{ value: record['fingerprint'], algorithm_id: 3 }],
        }),
      },
    },
    used: [
      'certificate.issuer',
      'certificate.subject',
      'certificate.serial',
      'certificate.version',
      'san.dns',
      'certificate.not_valid_after',
      'certificate.not_valid_before',
      'fingerprint',
    ],
  };
}

// network_connection_info.direction_id.
const DIRECTIONS = new Map<unknown, number>([
  ['INBOUND', 1],
  ['OUTBOUND', 2],
]);

function ssh(record: Foreign): Mapped {
  const success = record['auth_success'];
  const place = filled({
    city: record['remote_location.city'],
    country: record['remote_location.country_code'],
    lat: record['remote_location.latitude'],
    long: record['remote_location.longitude'],
    region: record['remote_location.region'],
  });
  return {
    fields: {
      activity_id: success === undefined ? 6 : 99,
      activity_name: success === undefined ? undefined : success === true ? 'Authorization Successful' : 'Authorization Failed',
      client_hassh: record['hassh'] === undefined ? undefined : { fingerprint: md5(record['hassh']) },
      server_hassh: record['hasshServer'] === undefined ? undefined : { fingerprint: md5(record['hasshServer']) },
      protocol_ver: record['version'] === undefined ? undefined : String(record['version']),
      count: record['auth_attempts'],
      connection_info: filled({ direction_id: DIRECTIONS.get(record['direction']) }),
      src_endpoint: filled({ location: place, agent_list: [{ name: 'SSH Client', type_id: 9 }] }),
      dst_endpoint: { agent_list: [{ name: 'SSH Server', type_id: 9 }] },
    },
    used: [
      'auth_success',
      'auth_attempts',
      'hassh',
      'hasshServer',
      'version',
      'direction',
      'remote_location.city',
      'remote_location.country_code',
      'remote_location.latitude',
      'remote_location.longitude',
      'remote_location.region',
    ],
  };
}

function number(text: unknown): number | undefined {
  const value = typeof text === 'string' ? Number.parseInt(text, 10) : Number.NaN;
  return Number.isNaN(value) ? undefined : value;
}

function rdp(record: Foreign): Mapped {
  const build = filled({
    name: record['client_build'],
    version: record['client_dig_product_id'],
    type_id: record['client_build'] === undefined ? undefined : 9,
  });
  return {
    fields: {
      activity_id: 6,
      identifier_cookie: record['cookie'],
      protocol_ver: record['security_protocol'],
      status_detail: record['result'],
      status_id: record['auth_success'] === true ? 1 : record['auth_success'] === false ? 2 : 0,
      tls: filled({ version: record['security_protocol'], key_length: number(record['encryption_method']) }),
      remote_display: filled({
        color_depth: number(record['requested_color_depth']),
        physical_height: record['desktop_height'],
        physical_width: record['desktop_width'],
      }),
      src_endpoint: filled({ hostname: record['client_name'], agent_list: [...(build === undefined ? [] : [build]), { name: 'RDP Client', type_id: 9 }] }),
      dst_endpoint: { agent_list: [{ name: 'RDP Server', type_id: 9 }] },
    },
    used: [
      'cookie',
      'security_protocol',
      'result',
      'auth_success',
      'encryption_method',
      'requested_color_depth',
      'desktop_height',
      'desktop_width',
      'client_name',
      'client_build',
      'client_dig_product_id',
    ],
  };
}

function smtp(record: Foreign): Mapped {
  return {
    fields: {
      // email activity: 1 Send, 2 Receive, 3 Scan, which is what a sensor does.
      activity_id: 3,
      direction_id: 0,
      smtp_hello: record['helo'],
      status_detail: record['last_reply'],
      email: filled({
        message_uid: record['msg_id'],
        from: record['mailfrom'],
        to: list(record['to']),
        smtp_from: record['mailfrom'],
        smtp_to: list(record['rcptto']),
        subject: record['subject'],
      }),
    },
    used: ['helo', 'last_reply', 'msg_id', 'mailfrom', 'to', 'rcptto', 'subject'],
  };
}

function ftp(record: Foreign): Mapped {
  const code = record['reply_code'];
  const said = [record['command'], record['arg']].filter((part) => part !== undefined);
  return {
    fields: {
      activity_id: 0,
      command: said.length > 0 ? said.join(' ') : undefined,
      codes: code === undefined ? undefined : [code],
      status_code: code === undefined ? undefined : String(code),
      status_detail: record['reply_msg'],
      file: filled({ size: record['file_size'], name: record['arg'], type_id: 0 }),
      src_endpoint: { agent_list: [{ name: 'FTP Client', type_id: 9 }] },
      dst_endpoint: { agent_list: [{ name: 'FTP Server', type_id: 9 }] },
    },
    used: ['command', 'arg', 'reply_code', 'reply_msg', 'file_size'],
  };
}

export const ZEEK_OBJECTS: ReadonlyMap<string, (record: Foreign) => Mapped> = new Map([
  ['dns', dns],
  ['http', http],
  ['ssl', ssl],
  ['x509', x509],
  ['ssh', ssh],
  ['rdp', rdp],
  ['smtp', smtp],
  ['ftp', ftp],
]);
