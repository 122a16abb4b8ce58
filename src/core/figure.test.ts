import { expect, it } from 'vitest';
import { figure } from './figure.ts';

it.each([
  [0, '0'],
  [999, '999'],
  [1000, '1,000'],
  [250000, '250,000'],
  [1234567.5, '1,234,567.5'],
  [-1000, '-1,000'],
  [1e21, '1e+21'],
] as const)('%d is written %s', (value, text) => {
  expect(figure(value)).toBe(text);
});
