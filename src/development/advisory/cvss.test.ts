import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gravest, readCvss } from './cvss.ts';

describe('a CVSS vector', () => {
  // Scores as FIRST and the NVD publish them for these vectors.
  it.each([
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 9.8, 'critical'],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N', 6.1, 'medium'],
    ['CVSS:3.1/AV:L/AC:L/PR:N/UI:R/S:U/C:H/I:N/A:L/E:F/RL:O/RC:C', 5.7, 'medium'],
    ['CVSS:3.0/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H', 8.1, 'high'],
    ['CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N', 0, 'none'],
    ['AV:N/AC:L/Au:N/C:C/I:C/A:C', 10, 'high'],
    ['(AV:N/AC:M/Au:N/C:N/I:P/A:N)', 4.3, 'medium'],
    ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H', 10, 'critical'],
    ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', 9.3, 'critical'],
    ['CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N', 0, 'none'],
  ] as const)('%s scores %d', (vector, score, severity) => {
    expect(readCvss(vector)).toMatchObject({ score, severity });
  });

  it.each([
    ['nothing', ''],
    ['a score', '9.8'],
    ['a metric twice', 'CVSS:3.1/AV:N/AV:L/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'],
    ['a metric too few', 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H'],
    ['a metric of another edition', 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/VC:H'],
    ['a value that there is not', 'CVSS:3.1/AV:X/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'],
    ['a name of every object', 'CVSS:3.1/constructor:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'],
    ['an edition that there is not', 'CVSS:5.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'],
    ['a slash at the end', 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/'],
    ['more than any vector has', `CVSS:3.1/${'AV:N/'.repeat(100)}`],
  ])('that is %s is none', (_, text) => {
    expect(readCvss(text)).toBeUndefined();
  });

  it('tells what an attacker needs and gets', () => {
    expect(readCvss('CVSS:3.1/AV:P/AC:L/PR:H/UI:R/S:U/C:N/I:N/A:H')).toMatchObject({
      from: 'physical',
      privileges: 'high',
      interaction: true,
      loses: { confidentiality: false, integrity: false, availability: true },
    });
    expect(readCvss('CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/MAV:L/MPR:L')).toMatchObject({ from: 'local', privileges: 'low' });
  });

  it('of several is the gravest of the newest edition', () => {
    expect(
      gravest(['AV:N/AC:L/Au:N/C:C/I:C/A:C', 'nonsense', 'CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N', 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'])
        ?.score,
    ).toBe(9.8);
    expect(gravest([])).toBeUndefined();
  });

  it('that is any text throws nothing', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((tail) => `CVSS:4.0/${tail}`),
          fc.string().map((tail) => `CVSS:3.1/AV:${tail}`),
        ),
        (text) => readCvss(text) === undefined || true,
      ),
    );
  });
});

// The formula of version 3.1, clause 7, by which each of the 2,592 base vectors is scored a second time.
const W = {
  AV: { N: 0.85, A: 0.62, L: 0.55, P: 0.2 },
  AC: { L: 0.77, H: 0.44 },
  PR: { U: { N: 0.85, L: 0.62, H: 0.27 }, C: { N: 0.85, L: 0.68, H: 0.5 } },
  UI: { N: 0.85, R: 0.62 },
  X: { H: 0.56, L: 0.22, N: 0 },
} as const;

function byFormula(
  av: keyof typeof W.AV,
  ac: keyof typeof W.AC,
  pr: 'N' | 'L' | 'H',
  ui: keyof typeof W.UI,
  s: 'U' | 'C',
  c: keyof typeof W.X,
  i: keyof typeof W.X,
  a: keyof typeof W.X,
): number {
  const base = 1 - (1 - W.X[c]) * (1 - W.X[i]) * (1 - W.X[a]);
  const impact = s === 'U' ? 6.42 * base : 7.52 * (base - 0.029) - 3.25 * (base - 0.02) ** 15;
  if (impact <= 0) return 0;
  const ease = 8.22 * W.AV[av] * W.AC[ac] * W.PR[s][pr] * W.UI[ui];
  const hundredThousandths = Math.round(Math.min(s === 'U' ? impact + ease : 1.08 * (impact + ease), 10) * 100_000);
  return hundredThousandths % 10_000 === 0 ? hundredThousandths / 100_000 : (Math.floor(hundredThousandths / 10_000) + 1) / 10;
}

describe('every base vector of version 3.1', () => {
  it('scores by the library what it scores by the formula', () => {
    const apart: string[] = [];
    let count = 0;
    for (const av of ['N', 'A', 'L', 'P'] as const)
      for (const ac of ['L', 'H'] as const)
        for (const pr of ['N', 'L', 'H'] as const)
          for (const ui of ['N', 'R'] as const)
            for (const s of ['U', 'C'] as const)
              for (const c of ['H', 'L', 'N'] as const)
                for (const i of ['H', 'L', 'N'] as const)
                  for (const a of ['H', 'L', 'N'] as const) {
                    const vector = `CVSS:3.1/AV:${av}/AC:${ac}/PR:${pr}/UI:${ui}/S:${s}/C:${c}/I:${i}/A:${a}`;
                    count += 1;
                    if (readCvss(vector)?.score !== byFormula(av, ac, pr, ui, s, c, i, a)) apart.push(vector);
                  }
    expect(count).toBe(2592);
    expect(apart).toEqual([]);
  });
});
