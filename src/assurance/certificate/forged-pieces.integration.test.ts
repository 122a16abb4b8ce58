import { describe, expect, it } from 'vitest';
import { AT, bytes, evidence, made, map } from '../../../test/fixtures/certified.ts';
import { certifier } from '../../../test/fixtures/certifier.ts';
import type { Evidence } from '../../evidence/model.ts';
// biome-ignore lint/correctness/useImportExtensions: the checker is plain JavaScript, its types stand beside it
import { check } from '../edge/assay-check.mjs';

describe('a dishonest issuer, who judges other pieces, or by another map,', () => {
  // biome-ignore lint/suspicious/noExplicitAny: whatever a certificate may be made into
  type Change = (value: any) => void;
  const base = evidence.find((one) => one.claim === 'device.credentials-unique') as Evidence;
  const about = (subject: string, value: boolean): Evidence => {
    const { finding: _, ...rest } = base;
    return { ...rest, subject, value, method: 'drill', observedAt: '2026-10-30T00:00:00Z', validFor: 'P30D' };
  };
  const fleet = certifier({
    map,
    evidence: [about('camera', true), about('camera/fw-1.8', false), about('camera/fw-3.0#x2', false), about('camera#x1', false)],
    at: AT,
  });
  const WORDS = 'unique-device-credentials@camera';

  it.each<[string, string, Change]>([
    [
      'a variant',
      'camera/fw-1.8',
      (one) => {
        one.pieces = one.pieces.filter((piece: string) => piece !== 'camera/fw-1.8');
      },
    ],
    [
      'a member of a variant',
      'camera/fw-3.0#x2',
      (one) => {
        one.pieces = one.pieces.filter((piece: string) => piece !== 'camera/fw-3.0#x2');
      },
    ],
    [
      'a member of nobody knows which',
      'camera#x1',
      (one) => {
        one.pieces = one.pieces.filter((piece: string) => piece !== 'camera#x1');
      },
    ],
    [
      'all of them',
      'camera/fw-1.8',
      (one) => {
        one.pieces = ['camera'];
      },
    ],
    [
      'all of them, and names one twice instead',
      'camera/fw-1.8',
      (one) => {
        one.pieces = ['camera/fw-3.0', 'camera/fw-3.0'];
      },
    ],
  ])('leaves out %s of which an entry speaks', (_name, left, change) => {
    for (const whole of [false, true]) {
      const forged = fleet.tampered(fleet.certify(WORDS, { whole }), (it) => {
        change(it.instances[WORDS]);
        it.claim.verdict = 'proven';
      });
      expect(check(bytes(forged), fleet.key)).toMatchObject({ status: 1, reason: expect.stringContaining(left) });
    }
  });

  it.each<[string, Change]>([
    ['alone', (one) => Object.assign(one, { pieces: ['camera'], alone: true })],
    ['alone, nearly', (one) => Object.assign(one, { pieces: ['camera'], alone: 1 })],
    ['as the rest', (one) => Object.assign(one, { pieces: ['camera', 'camera/fw-3.0#x2'], rest: true })],
    ['without what is gone, which is the element', (one) => Object.assign(one, { pieces: ['camera'], gone: ['camera'] })],
  ])('judges a fleet %s', (_name, change) => {
    const forged = fleet.tampered(fleet.certify(WORDS, { whole: true }), (it) => {
      change(it.instances[WORDS]);
      it.claim.verdict = 'proven';
    });
    expect(check(bytes(forged), fleet.key).status).toBe(1);
  });

  it('calls a variant gone that the map has: that is taken on trust, and named', () => {
    const forged = fleet.tampered(fleet.certify(WORDS, { whole: true }), (it) => {
      Object.assign(it.instances[WORDS], { pieces: ['camera', 'camera#x1', 'camera/fw-3.0#x2'], gone: ['camera/fw-1.8'] });
    });
    expect(check(bytes(forged), fleet.key)).toMatchObject({ status: 0, trusted: expect.arrayContaining([expect.stringMatching(/gone.*camera\/fw-1\.8/)]) });
  });

  it('uses for a claim what stands alone in the graph', () => {
    const forged = fleet.tampered(fleet.certify(WORDS, { whole: true }), (it) => {
      it.instances = { [`${WORDS} (alone)`]: { ...it.instances[WORDS], pieces: ['camera'], alone: true } };
      it.claim.verdict = 'proven';
    });
    expect(check(bytes(forged), fleet.key)).toMatchObject({ status: 1, reason: expect.stringContaining('is not given') });
  });

  it('passes over a part of a requirement that the map owes nowhere and does not deny', () => {
    const forge = (denied: object, verdict: string) =>
      made.tampered(made.certify('cra:I.1.2a', { whole: true }), (it) => {
        delete it.remainder;
        const control = 'signing-key-protected';
        it.instances = { [`${control}@signing-server`]: { control, subject: 'signing-server', pieces: ['signing-server'] } };
        it.controls = { [control]: [{ claim: 'signing.key-in-hardware' }] };
        it.answers = [
          { control, relation: 'subset-of', at: ['signing-server'] },
          { control: 'keys-kept-apart', relation: 'subset-of', at: [], ...denied },
        ];
        Object.assign(it.claim, { verdict, partly: verdict === 'unproven' });
      });
    expect(check(bytes(forge({}, 'proven')), made.key)).toMatchObject({ status: 1, reason: 'the verdict is unproven, partly' });
    expect(check(bytes(forge({}, 'unproven')), made.key)).toMatchObject({ status: 0 });
    // That the map denies it is the map's to show.
    expect(check(bytes(forge({ denied: true }, 'proven')), made.key).status).toBe(0);
  });

  it.each([[[]], [['signing-server', 'build-server']]])('judges a whole by the pieces %j', (pieces) => {
    const words = 'signing-key-protected@signing-server';
    const forged = made.tampered(made.certify(words), (it) => {
      it.instances[words].pieces = pieces;
      it.claim.verdict = 'unproven';
    });
    expect(check(bytes(forged), made.key)).toMatchObject({ status: 1, reason: expect.stringContaining('something else') });
  });

  it('judges a fleet by one of its members, of which nothing bad is known', () => {
    const forged = fleet.tampered(fleet.certify('unique-device-credentials@hub'), (it) => {
      it.instances['unique-device-credentials@hub'].pieces = ['hub#1'];
    });
    expect(check(bytes(forged), fleet.key)).toMatchObject({ status: 1, reason: expect.stringContaining('something else') });
  });

  it.each([
    ['by then', '2026-10-31T00:00:00Z', 1],
    ['at that moment', AT, 1],
    ['since then', '2026-11-02T00:00:00Z', 0],
  ])('judges by a map after which the service used another %s', (_name, recordedAt, status) => {
    const moved = certifier({ map, evidence, at: AT, later: [{ digest: `sha256:${'b'.repeat(64)}`, recordedAt }] });
    for (const whole of [false, true]) {
      const found = check(bytes(moved.certify('signing-key-protected@signing-server', { whole })), moved.key);
      expect([found.status, found.reason ?? '']).toEqual([status, status === 0 ? '' : expect.stringContaining('newer one')]);
    }
  });
});
