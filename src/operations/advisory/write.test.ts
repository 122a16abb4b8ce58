import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Json, Refused } from '../../core/index.ts';
import { composeCsaf } from './compose.ts';
import { checkCsaf } from './csaf/check.ts';
import { readFacts } from './facts.ts';
import { CAMERA } from './made.fixture.ts';
import { checkOpenVex, composeOpenVex, isOpenVex } from './openvex.ts';
import { checkSecurityTxt, composeSecurityTxt } from './security-txt.ts';

const NOW = Date.UTC(2026, 10, 24);
const changed = (change: (facts: Record<string, Json>) => void): Json => {
  const facts = structuredClone(CAMERA) as unknown as Record<string, Json>;
  change(facts);
  return facts;
};

function codes(work: () => unknown): readonly string[] {
  try {
    work();
  } catch (error) {
    if (error instanceof Refused) return error.faults.map(({ code }) => code);
    throw error;
  }
  return [];
}

describe('papers from facts', () => {
  const facts = readFacts(CAMERA, 'facts.json');

  it('writes one advisory in both editions, and each is valid', () => {
    const made = composeCsaf(facts, 'facts.json');
    for (const edition of ['2.0', '2.1'] as const) expect(checkCsaf(made[edition], edition)).toEqual([]);
    expect(made['2.1']).toMatchObject({
      document: { distribution: { tlp: { label: 'CLEAR' } }, tracking: { version: '2' } },
      vulnerabilities: [
        {
          product_status: { known_affected: ['cam-1.1'], fixed: ['cam-1.2'], known_not_affected: ['hub-4'] },
          metrics: [{ content: { cvss_v3: { baseScore: 9.8, baseSeverity: 'CRITICAL' } } }, { content: { cvss_v4: { baseScore: 9.3 } } }],
          notes: [{}, { title: 'Devices in the field', text: 'cam-1.1: 340 devices\ncam-1.2: 12 devices\nhub-4: 1 device' }],
        },
      ],
    });
    expect(made['2.0']).toMatchObject({
      document: { distribution: { tlp: { label: 'WHITE' } } },
      vulnerabilities: [{ scores: [{ cvss_v3: { baseScore: 9.8 } }], notes: [{}, {}, { title: 'CVSS 4.0' }, { title: 'Exploited' }] }],
    });
  });

  it('writes OpenVEX with what each state needs', () => {
    const made = composeOpenVex(facts, 'facts.json');
    expect(isOpenVex(made)).toBe(true);
    expect(checkOpenVex(made)).toEqual([]);
    expect(made).toMatchObject({
      statements: [
        { vulnerability: { name: 'CVE-2026-12345', aliases: ['EXC-17'] }, status: 'affected', action_statement: 'Update to 1.2.' },
        { status: 'fixed' },
        { status: 'not_affected', justification: 'component_not_present' },
      ],
    });
    const bare = {
      ...(made as object),
      statements: [
        { vulnerability: { name: 'X' }, status: 'affected' },
        { vulnerability: { name: 'X' }, status: 'not_affected' },
      ],
    };
    expect(checkOpenVex(bare).map(({ path, message }) => `${path} ${message}`)).toEqual([
      '/statements/0 names no product',
      '/statements/0 is affected, and has no action_statement',
      '/statements/1 names no product',
      '/statements/1 is not_affected, and says neither justification nor impact_statement',
    ]);
  });

  it('writes security.txt, and says when it has run out or is not whole', () => {
    const text = composeSecurityTxt(facts, 'facts.json');
    expect(text).toContain('Contact: mailto:security@cameras.example\n');
    expect(checkSecurityTxt(text, NOW, 'https://cameras.example/.well-known/security.txt')).toEqual([]);
    expect(checkSecurityTxt(text, NOW, 'https://elsewhere.example/security.txt').map(({ test }) => test)).toEqual(['2.5.2']);
    expect(checkSecurityTxt(text, Date.UTC(2027, 6, 1)).map(({ test }) => test)).toEqual(['2.5.5']);
    const signed = `-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n${text}-----BEGIN PGP SIGNATURE-----\nx\n-----END PGP SIGNATURE-----\n`;
    expect(checkSecurityTxt(signed, NOW)).toEqual([]);
    expect(
      checkSecurityTxt('Contact: somebody\nEncryption: http://a.example\nExpires: soon\nExpires: 1\nPreferred-Languages: en, zz9\nnothing', NOW).map(
        ({ test }) => test,
      ),
    ).toEqual(['2.4', '2.4', '4', '2.5', '2.5.5', '2.5.8']);
    expect(checkSecurityTxt('', NOW).map(({ test }) => test)).toEqual(['2.5.3', '2.5.5']);
  });

  it('refuses facts with every fault, each with its code', () => {
    expect(codes(() => readFacts({}, 'f'))).toContain('ASSAY-PAPER-001');
    expect(
      codes(() =>
        readFacts(
          changed((one) => (one['products'] = [])),
          'f',
        ),
      ),
    ).toContain('ASSAY-PAPER-002');
    // An advisory of something that is fixed and that nobody had.
    const fixed = changed((one) => {
      one['vulnerabilities'] = [{ cve: 'CVE-2026-1111', title: 'T', description: 'D', products: [{ product: 'cam-1.2', state: 'fixed' }] }];
    });
    expect(codes(() => composeCsaf(readFacts(fixed, 'f'), 'f'))).toEqual(['ASSAY-PAPER-003', 'ASSAY-PAPER-003']);
    const bare = changed((one) => {
      delete one['disclosure'];
      delete one['vulnerabilities'];
    });
    expect(codes(() => composeOpenVex(readFacts(bare, 'f'), 'f'))).toEqual(['ASSAY-PAPER-005']);
    expect(codes(() => composeSecurityTxt(readFacts(bare, 'f'), 'f'))).toEqual(['ASSAY-PAPER-005']);
  });

  const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
  const moment = fc.date({ min: new Date('1990-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }).map((date) => date.toISOString());
  const status = fc.oneof(
    fc.record({ state: fc.constant('affected'), action: word }),
    fc.record({ state: fc.constant('not_affected'), impact: word }),
    fc.record({ state: fc.constantFrom('fixed', 'under_investigation') }),
  );
  const vector = fc.constantFrom(
    'AV:N/AC:L/Au:N/C:C/I:C/A:C',
    'CVSS:3.0/AV:L/AC:H/PR:L/UI:R/S:C/C:L/I:N/A:H/E:P',
    'CVSS:3.1/AV:P/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N',
    'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:L/VA:N/SC:N/SI:N/SA:N/E:U',
  );
  const given = fc
    .record({
      kind: fc.constantFrom('advisory', 'vex', 'incident', 'informational'),
      title: word,
      tlp: fc.constantFrom('CLEAR', 'GREEN', 'AMBER', 'AMBER+STRICT', 'RED'),
      status: fc.constantFrom('draft', 'interim', 'final'),
      dates: fc.array(moment, { minLength: 1, maxLength: 4 }),
      sorted: fc.boolean(),
      products: fc.uniqueArray(word, { minLength: 1, maxLength: 4 }),
      states: fc.array(status, { minLength: 4, maxLength: 4 }),
      vector,
      note: word,
    })
    .map(({ kind, title, tlp, status: of, dates, sorted, products, states, vector: score, note }) => ({
      kind,
      title,
      tlp,
      publisher: { category: 'vendor', name: note, namespace: 'https://a.example' },
      tracking: { id: title, status: of, history: (sorted ? [...dates].sort() : dates).map((at) => ({ at, summary: note })) },
      notes: [{ kind: 'summary', text: note }],
      references: [{ summary: note, url: 'https://a.example/1' }],
      products: products.map((id, i) => ({ id, vendor: 'V', name: 'N', version: `1.${i}`, inField: i })),
      ...(kind === 'informational'
        ? {}
        : {
            vulnerabilities: [
              {
                cve: 'CVE-2026-0001',
                title,
                description: note,
                products: products.map((product, i) => ({ product, ...states[i] })),
                scores: [{ vector: score, products: [products[0]] }],
              },
            ],
          }),
    }));

  it('makes a valid document in both editions, and OpenVEX, of any facts that it accepts', () => {
    let accepted = 0;
    fc.assert(
      fc.property(given, (facts) => {
        const refused = codes(() => {
          const read = readFacts(facts as unknown as Json, 'f');
          const made = composeCsaf(read, 'f');
          accepted += 1;
          // As another reads it: through text.
          for (const edition of ['2.0', '2.1'] as const) expect(checkCsaf(JSON.parse(JSON.stringify(made[edition])), edition)).toEqual([]);
          if (read.vulnerabilities !== undefined) expect(checkOpenVex(JSON.parse(JSON.stringify(composeOpenVex(read, 'f'))))).toEqual([]);
        });
        for (const code of refused) expect(['ASSAY-PAPER-001', 'ASSAY-PAPER-002', 'ASSAY-PAPER-003']).toContain(code);
      }),
      { numRuns: 300 },
    );
    expect(accepted).toBeGreaterThan(20);
  });

  it('judges any value without a throw, and any part of a real one', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        for (const edition of ['2.0', '2.1'] as const) expect(checkCsaf(value, edition)).not.toEqual([]);
        expect(checkOpenVex(value)).not.toEqual([]);
      }),
    );
    const real = JSON.stringify(composeCsaf(readFacts(CAMERA, 'f'), 'f')['2.1']);
    const names = [...new Set(real.match(/"[a-z_$0-9]+"(?=:)/g))];
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.oneof(fc.jsonValue(), fc.constantFrom('valueOf', '__proto__', 'constructor')), (name, value) => {
        const broken: unknown = JSON.parse(real, (key: string, old: unknown) => (JSON.stringify(key) === name ? value : old));
        for (const edition of ['2.0', '2.1'] as const) expect(Array.isArray(checkCsaf(broken, edition))).toBe(true);
      }),
    );
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => Array.isArray(checkSecurityTxt(text, NOW))));
  });
});
