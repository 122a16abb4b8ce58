import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCpe } from '../component/cpe.ts';
import { fits, matchProduct } from './product-match.ts';
import { compareUpstream } from './upstream-order.ts';

describe('versions of upstream code', () => {
  it.each<[string, -1 | 0 | 1 | undefined, string]>([
    ['1.0.2', -1, '1.0.2k'],
    ['1.0.2k', -1, '1.0.2z'],
    ['1.0.2k', -1, '1.1.0'],
    ['2.86', -1, '2.90'],
    ['2.9', -1, '2.10'],
    ['1.2', 0, '1.2.0'],
    ['v1.2', 0, '1.2'],
    ['1.2-rc1', -1, '1.2'],
    ['3.0.0-beta1', -1, '3.0.0'],
    ['5-rc1', -1, '5'],
    ['3.0.0-alpha2', -1, '3.0.0-beta1'],
    ['4.2.8p15', 1, '4.2.8'],
    ['4.2.8p9', -1, '4.2.8p15'],
    ['1.36.1', 1, '1.36.0'],
    ['2021.10', 1, '2021.07'],
    ['1_2_3', 0, '1.2.3'],
    ['10000000000000000000001', 1, '10000000000000000000000'],
    ['007', 0, '7'],
    ['unknown', undefined, '1'],
    ['0123456789abcdef0123456789abcdef01234567', undefined, '1'],
    ['1'.repeat(200), undefined, '1'],
  ])('%s stands %s to %s', (a, order, b) => {
    expect(compareUpstream(a, b)).toBe(order);
    expect(compareUpstream(b, a)).toBe(order === undefined || order === 0 ? order : -order);
  });

  const version = fc
    .array(fc.oneof(fc.nat({ max: 99 }).map(String), fc.constantFrom('rc', 'beta', 'a', 'k', 'p', 'dev')), { minLength: 1, maxLength: 5 })
    .map((parts) => `1.${parts.join('.')}`);

  it('are turned round as they are asked, and the same as themselves', () => {
    fc.assert(
      fc.property(version, version, (a, b) => {
        const [there, back] = [compareUpstream(a, b), compareUpstream(b, a)];
        expect(compareUpstream(a, a)).toBe(0);
        expect(there === undefined ? back : back === undefined ? there : there + back).toBe(0);
      }),
    );
  });

  it('that are any text throw nothing', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect([-1, 0, 1, undefined]).toContain(compareUpstream(a, b));
      }),
    );
  });
});

describe('a criterion of a record', () => {
  const row = (cpe: string, range: object = {}, more: object = {}) => ({
    advisory: 1,
    vendor: 'acme',
    cpe: parseCpe(cpe),
    status: 'affected' as const,
    range,
    ...more,
  });
  const any = (range: object) => row('cpe:2.3:a:acme:tls:*:*:*:*:*:*:*:*', range);

  it.each<[string, ReturnType<typeof row>, string, string]>([
    ['its end left out', any({ endExcluding: '1.2' }), '1.2', 'not-affected'],
    ['its end and with it', any({ endIncluding: '1.2' }), '1.2', 'affected'],
    ['its begin left out', any({ startExcluding: '1.0', endExcluding: '2' }), '1.0', 'not-affected'],
    ['its begin and with it', any({ startIncluding: '1.0', endExcluding: '2' }), '1.0', 'affected'],
    ['no bound', any({}), '9', 'affected'],
    ['a bound that cannot be put in order', any({ endExcluding: 'next' }), '1', 'perhaps'],
    ['one version', row('cpe:2.3:a:acme:tls:1.0:*:*:*:*:*:*:*'), '1.0', 'affected'],
    ['one version, and not another', row('cpe:2.3:a:acme:tls:1.0:*:*:*:*:*:*:*'), '1.1', 'not-affected'],
    ['a version with its update', row('cpe:2.3:a:acme:tls:1.0:beta2:*:*:*:*:*:*'), '1.0-beta2', 'affected'],
    ['another update of the version', row('cpe:2.3:a:acme:tls:1.0:beta2:*:*:*:*:*:*'), '1.0', 'not-affected'],
    ['versions like one', row('cpe:2.3:a:acme:tls:1.*:*:*:*:*:*:*:*'), '1.7', 'affected'],
    ['no version at all', row('cpe:2.3:a:acme:tls:-:*:*:*:*:*:*:*'), '1.0', 'not-affected'],
    ['another platform too', row('cpe:2.3:a:acme:tls:*:*:*:*:*:windows:*:*'), '1.0', 'perhaps'],
    ['a condition', row('cpe:2.3:a:acme:tls:*:*:*:*:*:*:*:*', {}, { with: ['acme os'] }), '1.0', 'perhaps'],
  ])('with %s', (_, given, version, state) => expect(matchProduct(given, version, undefined).state).toBe(state));

  it('that clears under a condition clears nothing without it', () => {
    const cleared = { ...row('cpe:2.3:a:acme:tls:*:*:*:*:*:*:*:*', {}, { with: ['versions of old'] }), status: 'cleared' as const };
    expect(matchProduct(cleared, '1.0', undefined).state).toBe('perhaps');
    expect(matchProduct({ ...cleared, with: [] }, '1.0', undefined).state).toBe('affected');
  });

  it('of another platform than the component’s says nothing of it', () =>
    expect(matchProduct(row('cpe:2.3:a:acme:tls:*:*:*:*:*:windows:*:*'), '1.0', parseCpe('cpe:2.3:a:acme:tls:1.0:*:*:*:*:linux:*:*')).state).toBe(
      'not-affected',
    ));

  it('with wildcards stands for what they let by', () => {
    const value = (text: string) => parseCpe(`cpe:2.3:a:x:y:${text}:*:*:*:*:*:*:*`).version;
    const lets = (text: string, is: string) => {
      const of = value(text);
      return of.kind === 'text' && fits(of, is);
    };
    expect([lets('1.?', '1.7'), lets('1.?', '1.70'), lets('*beta', '1beta'), lets('*beta', '1beta2'), lets('1.*', '2.1')]).toEqual([
      true,
      false,
      true,
      false,
      false,
    ]);
  });
});
