import { describe, expect, it } from 'vitest';
import { COLOURS } from './style.ts';

/** Relative luminance and contrast ratio of WCAG 2.2. */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((i) => {
    const channel = Number.parseInt(colour.slice(i, i + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

describe.each(Object.entries(COLOURS))('the %s colours', (_, colours) => {
  it.each(['ink', 'quiet', 'act'] as const)('%s is legible on every ground that text stands on (1.4.3)', (name) => {
    for (const ground of ['paper', 'page'] as const) expect(contrast(colours[name], colours[ground])).toBeGreaterThanOrEqual(4.5);
  });
  it('lets ink be read where a link has led', () => {
    for (const name of ['ink', 'quiet'] as const) expect(contrast(colours[name], colours.soft)).toBeGreaterThanOrEqual(4.5);
  });
  it.each(['accent', 'fail', 'edge', 'hatch'] as const)('%s can be told from the ground as a shape (1.4.11)', (name) => {
    expect(contrast(colours[name], colours.paper)).toBeGreaterThanOrEqual(3);
  });
});
