import { keepStandard } from '../../assurance/edge/shelf.ts';
import { bytesOf } from '../base64.ts';
import { serviceId } from '../model.ts';
import { type Route, route } from '../route.ts';
import { importStandardBody, standardImportAnswer } from './model.ts';
import { readStandardQuestion } from './questions.ts';

export const STANDARD_ROUTES: readonly Route[] = [
  route({
    method: 'post',
    path: '/api/services/{service}/standards/import',
    summary: 'Bring in a standard from a file, or say first what would come of it. Nothing is proven by it',
    action: ['standard.import', 'standard.supersede', 'service.read'],
    actionFor: ({ body }) => (body.dryRun ? 'service.read' : body.supersede === true ? 'standard.supersede' : 'standard.import'),
    rate: 'heavy',
    params: { service: serviceId },
    body: importStandardBody,
    most: 24 * 1024 * 1024,
    answer: standardImportAnswer,
    statuses: [200, 201],
    handle: async ({ house, params, body, record, signal }) => {
      const place = house.services.get(params.service);
      const { id, edition, levels } = body;
      const given = ({ name, base64 }: { readonly name: string; readonly base64: string }) => ({ name, bytes: bytesOf(base64) });
      const { read, placing, text, digest, imports, answered, size } = await place.ask(
        readStandardQuestion,
        {
          file: given(body.file),
          with: (body.with ?? []).map(given),
          supersede: body.supersede === true,
          acknowledgeDrift: body.acknowledgeDrift === true,
          ...(id === undefined ? {} : { id }),
          ...(edition === undefined ? {} : { edition }),
          ...(levels === undefined ? {} : { levels }),
        },
        signal,
      );
      const { requirements, title, source } = read.standard;
      const withdrawn = requirements.filter((one) => one.withdrawn !== undefined).length;
      const told = {
        format: read.format,
        standard: { id: read.standard.id, title, edition: read.standard.edition, source, inForce: requirements.length - withdrawn, withdrawn },
        answered,
        said: [...placing.said],
        notes: [...read.notes],
        carried: read.carried,
        values: read.values,
      };
      if (body.dryRun) return { body: { ...told, dryRun: true, digest: null, seq: null } };
      const { digest: kept, event } = keepStandard(place.dataDir, imports, read, { text, digest }, placing.superseding);
      const { first } = await record(event === undefined ? [] : [event], { expectedSize: size, about: { standard: read.standard.id, digest: kept } });
      return { status: 201, body: { ...told, dryRun: false, digest: kept, seq: event === undefined ? null : first } };
    },
  }),
];
