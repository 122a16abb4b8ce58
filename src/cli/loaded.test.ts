import { describe, expect, it } from 'vitest';
import { COMMANDS } from './index.ts';
import { commandsFor, LOADED } from './loaded.ts';
import { named } from './named.ts';

describe('the commands that are loaded for a line', () => {
  it.each(Object.keys(LOADED))('are all of %s, as the table of all has them, and none a part of another', async (key) => {
    const loaded = await LOADED[key]?.();
    expect(new Set(loaded)).toEqual(new Set(COMMANDS.filter(({ noun, verb }) => key === noun || key === `${noun} ${verb}`)));
    // Where one verb begins another of two words, which of them is meant depends on all options there are.
    for (const { noun, verb } of loaded ?? []) expect(COMMANDS.filter((other) => other.noun === noun && other.verb.startsWith(`${verb} `))).toEqual([]);
  });

  it('name every command as all commands do, with any option after it', async () => {
    const options = [...new Set(COMMANDS.flatMap((command) => command.options.map(({ name }) => `--${name}`)))];
    const differ: string[] = [];
    for (const { noun, verb } of COMMANDS) {
      const start = [noun, ...verb.split(' ')];
      const commands = await commandsFor(start);
      if (commands === COMMANDS) continue;
      for (const rest of [[], ['a', 'b'], ...options.map((option) => [option, 'record', 'b'])]) {
        const [alone, among] = [named([...start, ...rest], commands), named([...start, ...rest], COMMANDS)];
        if (alone.command !== among.command || alone.rest.join('\0') !== among.rest.join('\0')) differ.push([...start, ...rest].join(' '));
      }
    }
    expect(differ).toEqual([]);
  });

  it.each([
    ['nothing', []],
    ['a noun alone', ['gap']],
    ['an option first', ['--json', 'gap', 'report']],
    ['an option between noun and verb', ['gap', '--json', 'report']],
    ['a verb that is not there', ['gap', 'raport']],
    ['a verb that begins another', ['development', 'review', '--repo', 'x']],
    ['a noun that every object has', ['constructor', 'name']],
    ['help', ['help']],
  ])('are all at %s', async (_, line) => {
    expect(await commandsFor(line)).toBe(COMMANDS);
  });

  it('are those of the noun where the line begins with a command', async () => {
    expect(new Set((await commandsFor(['gap', 'report', '--json'])).map(({ noun }) => noun))).toEqual(new Set(['gap']));
  });
});
