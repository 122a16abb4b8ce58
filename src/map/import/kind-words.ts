import type { PartKind } from '../model.ts';

/**
 * Kinds by the words that people use in names and types of components. The first row that matches decides, so the narrow rows come
 * first. Free-text formats (Open Threat Model, Threat Dragon, CycloneDX) have nothing firmer to go by.
 */
const ROWS: readonly (readonly [RegExp, PartKind])[] = [
  [
    /\b(?:internet of things|iot[- ]?(?:device|thing)|sensor|camera|thermostat|wearable|smart (?:lock|plug|meter|bulb|speaker)|embedded|firmware|ecu|plc|rtu|kettle|drone|vehicle)\b/i,
    'device',
  ],
  [/\b(?:iot|edge|home|field|protocol|zigbee|ble|bluetooth|lora(?:wan)?)[- ]?(?:gateway|hub|bridge)\b|\bsmart hub\b/i, 'gateway'],
  [
    /\b(?:identity|idp|iam|cognito|ldap|active[- ]directory|oauth|openid|oidc|saml|sso|keycloak|okta|auth(?:entication|orization)? (?:server|service|provider))\b/i,
    'identity-provider',
  ],
  [/\b(?:git(?:hub|lab)?|bitbucket|source[- ]?code|code[- ]?(?:commit|repository)|repository|svn|version control)\b/i, 'repository'],
  [/\b(?:jenkins|ci(?:\/|-| )?cd|pipeline|build (?:server|system|agent)|code[- ]?build|github actions|teamcity)\b/i, 'build-system'],
  [/\b(?:artifactory|nexus|ecr|(?:container|artifact|image|package)[- ]registry)\b/i, 'artifact-registry'],
  [/\b(?:hsm|code[- ]signing|signing|key management|kms)\b/i, 'signing-system'],
  [/\b(?:ota|update (?:server|service)|firmware (?:server|distribution))\b/i, 'update-server'],
  [/\b(?:certificate (?:authority|manager)|pki|acm)\b/i, 'certificate-authority'],
  [/\b(?:monitor(?:ing)?|cloud ?watch|cloud ?trail|siem|splunk|prometheus|grafana|canary|guard ?duty|intrusion|ids|xray)\b/i, 'monitoring'],
  [/\bback ?ups?\b/i, 'backup'],
  [/\b(?:mail|smtp|imap|ses|exchange)\b/i, 'mail'],
  [/\b(?:wiki|confluence)\b/i, 'wiki'],
  [/\b(?:sharepoint|document (?:management|system)|google drive|onedrive)\b/i, 'document-system'],
  [/\b(?:erp|crm|sap|salesforce|payroll|billing system|ticketing|jira)\b/i, 'business-system'],
  [/\b(?:admin(?:istration)?|management|operator)[- ](?:console|portal|interface|ui|panel)\b/i, 'admin-console'],
  [/\b(?:workstation|laptop|desktop|pc|office computer)\b/i, 'workstation'],
  [/\b(?:mqtt|kafka|rabbit ?mq|broker|message (?:queue|bus)|queue|sqs|sns|kinesis|event ?(?:bus|hub|bridge)|pub ?sub)\b/i, 'broker'],
  [
    /\b(?:database|data ?base|db|rds|dynamo ?db|postgres\w*|mysql|mariadb|mongo\w*|redis|sql|oracle|cassandra|elastic ?search|s3|bucket|blob|storage|data ?(?:store|lake|warehouse)|datastore|file ?(?:store|server|system)|cache|ledger|blockchain|vault|secrets? manager)\b/i,
    'datastore',
  ],
  [/\b(?:vpc|subnet|sub-network|vnet|vlan|lan|wlan|wi-?fi|network|internet gateway|nat gateway|vpn|security group)\b/i, 'network'],
  [/\b(?:mobile|android|ios|browser|web[- ]?client|web ui|client|app|application client|user interface|frontend|front[- ]end|spa)\b/i, 'app'],
  [/\b(?:user|customer|person|human|operator|administrator|admin|employee|developer|attacker|visitor|patient|driver|player)s?\b/i, 'role'],
  [/\b(?:supplier|vendor|third[- ]party|external (?:service|system|provider))\b/i, 'supplier'],
];

/** The kind that the words say, or `otherwise`. Kinds in `never` are passed over: a process is no person, whatever it is called. */
export function kindByWords(words: string, otherwise: PartKind, never: readonly PartKind[] = []): PartKind {
  const plain = words
    .slice(0, 400)
    .replaceAll(/[_:.]+/g, ' ')
    .replaceAll('-', ' ');
  const text = `${plain} ${words.slice(0, 400)}`;
  return ROWS.find(([pattern, kind]) => !never.includes(kind) && pattern.test(text))?.[1] ?? otherwise;
}

/** Names of places that are the open Internet. */
export const INTERNET = /^\s*(?:the\s+)?(?:public\s+)?(?:internet|www|untrusted(?: network)?|public network)(?:\s+(?:zone|boundary|trust ?zone))?\s*$/i;

const SECRET = /^(?:https|wss|mqtts|amqps|ftps|sftp|ssh|scp|ldaps|tls|ssl|quic|dtls|coaps|imaps|pop3s|smtps|ipsec|wireguard)(?:\b|\d|$)/i;
const OPEN = /^(?:http|ws|mqtt|amqp|ftp|telnet|ldap|coap|tftp|rtsp|upnp|snmp|smtp|imap|pop3|modbus|dns|ntp|rsh)(?:\b|\d|$)/i;

/** What a protocol's name says of encryption on the wire. */
export function encryptionOf(protocol: string): 'transport' | 'none' | 'unknown' {
  const first = protocol.trim();
  if (SECRET.test(first) || /\b(?:tls|ssl|encrypted)\b/i.test(first)) return 'transport';
  return OPEN.test(first) ? 'none' : 'unknown';
}
