import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duration, Instant, type Json } from '../src/core/index.ts';
import { type Ledger, openLedger } from '../src/ledger/edge/open.ts';
import type { Draft } from '../src/ledger/model.ts';
import type { PersonId } from '../src/product/access/model.ts';
import { authorizationRoom } from '../src/product/authorization/edge/room.ts';
import { issue } from '../src/product/device/edge/devices.fixture.ts';
import { type OpenRooms, openRooms } from '../src/product/fleet/edge/door.ts';
import { roomsOfFleet } from '../src/product/fleet/edge/rooms.ts';
import { householdRoom } from '../src/product/household/edge/room.ts';
import { confirmPresence, introductionBrought, presenceChallenge, sweepIntroductions } from '../src/product/introduction/edge/room.ts';
import { makeSecret } from '../src/product/introduction/edge/secret.ts';
import { payloadText, secretDigest, transcriptOf } from '../src/product/introduction/payload.ts';
import { TestOffice } from './people-office.ts';
import type { SoftwareAuthenticator } from './software-authenticator.ts';

/** An office whose facts stand on a ledger on disk, beside a fleet with its own: what people do there is done through the real rooms, by a clock that is set by hand. */
class RecordedOffice extends TestOffice {
  ledger: Ledger | undefined;
  override enter = async (drafts: readonly Draft[]): Promise<void> => {
    this.entered.push(...drafts.map((draft) => structuredClone(draft) as Draft));
    await this.ledger?.append(drafts);
  };
}

export type Home = { readonly household: string; readonly owner: string };

export class Weeks {
  readonly dir = mkdtempSync(join(tmpdir(), 'assay-weeks-'));
  readonly office = new RecordedOffice();
  rooms!: OpenRooms;
  now = (): Instant => this.office.now();

  async begin(): Promise<void> {
    // The service's own, as a server begins it.
    await (await openLedger({ dataDir: this.dir, now: this.now, mode: 'write' })).close();
    this.office.ledger = await openLedger({ dataDir: join(this.dir, 'office'), now: this.now, mode: 'write' });
    this.rooms = await openRooms({
      dir: this.dir,
      now: this.now,
      rooms: roomsOfFleet([introductionBrought(), { room: authorizationRoom }, { room: householdRoom }]),
    });
  }

  async end(): Promise<void> {
    await this.rooms.close();
    await this.office.ledger?.close();
    this.office.close();
    rmSync(this.dir, { recursive: true });
  }

  /** To this hour of this day after 2026-11-01; never back. */
  to(day: number, hour: number): void {
    this.office.at = Math.max(this.office.at, Date.UTC(2026, 10, 1 + day, hour));
  }

  async ask(command: string, input: Json): Promise<{ readonly [key: string]: string }> {
    return (await this.rooms.ask(command, input)) as { readonly [key: string]: string };
  }

  async home(): Promise<Home> {
    const { household = '', member = '' } = await this.ask('household.found', {});
    return { household, owner: member };
  }

  async guest({ household, owner }: Home, until?: string): Promise<string> {
    const { code = '' } = await this.ask('household.invite', { household, by: owner, role: 'guest', ...(until === undefined ? {} : { until }) });
    return (await this.ask('household.join', { code }))['member'] ?? '';
  }

  async device(id: string) {
    await this.rooms.ask('device.register', { devices: [{ device: id, product: 'camera' }] });
    return issue(this.rooms.fleet, id, `a${id.replace(/[^0-9a-f]/g, '')}`);
  }

  async code(device: string): Promise<string> {
    const secret = makeSecret();
    const windowMs = Duration.minutes(15);
    await this.ask('introduction.begin', { device, digest: secretDigest(device, secret), windowMs });
    return payloadText({ device: device as never, secret, until: Instant.plus(this.now(), windowMs) });
  }

  scan(household: string, payload: string, from: string) {
    return this.ask('introduction.scan', { household, payload, address: from });
  }

  async press(presented: { readonly serial: string; readonly fingerprint: string }): Promise<void> {
    const challenge = presenceChallenge(this.rooms.fleet, presented);
    if (challenge === undefined) throw new Error('nothing waits');
    const { claim, device, nonce, digest } = challenge;
    await confirmPresence(this.rooms.fleet, presented, { claim, transcript: transcriptOf({ id: claim, device, nonce, digest }) });
  }

  async giveUp(): Promise<void> {
    this.office.pass(20 * 60);
    await sweepIntroductions(this.rooms.fleet);
  }

  /** People who sign in by passkey, the first by the set-up link. */
  async people(n: number): Promise<readonly { readonly person: PersonId; readonly authenticator: SoftwareAuthenticator }[]> {
    const first = await this.office.first();
    const all = [{ person: first.person, authenticator: first.authenticator }];
    for (let i = 1; i < n; i += 1) {
      const { person, link } = await this.office.invited(['operator'], `Person ${i}`);
      const { authenticator } = await this.office.enrolPasskey(link);
      all.push({ person, authenticator });
    }
    return all;
  }
}
