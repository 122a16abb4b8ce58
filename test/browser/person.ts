import { Secret, TOTP } from 'otpauth';
import type { Page } from 'playwright-core';
import type { Role } from '../../src/product/access/model.ts';
import type { Someone } from './world.ts';

/** What a person does at the doors of the console, by what they read there. */

export const PASSWORD = 'correct horse battery staple';
/** A reason that a colleague can follow, as every act that asks for one takes it. */
export const REASON = 'So that two people can agree to what matters.';

/** By a one-time link to a passkey. Gives the recovery codes, which were kept. */
export async function joinByPasskey({ page }: Someone, link: string, name?: string): Promise<readonly string[]> {
  await openLink(page, link, name);
  await page.getByRole('button', { name: 'Make a passkey' }).click();
  return keepCodes(page);
}

/** By a one-time link to a password and an authenticator app. `secret` is what the app is given, as it is shown to be typed. */
export async function joinByPassword(
  { page }: Someone,
  link: string,
  userName: string,
  name?: string,
): Promise<{ readonly codes: readonly string[]; readonly secret: string }> {
  await openLink(page, link, name);
  await page.getByRole('button', { name: 'Use a password and an authenticator app instead' }).click();
  await page.getByLabel('User name').fill(userName);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Continue' }).click();
  const shown = await page.getByText('Or type this key into the app:').innerText();
  const secret = shown.replace(/^.*:/s, '').replaceAll(/\s/g, '');
  await page.getByLabel('One-time code').fill(codeOf(secret));
  await page.getByRole('button', { name: 'Continue' }).click();
  return { codes: await keepCodes(page), secret };
}

/** What the app shows now; `later` steps of half a minute on, since a code counts once. */
export function codeOf(secret: string, later = 0): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + later * 30_000 });
}

/** The browser offers the passkey by itself; whoever is at hand is in. */
export async function signInByPasskey(someone: Someone): Promise<void> {
  await someone.atHand(true);
  await someone.page.goto('/sign-in');
  await someone.page.getByRole('navigation', { name: 'Pages' }).waitFor();
}

/** And stays out, as the passkey that the browser offers at once finds nobody at hand. */
export async function signOut(someone: Someone): Promise<void> {
  const { page } = someone;
  await someone.atHand(false);
  await page.getByRole('button', { name: 'Your account' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in', level: 1 }).waitFor();
}

/** Answers the question who is at the keyboard. */
export async function prove({ page }: Someone): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Show that it is you' });
  await dialog.getByRole('button', { name: 'Use a passkey', exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
}

/** Asks the server as the console of that person would, without its pages: for what a test needs and does not look at. */
export async function ask<Answer>(page: Page, method: string, path: string, body?: unknown): Promise<{ readonly status: number; readonly body: Answer }> {
  return page.evaluate(
    async ({ method, path, body }) => {
      const account = (await (await fetch('/api/account')).json()) as { readonly csrf?: string };
      const answer = await fetch(path, {
        method,
        headers: {
          ...(account.csrf === undefined || method === 'GET' ? {} : { 'x-csrf-token': account.csrf }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) };
    },
    { method, path, body },
  );
}

/** A link for a new person, made by an operator who has just proved that it is them. */
export async function invitationFor({ page }: Someone, displayName: string, roles: readonly Role[]): Promise<string> {
  const { status, body } = await ask<{ readonly url: string }>(page, 'POST', '/api/people', { displayName, roles, reason: REASON });
  if (status !== 201) throw new Error(`the invitation was answered ${status}: ${JSON.stringify(body)}`);
  return body.url;
}

async function openLink(page: Page, link: string, name: string | undefined): Promise<void> {
  await page.goto(link);
  if (name === undefined) return;
  await page.getByLabel('Your name').fill(name);
  await page.getByRole('button', { name: 'Continue' }).click();
}

async function keepCodes(page: Page): Promise<readonly string[]> {
  const list = page.getByRole('list', { name: 'Recovery codes' });
  await list.waitFor();
  const codes = await list.getByRole('listitem').allInnerTexts();
  await page.getByLabel('Type or paste one of them').fill(codes[1] ?? '');
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await page.getByRole('navigation', { name: 'Pages' }).waitFor();
  return codes;
}
