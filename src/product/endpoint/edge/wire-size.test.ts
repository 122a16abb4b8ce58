import { describe, expect, it } from 'vitest';
import { wireSize } from './wire-size.ts';

// Lengths counted by hand from MQTT 5, section 3.3.

describe('a message on the wire', () => {
  it.each([
    ['of QoS 0', { topic: 'a/b', payload: 'xyz' }, 1 + 1 + 2 + 3 + 1 + 3],
    ['of QoS 1', { topic: 'a/b', payload: Buffer.from('xyz'), qos: 1 }, 1 + 1 + 2 + 3 + 2 + 1 + 3],
    ['in letters of two bytes', { topic: 'é', payload: 'é' }, 1 + 1 + 2 + 2 + 1 + 2],
    ['long', { topic: 'a', payload: Buffer.alloc(200) }, 1 + 2 + 2 + 1 + 1 + 200],
    ['longer', { topic: 'a', payload: Buffer.alloc(20_000) }, 1 + 3 + 2 + 1 + 1 + 20_000],
    ['longest', { topic: 'a', payload: Buffer.alloc(2_100_000) }, 1 + 4 + 2 + 1 + 1 + 2_100_000],
    [
      'with properties',
      {
        topic: 'a',
        payload: '',
        properties: {
          payloadFormatIndicator: true,
          messageExpiryInterval: 9,
          contentType: 'ab',
          responseTopic: 'abc',
          correlationData: Buffer.alloc(4),
          subscriptionIdentifier: 200,
          userProperties: { k: ['v', 'vw'] },
        },
      },
      1 + 1 + 2 + 1 + 1 + (2 + 5 + 5 + 6 + 7 + 3 + 7 + 8),
    ],
  ])('%s', (_what, packet, size) => {
    expect(wireSize(packet)).toBe(size);
  });
});
