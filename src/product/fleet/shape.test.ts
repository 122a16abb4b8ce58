import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { expectedOf, shownAt } from './shape.ts';

const schema = z.strictObject({
  device: z.string().regex(/^[a-z-]+$/, 'small letters and hyphens'),
  seconds: z.number().max(86_400).optional(),
  passphrase: z.string().min(12).optional(),
  point: z.enum(['app', 'server']).optional(),
  devices: z.array(z.string()).max(2).optional(),
});

describe('what was expected, and what was found', () => {
  it.each<[unknown, string, string | undefined]>([
    [{ device: 'Küche' }, 'small letters and hyphens', 'Küche'],
    [{}, 'text', 'nothing'],
    [{ device: 'a', seconds: 86_401 }, 'at most 86400', '86401'],
    [{ device: 'a', seconds: 'x' }, 'a number', 'x'],
    [{ device: 'a', devices: ['a', 'b', 'c'] }, 'at most 2 entries', undefined],
    [{ device: 'a', point: 'roof' }, 'app, server', undefined],
    [{ device: 'a', profils: 1 }, 'nothing of the name profils', undefined],
  ])('%j', (given, expected, found) => {
    const issue = schema.safeParse(given).error?.issues[0] ?? expect.unreachable('it fits');
    expect([expectedOf(issue), shownAt(given, issue.path)]).toEqual([expected, found]);
  });

  it('says no secret again', () => {
    const given = { device: 'a', passphrase: 'too short' };
    const issue = schema.safeParse(given).error?.issues[0] ?? expect.unreachable('it fits');
    expect([expectedOf(issue), shownAt(given, issue.path)]).toEqual(['at least 12 characters', undefined]);
  });
});
