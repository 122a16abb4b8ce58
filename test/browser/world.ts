import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, type CDPSession, chromium, type Page } from 'playwright-core';
import { ensureConsole } from '../../bin/console.js';
import { Instant } from '../../src/core/index.ts';
import { type Started, startServer } from '../../src/server/start.ts';
import { furnish } from '../server/house.ts';

/** A real server on a free port of this machine, with the example service, and a real browser whose people have authenticators. */

export const AT = '2026-11-01T00:00:00Z';

export interface Someone {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly authenticator: CDPSession;
  /** What the console of the browser complained of, and every answer of 500 or above: a test that ends asserts that it is empty. */
  readonly complaints: string[];
  close(): Promise<void>;
}

export interface World {
  readonly server: Started;
  readonly browser: Browser;
  readonly dataDir: string;
  /** Somebody at a browser of their own. Without `passkeys` no authenticator is at hand. */
  someone(options?: { readonly width?: number; readonly height?: number; readonly dark?: boolean; readonly passkeys?: boolean }): Promise<Someone>;
  close(): Promise<void>;
}

/** Debian's browser, as the suite is run by root in CI; without the flags on networking it would look for its maker's servers. */
export const CHROMIUM = {
  executablePath: process.env['ASSAY_CHROMIUM'] ?? '/usr/bin/chromium',
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
}: {
  readonly example?: boolean;
  readonly now?: () => Instant;
} = {}): Promise<World> {
  ensureConsole();
  const dataDir = mkdtempSync(join(tmpdir(), 'assay-browser-'));
  if (example) await furnish(join(dataDir, 'services', 'camera-service'), now);
  const server = await startServer({ dataDir, host: '127.0.0.1', port: 0, behindProxy: false, quiet: true, now, env: {}, openAt: AT });
  const browser = await chromium.launch(CHROMIUM);
  return {
    server,
    browser,
    dataDir,
    async someone({ width = 1440, height = 900, dark = false, passkeys = true } = {}) {
      const context = await browser.newContext({
        viewport: { width, height },
        colorScheme: dark ? 'dark' : 'light',
        baseURL: server.url,
        reducedMotion: 'reduce',
      });
      const page = await context.newPage();
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
      if (passkeys) await addAuthenticator(authenticator);
      return { page, context, authenticator, complaints, close: () => context.close() };
    },
    async close() {
      await browser.close();
      await server.stop();
      rmSync(dataDir, { recursive: true });
    },
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
