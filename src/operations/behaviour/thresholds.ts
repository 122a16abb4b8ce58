/**
 * The figures at which behaviour is called what it is. Chosen on: IoT-23 4-1, 5-1 (ordinary), 8-1, 34-1, 44-1 (infected), one camera and one lock hub of an ordinary week, and the captures of scans, beacons and log-ins beside them;
 * to be judged on others. Nothing else in this room holds a figure of that kind.
 */
export const THRESHOLDS = {
  /** Distinct peers on one port that did not answer, in a minute and in a day. */
  scanFast: 15,
  scanSlow: 30,
  /** Distinct ports of one peer that did not answer. */
  portsFast: 15,
  /** Tries without an answer in a minute, on ports that products do not use. */
  callBacks: 4,
  /** Of one peer, over plain HTTP: fetched, and tried in vain, within ten minutes. */
  loaderFetches: 2,
  loaderFails: 3,
  loaderWithin: 6000,
  /** Bytes that came of one fetch over plain HTTP. */
  fetched: 20_000,
  /** Packets out a second, with nothing back, and how many in all. */
  floodRate: 50,
  floodPackets: 300,
  /** With or without an answer, that no product sends to one peer: packets a second, for at least so many. */
  torrentRate: 2000,
  torrentPackets: 20_000,
  /** Conversations to one port of one peer within ten seconds, nothing back. */
  floodFlows: 100,
  /** New connections in a rhythm: how many, no further apart than (tenths of a second), deviation of the intervals. */
  beaconTimes: 20,
  beaconGap: 50,
  beaconDeviation: 0.6,
  beaconLasting: 400,
  /** Log-ins that failed, and short sessions of a shell, in a minute. */
  loginFails: 10,
  shellSessions: 20,
  /** Failures before a success that make it one to look at. */
  failsBeforeSuccess: 5,
  /** Device-hours and devices of a group from which on it says what is usual; the share of the hours below which that is, and how many times as much is far above. */
  groupHours: 100,
  groupDevices: 5,
  groupShare: 0.99,
  groupTimes: 8,
  /** What an hour has at least before it is compared with the group: bytes out, connections, distinct peers, messages, refusals. */
  groupBytes: 20_000_000,
  groupConnections: 200,
  groupPeers: 20,
  groupMessages: 1000,
  groupRefusals: 20,
  /** Devices that begin to speak to one machine and port within so long (tenths of a second), and how many times as many as had before. */
  together: 5,
  togetherWithin: 6000,
  togetherTimes: 4,
  /** How long (tenths of a second) a device is known before something new of it says something: of the fleet, and of itself. */
  settled: 36_000,
  learnt: 864_000,
  /** Bytes out in an hour, and how many times the most of an hour before. */
  uploadBytes: 20_000_000,
  uploadTimes: 20,
  /** In how many of its last 24 hours a device spoke whose silence is told, and how long it lasts then (tenths of a second); of a sensor, how long. */
  silentActive: 22,
  silentFor: 72_000,
  sensorSilentFor: 36_000,
  /** Refusals of one name in ten minutes; distinct things that it asked for among them; refused log-ins from one address in a minute. */
  refusedOften: 20,
  refusedDistinct: 10,
  refusedLogins: 10,
  /** Times that a client's id or a credential goes back and forth between two addresses in an hour. */
  turnsShown: 3,
  turnsTold: 6,
  /** Distinct addresses that one machine asks DHCP for in an hour. */
  dhcpAsked: 5,
} as const;

/** Figures of the same names: those that are frozen, or others to be tried on captures. */
export type Thresholds = Readonly<Record<keyof typeof THRESHOLDS, number>>;

/** Ports that products of the kind that is watched use outward, by IANA's register and by habit. A port that is missing here is not wrong: it is asked about. */
export const PRODUCT_PORTS: ReadonlySet<number> = new Set([
  53, 67, 68, 80, 123, 443, 547, 554, 853, 1883, 1900, 3478, 3479, 5222, 5223, 5228, 5229, 5230, 5349, 5353, 5671, 5672, 5683, 5684, 8000, 8008, 8009, 8080,
  8443, 8883, 8886, 19302,
]);

/** Ports by which machines are taken over or led, spoken to from a device toward the Internet: telnet, chat, debug bridge, remote desktop, SMB, proxies of hidden services. */
export const LED_BY: ReadonlyMap<number, string> = new Map([
  [23, 'telnet'],
  [2323, 'telnet'],
  [5555, 'Android debug bridge'],
  [445, 'SMB'],
  [3389, 'remote desktop'],
  [6660, 'IRC'],
  [6661, 'IRC'],
  [6662, 'IRC'],
  [6663, 'IRC'],
  [6664, 'IRC'],
  [6665, 'IRC'],
  [6666, 'IRC'],
  [6667, 'IRC'],
  [6668, 'IRC'],
  [6669, 'IRC'],
  [6697, 'IRC'],
  [9050, 'Tor'],
]);

/** Ports on which a conversation is one of TLS. */
export const TLS_PORTS: ReadonlySet<number> = new Set([443, 8443, 8883]);
