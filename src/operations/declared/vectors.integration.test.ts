import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { vectors } from '../../../test/vectors.ts';
import type { Detection } from '../detection/model.ts';
import type { SecurityEvent } from '../event/model.ts';
import { readerOf } from '../intake/formats.ts';
import { recognise } from '../intake/recognise.ts';
import { compiled } from './compile.ts';
import { declared, type Judgement, type Tally } from './declared.ts';
import { readMud } from './read.ts';

const folder = vectors('operations');
const DEVICES = [
  ['tapo-p115', 'G06-tapo-p115.mud', 'G06-tapo-p115.pcap', '40:ae:30:46:6e:a8'],
  ['mood_lamp-3204432', 'mood_lamp-3204432Mud.json', 'G06-mood_lamp-3204432.pcap', 'b8:06:0d:18:84:b4'],
  ['door_sensor-19JWT', 'G06-door_sensor-19JWT.mud', 'G06-door_sensor-19JWT.pcapng', 'b8:06:0d:3b:47:f8'],
] as const;
const GATEWAY = new Map([['urn:ietf:params:mud:gateway', ['10.42.0.1']]]);

function events(path: string): readonly SecurityEvent[] {
  const bytes = readFileSync(`${folder}/${path}`);
  const reader = readerOf(recognise(bytes) ?? 'csv');
  return [...reader.feed(bytes).events, ...reader.end().events];
}

function policy(path: string) {
  const { mud } = readMud(readFileSync(`${folder}/mud/${path}`, 'utf8'), path);
  return { id: mud.url, table: compiled(mud), mudUrl: mud.url };
}

function tried(file: string, capture: readonly SecurityEvent[], device: string) {
  const judgements: Judgement[] = [];
  const detector = declared([{ ...policy(file), device }], { controllers: GATEWAY, onVerdict: (one) => judgements.push(one) });
  const detections: Detection[] = [...capture.flatMap((event) => detector.observe(event, 'capture')), ...detector.end()];
  const tally: Tally = detector.tally;
  return { judgements, detections, tally };
}

describe.skipIf(folder === undefined)('three devices and the files that were made of them', () => {
  it.each(DEVICES)('%s keeps to its own file, and what is not known is said', (name, file, capture, mac) => {
    const { detections, tally } = tried(`${name}/${file}`, events(`mud/${name}/${capture}`), mac);
    expect(detections).toEqual([]);
    expect(tally.denied).toBe(0);
    expect(tally.allowed).toBeGreaterThan(5);
    // One connection of the plug is older than the capture, and so is the answer for its name.
    expect(tally.notKnown).toBe(name === 'tapo-p115' ? 1 : 0);
  });

  it.each(DEVICES)('%s is let to no cloud by the files of the others', (name, _, capture, mac) => {
    const seen = events(`mud/${name}/${capture}`);
    for (const [other, file] of DEVICES) {
      if (other === name) continue;
      const { judgements, detections } = tried(`${other}/${file}`, seen, mac);
      const clouds = judgements.filter(({ asked }) => asked.peerPlace === 'outside');
      expect(clouds.length).toBeGreaterThan(0);
      expect(clouds.filter(({ verdict }) => verdict.is === 'allowed')).toEqual([]);
      expect(detections.filter(({ level }) => level === 'high').length).toBeGreaterThan(other === 'tapo-p115' && name === 'mood_lamp-3204432' ? -1 : 0);
    }
  });

  it.each([
    ['8-1', '192.168.100.113'],
    ['34-1', '192.168.1.195'],
    ['44-1', '192.168.1.199'],
  ])('IoT-23 %s: the first flow to whoever leads the bots is denied by every file', (scenario, device) => {
    const seen = events(`iot23/CTU-Malware-Capture-${scenario}-labeled.csv`);
    const led = seen.filter(({ record }) => String(record['label']).startsWith('C&C') || String(record['detailed-label']).startsWith('C&C'));
    const first = led.toSorted((a, b) => a.time - b.time).find(({ flow }) => flow?.src === device);
    expect(first).toBeDefined();
    for (const [name, file] of DEVICES) {
      const { judgements, detections } = tried(`${name}/${file}`, first === undefined ? [] : [first], device);
      expect(judgements.map(({ verdict }) => verdict.is)).toEqual(['denied']);
      expect(detections.map(({ rule, level, raised }) => [rule, level, raised])).toEqual([['declared/undeclared-peer', 'high', first?.time]]);
    }
  });
});
