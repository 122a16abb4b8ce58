import type { Change } from './references.ts';
import YamlWorker from './yaml.worker.ts?worker';
import type { ReadText } from './yaml-text.ts';

export interface Asked {
  readonly id: number;
  readonly text: string;
  readonly changes?: readonly Change[] | undefined;
}

export interface Told {
  readonly text: string;
  readonly read: ReadText;
}

/** Reads and changes YAML in a worker. Each answer is of what was asked, whatever was asked since. */
export interface YamlApart {
  read(text: string): Promise<Told>;
  change(text: string, changes: readonly Change[]): Promise<Told>;
  stop(): void;
}

export function yamlApart(): YamlApart {
  const worker = new YamlWorker();
  const waiting = new Map<number, { readonly resolve: (told: Told) => void; readonly reject: (error: Error) => void }>();
  let next = 0;
  worker.onmessage = ({ data }: MessageEvent<{ readonly id: number; readonly failed?: string } & Told>) => {
    const asked = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.failed === undefined) asked?.resolve(data);
    else asked?.reject(new Error(data.failed));
  };
  worker.onerror = () => {
    for (const { reject } of waiting.values()) reject(new Error('the reader of YAML stopped'));
    waiting.clear();
  };
  const ask = (text: string, changes?: readonly Change[]): Promise<Told> =>
    new Promise((resolve, reject) => {
      next += 1;
      waiting.set(next, { resolve, reject });
      worker.postMessage({ id: next, text, changes } satisfies Asked);
    });
  return { read: (text) => ask(text), change: ask, stop: () => worker.terminate() };
}
