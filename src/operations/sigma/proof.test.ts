import { describe, expect, it } from 'vitest';
import { rulesOf } from './made.fixture.ts';
import { prove } from './proof.ts';
import { readProofs } from './proof-read.ts';

const RULES = `title: A topic of all
id: 5f0a7f8e-1c5b-4d0c-9e0b-0d6d0a3c1a11
name: all_topics
logsource:
  category: mqtt
detection:
  selection:
    topic: '#'
  condition: selection
level: low
---
title: Three of them
id: 5f0a7f8e-1c5b-4d0c-9e0b-0d6d0a3c1a12
correlation:
  type: event_count
  rules: [all_topics]
  group-by: [src_ip]
  timespan: 1m
  condition:
    gte: 3
level: medium
`;
const EVENT = `{"_path": "mqtt_subscribe", "id.orig_h": "10.0.0.{n}", "id.orig_p": 1, "id.resp_h": "10.0.0.9", "id.resp_p": 1883, "action": "MQTT::SUBSCRIBE", "topics": ["#"]}`;
const proofs = (text: string) => readProofs({ file: 'made.test.yml', text });
const one = (events: string) => proofs(`tests:\n  - says: made\n    raises: true\n    events:\n${events}`).proofs[0];

describe('the test of a rule', () => {
  const set = rulesOf(RULES);
  const [rule] = set.rules;
  const [correlation] = set.correlations;

  it.each([
    ['one event raises the rule', 'rule', `      - ${EVENT}`, true],
    ['three from one address raise the correlation', 'correlation', `      - {times: 3, every: 10s, event: ${EVENT.replace('{n}', '1')}}`, true],
    ['three within three minutes do not', 'correlation', `      - {times: 3, every: 90s, event: ${EVENT.replace('{n}', '1')}}`, false],
    ['three from three addresses do not', 'correlation', `      - {times: 3, every: 10s, event: ${EVENT}}`, false],
    [
      'a moment of its own is kept',
      'correlation',
      `      - {times: 2, event: ${EVENT.replace('{n}', '1')}}\n      - {after: 2m, event: ${EVENT.replace('{n}', '1')}}`,
      false,
    ],
  ] as const)('%s', (_, of, events, raised) => {
    const proof = one(events);
    const subject = of === 'rule' ? rule : correlation;
    expect(proof).toBeDefined();
    expect(subject).toBeDefined();
    if (proof !== undefined && subject !== undefined) expect(prove(subject, set, proof)).toMatchObject({ wanted: true, raised, rejected: [] });
  });

  it('says which events the reader refused', () => {
    const proof = one(`      - {format: syslog, event: 'no message'}`);
    if (proof === undefined || rule === undefined) throw new Error('nothing was read');
    expect(prove(rule, set, proof)).toMatchObject({ raised: false, events: 0, rejected: ['not-readable: neither RFC 5424 nor RFC 3164'] });
  });

  it.each([
    ['no list', 'tests: none'],
    ['an unknown word', 'tests:\n  - {says: x, raises: true, events: [{a: 1}], more: 1}'],
    ['an unknown format', 'tests:\n  - {says: x, raises: true, format: pcap, events: [{a: 1}]}'],
    ['no word of what is wanted', 'tests:\n  - {says: x, events: [{a: 1}]}'],
    ['too many times', 'tests:\n  - {says: x, raises: true, events: [{event: {a: 1}, times: 10001}]}'],
    ['a length that is none', 'tests:\n  - {says: x, raises: true, events: [{event: {a: 1}, every: soon}]}'],
  ])('with %s is refused with its place', (_, text) => {
    expect(proofs(text)).toMatchObject({ proofs: [], faults: [{ code: 'ASSAY-SIGMA-020', file: 'made.test.yml' }] });
  });
});
