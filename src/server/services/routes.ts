import { type Fault, Refused } from '../../core/index.ts';
import type { ServiceMap } from '../../map/model.ts';
import { writeMap } from '../../map/write.ts';
import { versionFaults } from '../map/faults.ts';
import { type Account, MOST_BODY } from '../map/model.ts';
import { importedReading, usableReading } from '../map/readings.ts';
import { draftOf } from '../map/routes.ts';
import { type Route, route } from '../route.ts';
import { type CreateBody, createAnswer, createBody, type ServiceLine, servicesAnswer } from './model.ts';
import { outlineQuestion } from './questions.ts';
import type { Service, Services } from './registry.ts';

export const SERVICE_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: '/api/services',
    action: 'service.read',
    summary: 'The services of this server that you may see',
    answer: servicesAnswer,
    async handle({ house, who, signal }) {
      const seen = house.services.list().filter(({ id }) => house.access.permits(who(), 'service.read', { kind: 'service', id }));
      const at = house.openAt === undefined ? undefined : Date.parse(house.openAt);
      return { body: { services: await Promise.all(seen.map((service) => lineOf(service, at, signal))) } };
    },
  }),
  route({
    method: 'post',
    path: '/api/services',
    action: 'service.create',
    summary: 'Bring a service: from YAML, from a model as /api/map/import showed it, or from a drawing of one part',
    body: createBody,
    most: MOST_BODY,
    rate: 'heavy',
    answer: createAnswer,
    statuses: [201],
    async handle({ house, body, record }) {
      // The whole of it is read before anything is made.
      const { map, yaml, account } = await broughtBy(house.services, body);
      const service = await house.services.create(map.service.id);
      try {
        const fact = draftOf(service.dataDir, map, yaml);
        const lost = account === undefined ? {} : { format: account.format, lost: account.lost.length };
        await record([{ type: fact.type, body: { ...fact.body } }], { service: service.id, about: { service: service.id, from: body.from, ...lost } });
        return {
          status: 201,
          location: `/api/services/${service.id}`,
          body: { id: service.id, title: map.service.name, digest: fact.body.digest, ...(account === undefined ? {} : { account }) },
        };
      } catch (error) {
        if ((service.ledger?.head().size ?? 1) === 0) await house.services.abandon(service.id);
        throw error;
      }
    },
  }),
];

async function lineOf(service: Service, at: number | undefined, signal: AbortSignal): Promise<ServiceLine> {
  const { id } = service;
  if (service.faults !== undefined) return brokenLine(id, service.faults);
  if (service.judge?.ready !== true) return { id, title: id, state: 'judging' };
  try {
    const { title, head, parts, evidence, fresh, lastSeen, mapDigest } = await service.ask(outlineQuestion, at === undefined ? {} : { at }, signal);
    // The moment is that of an example, whose evidence ends before it; of a service that something was seen of since, it would show a past that nobody asked for.
    const opens = at !== undefined && lastSeen !== null && Date.parse(lastSeen) <= at ? { openAt: new Date(at).toISOString().replace('.000Z', 'Z') } : {};
    return { id, title: title ?? id, state: 'ready', outline: { parts, evidence, fresh, lastSeen, mapDigest, size: head.size }, ...opens };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    // One service that cannot answer hides no other.
    return error.faults.some(({ code }) => code === 'ASSAY-SERVER-010') ? { id, title: id, state: 'judging' } : brokenLine(id, error.faults);
  }
}

/** A message and what it expected may name a folder of this machine; the code and the remedy name none. */
function brokenLine(id: string, [first]: readonly Fault[]): ServiceLine {
  return { id, title: id, state: 'record-broken', ...(first === undefined ? {} : { fault: { code: first.code, remedy: first.remedy } }) };
}

interface Brought {
  readonly map: ServiceMap;
  readonly yaml: string;
  readonly account?: Account;
}

/** Throws `Refused`: everything that is wrong with the text; ASSAY-VERSION-003 where the model gives another map than the dry run showed. */
async function broughtBy(services: Services, body: CreateBody): Promise<Brought> {
  const mapOf = (text: string, file: string) => services.read(usableReading, { text, file });
  switch (body.from) {
    case 'yaml':
      return { map: await mapOf(body.yaml, 'service.yaml'), yaml: body.yaml };
    case 'model': {
      const { yaml, account, digest } = await services.read(importedReading, { text: body.text, file: body.file, format: body.format });
      const map = await mapOf(yaml, 'service.yaml');
      if (digest !== body.seen) {
        throw new Refused(
          versionFaults.fault('003', {
            message: 'this model gives another map than the one that was shown',
            field: 'body.seen',
            expected: digest ?? 'none',
            found: body.seen,
            remedy: 'Look at what is carried, mapped and lost once more, and bring that.',
          }),
        );
      }
      return { map, yaml, ...(account === undefined ? {} : { account }) };
    }
    case 'drawing': {
      const { id, name, operator, part } = body;
      const first = { id: idOf(part.name, id), kind: part.kind, name: part.name };
      const yaml = writeMap({ assay: 'service/1', service: { id, name, ...(operator === undefined ? {} : { operator }) }, parts: [first] });
      return { map: await mapOf(yaml, 'the drawing'), yaml };
    }
  }
}

/** An id of a name; not the service's own, since all ids of a map share one namespace. */
function idOf(name: string, taken: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
    .replace(/-+$/, '');
  const id = plain === '' ? 'part-1' : plain;
  return id === taken ? `${id.slice(0, 58)}-1` : id;
}
