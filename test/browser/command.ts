import { spawn } from 'node:child_process';

/** The server as its operator starts it: the command, in a process of its own. */

export interface Commanded {
  readonly url: string;
  readonly setupUrl: string;
  /** Stops it as Ctrl-C does, and gives its exit status. */
  stop(): Promise<number | null>;
}

export async function startByCommand(dataDir: string, openAt: string): Promise<Commanded> {
  const args = ['src/main.ts', 'server', 'start', '--port', '0', '--json', '--data', dataDir, '--open-at', openAt];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const said: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => said.push(text));
  const gone = new Promise<number | null>((resolve) => child.on('exit', resolve));
  const { url, setupUrl } = await new Promise<{ readonly url: string; readonly setupUrl?: string }>((resolve, reject) => {
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (more: string) => {
      text += more;
      // What it says comes on one line, and its log after it.
      const end = text.indexOf('\n');
      if (end >= 0) resolve(JSON.parse(text.slice(0, end)) as { readonly url: string; readonly setupUrl?: string });
    });
    void gone.then(() => reject(new Error(`the server did not start: ${said.join('')}`)));
  });
  if (setupUrl === undefined) throw new Error('a first start prints a link, and this one did not');
  return {
    url,
    setupUrl,
    stop() {
      child.kill('SIGINT');
      return gone;
    },
  };
}
