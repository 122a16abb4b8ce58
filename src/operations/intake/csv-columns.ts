/** What a column of a table of flows holds. */
export type Role =
  | 'time'
  | 'end'
  | 'duration'
  | 'src'
  | 'srcPort'
  | 'dst'
  | 'dstPort'
  | 'proto'
  | 'service'
  | 'state'
  | 'dir'
  | 'bytesOut'
  | 'bytesIn'
  | 'bytesAll'
  | 'packetsOut'
  | 'packetsIn'
  | 'packetsAll'
  | 'srcMac'
  | 'dstMac'
  | 'icmpType'
  | 'icmpCode';

// Names by which exporters call the same (RFC 5102's elements, NetFlow 9's fields, nfdump's, Argus's, CICFlowMeter's), in lower case without anything but letters and digits.
const NAMES: Readonly<Record<Role, readonly string[]>> = {
  time: [
    'starttime',
    'ts',
    'timestamp',
    'first',
    'firstseen',
    'flowstart',
    'flowstartmilliseconds',
    'flowstartseconds',
    'firstswitched',
    'datefirstseen',
    'start',
    'time',
    'stime',
    'timestart',
  ],
  end: ['te', 'endtime', 'lastseen', 'flowend', 'flowendmilliseconds', 'flowendseconds', 'lastswitched', 'datelastseen', 'end', 'ltime', 'timeend'],
  duration: ['dur', 'duration', 'td', 'flowduration', 'flowdurationmilliseconds'],
  src: [
    'srcaddr',
    'srcip',
    'sourceip',
    'sourceipv4address',
    'sourceipv6address',
    'sa',
    'src',
    'ipv4srcaddr',
    'ipv6srcaddr',
    'saddr',
    'srcipaddr',
    'source',
    'sourceaddress',
  ],
  srcPort: ['sport', 'srcport', 'sourceport', 'sourcetransportport', 'sp', 'l4srcport', 'srcpt'],
  dst: [
    'dstaddr',
    'dstip',
    'destinationip',
    'destip',
    'destinationipv4address',
    'destinationipv6address',
    'da',
    'dst',
    'ipv4dstaddr',
    'ipv6dstaddr',
    'daddr',
    'dstipaddr',
    'destination',
    'destinationaddress',
  ],
  dstPort: ['dport', 'dstport', 'destport', 'destinationport', 'destinationtransportport', 'dp', 'l4dstport', 'dstpt'],
  proto: ['proto', 'protocol', 'protocolidentifier', 'pr', 'transport', 'ipproto'],
  service: ['service', 'app', 'application', 'appproto', 'applicationname'],
  state: ['state', 'connstate'],
  dir: ['dir'],
  bytesOut: [
    'srcbytes',
    'sbytes',
    'bytesout',
    'origbytes',
    'ibyt',
    'inbytes',
    'octetdeltacount',
    'octets',
    'bytestoserver',
    'dosbytes',
    'totlenfwdpkts',
    'volumetransmitted',
  ],
  bytesIn: ['dstbytes', 'dbytes', 'bytesin', 'respbytes', 'obyt', 'outbytes', 'reverseoctetdeltacount', 'bytestoclient', 'totlenbwdpkts'],
  bytesAll: ['totbytes', 'bytes', 'totalbytes', 'byt'],
  packetsOut: ['srcpkts', 'spkts', 'packetsout', 'origpkts', 'ipkt', 'inpkts', 'packetdeltacount', 'pktstoserver', 'totfwdpkts', 'packetcount'],
  packetsIn: ['dstpkts', 'dpkts', 'packetsin', 'resppkts', 'opkt', 'outpkts', 'reversepacketdeltacount', 'pktstoclient', 'totbwdpkts'],
  packetsAll: ['totpkts', 'packets', 'totalpackets', 'pkt', 'pkts'],
  srcMac: ['srcmac', 'smac', 'sourcemacaddress', 'insrcmac'],
  dstMac: ['dstmac', 'dmac', 'destinationmacaddress', 'indstmac', 'outdstmac'],
  icmpType: ['icmptype', 'icmptypeipv4'],
  icmpCode: ['icmpcode', 'icmpcodeipv4'],
};

const ROLES = new Map<string, Role>((Object.keys(NAMES) as Role[]).flatMap((role) => NAMES[role].map((name) => [name, role] as const)));

/** Names that count in milliseconds, where others do in seconds. */
const MILLIS = new Set(['flowstartmilliseconds', 'flowendmilliseconds', 'flowdurationmilliseconds']);

function bare(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

export interface Columns {
  readonly at: ReadonlyMap<Role, number>;
  /** A unit other than seconds, by role. */
  readonly millis: ReadonlySet<Role>;
}

/** Which columns are what: by `declared` (the file's name of a role) where given, else by the names that exporters use; the first of a kind counts. `undefined` without a time and two ends. */
export function columnsOf(names: readonly string[], declared: Readonly<Partial<Record<Role, string>>> = {}): Columns | undefined {
  const at = new Map<Role, number>();
  const millis = new Set<Role>();
  const said = new Map(Object.entries(declared).map(([role, name]) => [name, role as Role]));
  names.forEach((name, i) => {
    const role = said.get(name) ?? ROLES.get(bare(name));
    if (role === undefined || (at.has(role) && !said.has(name))) return;
    at.set(role, i);
    if (MILLIS.has(bare(name))) millis.add(role);
  });
  return at.has('time') && at.has('src') && at.has('dst') ? { at, millis } : undefined;
}

/** The columns of Zeek's conn log, as IoT-23 gives them in a table. */
export function zeekColumns(names: readonly string[]): boolean {
  return names.includes('id.orig_h') && names.includes('id.resp_h') && names.includes('ts');
}
