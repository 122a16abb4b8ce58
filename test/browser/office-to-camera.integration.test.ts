import { spawnSync } from 'node:child_process';
import { afterEach, describe, expect, it } from 'vitest';
import { typedOn } from '../office/typed.ts';
import { axe, settled } from './pages.ts';
import { joinByPasskey } from './person.ts';
import { AT, NEEDS, openWorld, type World, withBrowser } from './world.ts';

// What docs/office-to-camera.md shows on the command line, in a browser: the ways from the mail to the firmware are there with October's evidence, and closed once that of the mended office is recorded.

const PAGE = 'docs/office-to-camera.md';
const root = new URL('../..', import.meta.url).pathname;

function mend(folder: string): void {
  for (const { command } of typedOn(PAGE, 'Mended, and shown to be')) {
    if (!/^npx assay (?:business import|evidence add) /.test(command)) continue;
    const { status, stderr } = spawnSync('bash', ['-c', command.replace(/^npx assay/, '"$NODE" src/main.ts').replaceAll('camera-data', folder)], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, NODE: process.execPath },
    });
    if ((status ?? 3) > 1) throw new Error(`${command}: ${stderr}`);
  }
}

describe.skipIf(!withBrowser)(`the road from the office to the camera ${NEEDS}`, () => {
  let world: World | undefined;
  afterEach(() => world?.close());

  it.each<[string, boolean, RegExp]>([
    ['is open with the evidence of October', false, /^Proven possible: \d of \d targets/],
    ['is closed with that of the mended office', true, /^Proven closed: \d targets/],
  ])('%s', async (_, mended, says) => {
    world = await openWorld({
      furnished: async (folder) => {
        if (mended) mend(folder);
      },
    });
    const ada = await world.someone();
    await joinByPasskey(ada, world.server.setupUrl ?? '', 'Ada');
    await ada.page.goto(`/services/camera-service/business?view=reach&from=mail&to=firmware&at=${AT}`);
    await settled(ada.page);
    await ada.page.getByText(says).waitFor();
    if (mended)
      await ada.page
        .getByText(/^Closed by: /)
        .first()
        .waitFor();
    else await ada.page.getByText('Rules Company mail').first().waitFor({ state: 'attached' });
    expect(await axe(ada.page)).toEqual([]);
    expect(ada.complaints).toEqual([]);
  });
});
