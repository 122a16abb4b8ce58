import type { House } from '../house.ts';
import { serviceId } from '../model.ts';
import { type Route, route } from '../route.ts';
import { asking, type Explained, explained, type Policies, policies, type Tried, tried, trying } from './model.ts';

const BASE = '/api/services/{service}/fleet/policies' as const;
const params = { service: serviceId };
const fleetOf = (house: House, service: string) => house.services.get(service).fleet;

type Run = Policies['run'];
/** Of where the files lie on this machine, and of what a test goes by, no page needs anything. */
const runOf = ({ results, failed, untested }: Run): Run => ({
  results: results.map(({ file, name, expected, found, passed, sentence }) => ({
    file: file.split(/[\\/]/).at(-1) ?? file,
    name,
    expected,
    found,
    passed,
    sentence,
  })),
  failed,
  untested,
});

/** The policies by which the fleet decides who may do what. Nothing here changes them: they are files, and come with a commit. */
export const POLICY_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: BASE,
    summary: 'The files of the policies, and what their test cases come to',
    action: 'fleet.read',
    params,
    answer: policies,
    async handle({ house, params: { service } }) {
      const found = (await fleetOf(house, service).ask('access.policies', {})) as unknown as Policies;
      return { body: { files: found.files, policies: found.policies, run: runOf(found.run) } };
    },
  }),
  route({
    method: 'post',
    path: `${BASE}/try`,
    summary: 'What other policies would have decided otherwise of what was asked since yesterday, and what their test cases come to; nothing is kept',
    action: 'fleet.read',
    params,
    body: trying,
    most: 4 * 1024 * 1024,
    answer: tried,
    rate: 'heavy',
    async handle({ house, params: { service }, body: { files } }) {
      const found = (await fleetOf(house, service).ask('access.try', { files })) as unknown as Tried;
      const { decisions, changed, share, changes } = found.shadow;
      const told = changes.map(({ decided: { who, do: action, on, purpose, count }, before, after, sentence }) => ({
        decided: { who, do: action, on, purpose, count },
        before,
        after,
        sentence,
      }));
      return { body: { policies: found.policies, run: runOf(found.run), shadow: { decisions, changed, share, changes: told } } };
    },
  }),
  route({
    method: 'post',
    path: `${BASE}/explain`,
    summary: 'Whether somebody may do something with a channel of a device, and why, in plain words',
    action: 'fleet.read',
    params,
    body: asking,
    answer: explained,
    async handle({ house, params: { service }, body }) {
      const asked = { ...body, point: 'server', at: house.now(), audience: 'operator' };
      const { told } = (await fleetOf(house, service).ask('access.explain', asked)) as unknown as { readonly told: Explained };
      return { body: { allowed: told.allowed, sentence: told.sentence, policies: told.policies, missing: told.missing } };
    },
  }),
];
