import { readFileSync } from 'node:fs';

/** A command that a page of the docs shows being typed, and the lines that it shows below. */
export interface Typed {
  readonly command: string;
  readonly shown: readonly string[];
}

/** The commands of a page's blocks, in their order, each on one line; of one of its sections where that is named. */
export function typedOn(page: string, section?: string): readonly Typed[] {
  const text = readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8');
  const part = section === undefined ? text : (text.split(/^## /m).find((each) => each.startsWith(`${section}\n`)) ?? '');
  const blocks = [...part.matchAll(/```\n(\$ [\s\S]*?)\n```/g)].map(([, block = '']) => block);
  return blocks.flatMap((block) =>
    block
      .replaceAll('\\\n', ' ')
      .split(/^\$ /m)
      .filter((each) => each !== '')
      .map((each) => {
        const [command = '', ...shown] = each.trimEnd().split('\n');
        return { command, shown };
      }),
  );
}
