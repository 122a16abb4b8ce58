import { VERDICTS, type Verdict } from '../../model.ts';
import { figure, total, VERDICT_WORDS } from '../words.ts';
import { type Markup, markup, trusted } from './markup.ts';

// One bar: a row of textured shares. SVG without a viewBox, so that textures keep their size while the bar takes the width that there is.

/** Shares smaller than this are drawn this wide, in per cent, so that a single failing control among hundreds is seen. */
const LEAST = 1.5;
const GAP = 0.35;

type Shares = Readonly<Partial<Record<Verdict, number>>>;

/** The patterns that bars are filled with; once in a page, before the first bar. */
export const TEXTURES: Markup = trusted(`<svg class="textures" width="0" height="0" aria-hidden="true" focusable="false"><defs>
<pattern id="t-failing" width="6" height="6" patternUnits="userSpaceOnUse"><rect class="g-ink" width="6" height="6"/><path class="g-cut" d="M0 0L6 6M6 0L0 6"/></pattern>
<pattern id="t-stale" width="6" height="6" patternUnits="userSpaceOnUse"><rect class="g-soft" width="6" height="6"/><circle class="g-dot" cx="1.5" cy="1.5" r="1.15"/><circle class="g-dot" cx="4.5" cy="4.5" r="1.15"/></pattern>
<pattern id="t-unproven" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="g-paper" width="7" height="7"/><rect class="g-line" width="2" height="7"/></pattern>
</defs></svg>
`);

/** Textured shares, largest to the eye in the order of the verdicts. The words and numbers stand beside it in text. */
export function bar(shares: Shares, height: number): Markup {
  const whole = total(shares);
  if (whole === 0)
    return markup`<svg class="bar" width="100%" height="${height}" aria-hidden="true"><rect class="b-none" width="100%" height="${height}"/></svg>`;
  const some = VERDICTS.map((verdict) => ({ verdict, share: ((shares[verdict] ?? 0) / whole) * 100 })).filter(({ share }) => share > 0);
  const widened = some.map(({ verdict, share }) => ({ verdict, width: Math.max(share, LEAST) }));
  const sum = widened.reduce((all, { width }) => all + width, 0);
  let x = 0;
  const rects = widened.map(({ verdict, width }, i) => {
    const left = x;
    x += (width / sum) * 100;
    const gap = i === widened.length - 1 ? 0 : GAP;
    return markup`<rect class="b-${verdict}" x="${left.toFixed(2)}%" width="${(x - left - gap).toFixed(2)}%" height="${height}"/>`;
  });
  return markup`<svg class="bar" width="100%" height="${height}" aria-hidden="true">${rects}</svg>`;
}

/** The numbers under a bar: each with the shape and the word of its verdict. */
export function counts(shares: Shares): Markup {
  const some = VERDICTS.filter((verdict) => (shares[verdict] ?? 0) > 0);
  if (some.length === 0) return markup`<span class="counts"><span>none owed</span></span>`;
  return markup`<span class="counts">${some.map((verdict) => markup`<span class="v ${verdict}"><b>${figure(shares[verdict] ?? 0)}</b> ${VERDICT_WORDS[verdict].word}</span> `)}</span>`;
}
