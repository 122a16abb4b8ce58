import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Outcome } from '../operations/playbook/ports.ts';
import { fleetFolder } from '../product/fleet/edge/open.ts';
import { openPeopleDatabase, PEOPLE_FILE } from '../product/people/edge/people-database.ts';
import { sessionStore } from '../product/sessions/edge/session-store.ts';
import { done, failed, type Reach } from './operations-playbook-reach.ts';
import { withFleet } from './product-device-fleet.ts';

const PERSON = /^p_[a-z0-9]{20}$/;

/**
 * Ends sessions, so that whoever has one signs in again: of people of the console (`p_…`), of members of households (`user:u_…`) and of services (`service:NAME`), whose passes are withdrawn too. Sessions
 * of the console are looked up at each request, so they are over when this resolves, whether a server is at work or not.
 */
export async function signedOut(names: readonly string[], { args, io, data }: Reach): Promise<Outcome> {
  const people = names.filter((name) => PERSON.test(name));
  const others = names.filter((name) => !PERSON.test(name));
  const strange = others.find((name) => !/^(?:user:u_[a-z0-9]{20}|service:[a-z][a-z0-9-]{0,39})$/.test(name));
  if (strange !== undefined) return failed(`${strange.slice(0, 60)} is nobody who has sessions: p_…, user:u_…, service:NAME`);
  const said: string[] = [];
  if (people.length > 0) {
    // A service of a server has its data below the server's, which has the people.
    const office = [data, resolve(data, '../..')].find((folder) => existsSync(join(folder, PEOPLE_FILE)));
    if (office === undefined) return failed(`nobody signs in at ${data}: there is no ${PEOPLE_FILE}`);
    const database = openPeopleDatabase({ dataDir: office, now: io.now, random: () => new Uint8Array() });
    try {
      const store = sessionStore(database);
      const ended = people.reduce((sum, person) => sum + store.end(person).length, 0);
      said.push(`${ended} sessions of ${people.length} people ended`);
    } finally {
      database.close();
    }
  }
  if (others.length > 0) {
    if (!existsSync(fleetFolder(data))) return failed(`there is no fleet in ${data}, and so no session of its members`);
    const ended = await withFleet(args, io, false, async (ask) => {
      let sum = 0;
      for (const name of others) {
        const [kind = '', id = ''] = name.split(':');
        const told = await ask('endpoint.withdraw', { of: kind === 'user' ? { member: id } : { service: id } });
        sum += (told as { readonly withdrawn: number }).withdrawn;
      }
      return sum;
    });
    said.push(`${ended} passes of ${others.length} withdrawn, with the sessions that they let in`);
  }
  return done(said.join('; '));
}
