import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HOTP, Secret } from 'otpauth';
import { Instant, Refused } from '../src/core/index.ts';
import type { Draft, Entry, Seq } from '../src/ledger/model.ts';
import type { PersonId, Role } from '../src/product/access/model.ts';
import { openPeopleDesk, type PeopleDesk, type PeopleDeskOptions } from '../src/product/people/edge/desk.ts';
import { SoftwareAuthenticator } from './software-authenticator.ts';

export const ORIGIN = 'http://localhost:8420';
export const AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0';
export const BROWSER = 'b'.repeat(43);
export const VISIT = { browser: BROWSER, userAgent: AGENT };
export const PASSWORD = 'correct horse battery staple';

/** A desk over a real database and a clock that is set by hand; the office's ledger is a list, read by the desk as the real one is. */
export class TestOffice {
  readonly folder = mkdtempSync(join(tmpdir(), 'assay-people-'));
  readonly entered: Draft[] = [];
  at = Date.UTC(2026, 10, 1, 8);
  refuse = false;
  /** What was put off until after the answer. */
  readonly putOff: (() => Promise<unknown>)[] = [];
  desk: PeopleDesk;
  readonly #more: Partial<PeopleDeskOptions>;

  constructor(more: Partial<PeopleDeskOptions> = {}) {
    this.#more = more;
    this.desk = this.#open();
  }

  #open(): PeopleDesk {
    const read = (from: number, limit: number): readonly Entry[] =>
      this.entered.slice(from, from + limit).map(({ type, body }, i) => ({ seq: (from + i) as Seq, recordedAt: this.now(), type, body, canonical: '' }));
    return openPeopleDesk({
      dataDir: this.folder,
      now: this.now,
      random: (n) => new Uint8Array(randomBytes(n)),
      publicUrl: ORIGIN,
      office: { read },
      afterAnswer: (work) => this.putOff.push(work),
      ...this.#more,
    });
  }

  now = () => Instant.of(this.at);

  enter = async (drafts: readonly Draft[]): Promise<void> => {
    if (this.refuse) throw new Error('the disk is full');
    this.entered.push(...drafts.map((draft) => structuredClone(draft) as Draft));
  };

  async afterAnswers(): Promise<void> {
    for (const work of this.putOff.splice(0)) await work();
  }

  reopen(): void {
    if (this.desk.database.db.isOpen) this.desk.close();
    this.desk = this.#open();
  }

  close(): void {
    if (this.desk.database.db.isOpen) this.desk.close();
    rmSync(this.folder, { recursive: true });
  }

  pass(seconds: number): void {
    this.at += seconds * 1000;
  }

  types(): readonly string[] {
    return this.entered.map(({ type }) => type);
  }

  secretOf(url: string): string {
    return url.split('#')[1] ?? '';
  }

  setUp(): string {
    return this.secretOf(this.desk.setUpLink()?.url ?? '');
  }

  /** The code that an app shows at this moment. */
  code(secret: string, steps = 0): string {
    return HOTP.generate({ secret: Secret.fromBase32(secret), counter: Math.floor(this.at / 30_000) + steps });
  }

  async enrolPasskey(link: string, authenticator = new SoftwareAuthenticator(ORIGIN), names: { displayName?: string; userName?: string } = {}) {
    const by = { link, browser: BROWSER };
    const options = await this.desk.enrolment.passkeyOptions({ ...by, ...names });
    const enrolled = await this.desk.enrolment.passkey({ ...by, name: 'Laptop', response: authenticator.create(options) }, VISIT, this.enter);
    return { ...enrolled, authenticator };
  }

  async enrolPassword(link: string, names: { displayName?: string; userName?: string } = {}) {
    const by = { link, browser: BROWSER };
    const { secret } = await this.desk.enrolment.password({ ...by, ...names, password: PASSWORD });
    const enrolled = await this.desk.enrolment.code({ ...by, code: this.code(secret) }, VISIT, this.enter);
    return { ...enrolled, app: secret };
  }

  async passkeySignIn(authenticator: SoftwareAuthenticator, wrong = {}, browser = BROWSER) {
    const options = await this.desk.signIn.passkeyOptions(browser);
    return this.desk.signIn.passkey(authenticator.get(options, wrong), { ...VISIT, browser }, this.enter);
  }

  async passwordSignIn(userName: string, code: string, password = PASSWORD) {
    await this.desk.signIn.password({ userName, password }, BROWSER);
    return this.desk.signIn.code(code, VISIT, this.enter);
  }

  async first() {
    return this.enrolPasskey(this.setUp(), undefined, { displayName: 'Ada', userName: 'ada@example.org' });
  }

  async invited(roles: readonly Role[], displayName: string, userName?: string) {
    const handed = await this.desk.administration.invite({ displayName, roles, ...(userName === undefined ? {} : { userName }) }, this.enter);
    return { person: handed.person as PersonId, link: this.secretOf(handed.url) };
  }
}

/** The code and the inner reason of a refusal. */
export async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Refused)) return error === undefined ? 'not refused' : `threw ${String(error)}`;
  return `${error.faults[0]?.code} ${typeof error.cause === 'string' ? error.cause : ''}`.trim();
}
