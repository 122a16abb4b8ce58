import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, type CDPSession, chromium, type Page } from 'playwright-core';
import { ensureConsole } from '../../bin/console.js';
import { Instant } from '../../src/core/index.ts';
import { type Started, startServer } from '../../src/server/start.ts';
import { furnish } from '../server/house.ts';

/** A real server on a free port of this machine, with the example service, and a real browser whose people have authenticators. */

/** The evidence of the example was gathered in October 2026. */
export const AT = '2026-11-01T00:00:00Z';

export interface Someone {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly authenticator: CDPSession;
  /** What the console of the browser complained of, and every answer of 500 or above: a test that ends asserts that it is empty. */
  readonly complaints: string[];
  /** Whether they are at hand to say yes to the authenticator. At first they are, and a browser that offers a passkey by itself has its yes at once. */
  atHand(yes: boolean): Promise<void>;
  close(): Promise<void>;
}

export interface SomeoneOptions {
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
  /** Without it no authenticator is at hand. */
  readonly passkeys?: boolean;
  /** Signed in as that person is, in the same session: for looking at many pages without signing in to each. */
  readonly like?: Someone;
}

export interface World {
  readonly server: Started;
  readonly browser: Browser;
  readonly dataDir: string;
  /** Somebody at a browser of their own. */
  someone(options?: SomeoneOptions): Promise<Someone>;
  close(): Promise<void>;
}

const EXECUTABLE = process.env['ASSAY_CHROMIUM'] ?? '/usr/bin/chromium';

/** In CI a missing browser is a failure, which launching it shows; elsewhere the suites are left out by name. */
export const withBrowser = existsSync(EXECUTABLE) || process.env['CI'] !== undefined;
export const NEEDS = '(needs Chromium: apt-get install chromium)';

/** Debian's browser, as the suite is run by root in CI; without the flags on networking it would look for its maker's servers. */
export const CHROMIUM = {
  executablePath: EXECUTABLE,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};

export async function openWorld({
  example = true,
  now = () => Instant.of(Date.now()),
  furnished = async () => undefined,
}: {
  readonly example?: boolean;
  readonly now?: () => Instant;
  /** Adds to the folder of the example service, before the server has it open. */
  readonly furnished?: (folder: string) => Promise<void>;
} = {}): Promise<World> {
  ensureConsole();
  const dataDir = mkdtempSync(join(tmpdir(), 'assay-browser-'));
  const folder = join(dataDir, 'services', 'camera-service');
  if (example) {
    await furnish(folder, now);
    await furnished(folder);
  }
  const server = await startServer({ dataDir, host: '127.0.0.1', port: 0, behindProxy: false, quiet: true, now, env: {}, openAt: AT });
  const browser = await chromium.launch(CHROMIUM);
  return {
    server,
    browser,
    dataDir,
    someone: (options) => someoneAt(browser, server.url, options),
    async close() {
      await browser.close();
      await server.stop();
      rmSync(dataDir, { recursive: true });
    },
  };
}

/** Somebody at a browser of their own, at a server that runs. */
export async function someoneAt(
  browser: Browser,
  url: string,
  { width = 1440, height = 900, dark = false, passkeys = true, like }: SomeoneOptions = {},
): Promise<Someone> {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    baseURL: url,
    reducedMotion: 'reduce',
    acceptDownloads: true,
  });
  if (like !== undefined) await context.addCookies(await like.context.cookies());
  const page = await context.newPage();
  // For as many browsers at once as there are cores, each with its server and its judge.
  page.setDefaultTimeout(20_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`thrown: ${error.message}`));
  page.on('console', (message) => {
    // A refusal that the page deals with is also said by the browser; what it blocks by policy is said in the same way, and is no refusal.
    if (message.type() === 'error' && !/the server responded with a status of 4\d\d/.test(message.text())) complaints.push(message.text());
  });
  page.on('response', (response) => {
    if (response.status() >= 500) complaints.push(`${response.status()} ${new URL(response.url()).pathname}`);
  });
  const authenticator = await context.newCDPSession(page);
  const authenticatorId = passkeys ? await addAuthenticator(authenticator) : undefined;
  return {
    page,
    context,
    authenticator,
    complaints,
    async atHand(yes) {
      if (authenticatorId !== undefined) await authenticator.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled: yes });
    },
    close: () => context.close(),
  };
}

/** A platform authenticator that keeps discoverable passkeys and has its person say yes. */
export async function addAuthenticator(session: CDPSession): Promise<string> {
  await session.send('WebAuthn.enable');
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return authenticatorId;
}
