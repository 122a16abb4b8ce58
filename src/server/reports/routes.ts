import { z } from '@hono/zod-openapi';
import { REPORT_FILES } from '../../assurance/report/formats.ts';
import type { Seq } from '../../ledger/model.ts';
import { gapsQuery } from '../gaps/model.ts';
import { sideNamed } from '../gaps/side-named.ts';
import { serviceId } from '../model.ts';
import { known } from '../position/model.ts';
import { ASKED, judgedFor, tagOf } from '../position/moment.ts';
import { judged } from '../position/routes.ts';
import { type Route, route } from '../route.ts';
import { format, reports } from './model.ts';
import { reportQuestion, reportsQuestion } from './questions.ts';

const params = { service: serviceId };
const query = { ...ASKED, standard: gapsQuery.standard };
const MEDIA_TYPES = [...new Set(Object.values(REPORT_FILES).map(({ mediaType }) => mediaType.split(';')[0] ?? mediaType))];

export const REPORTS_ROUTES: readonly Route[] = [
  route({
    method: 'get',
    path: '/api/services/{service}/reports',
    action: 'report.export',
    summary: 'The formats a report can be had in, and what each has no place for',
    params,
    query,
    answer: reports,
    handle: (call) => judged(call, reportsQuestion, call.query.standard === undefined ? {} : { standard: call.query.standard }),
  }),
  route({
    method: 'get',
    path: '/api/services/{service}/reports/{format}',
    action: 'report.export',
    summary: 'A report as a file; how many things its format has no place for stands in Assay-Not-Carried',
    params: { ...params, format },
    query: { ...query, known: known.default('seen'), from: z.string().max(40).optional() },
    answer: { mediaTypes: MEDIA_TYPES },
    rate: 'heavy',
    async handle(call) {
      const service = call.house.services.get(call.params.service);
      const asked = judgedFor(call.query, call.house.now(), service.ledger);
      const { standard, known: by, from } = call.query;
      const recordedAt = (seq: number) => service.ledger?.read(seq as Seq, 1)[0]?.recordedAt;
      const input = {
        ...asked,
        format: call.params.format,
        known: by,
        ...(standard === undefined ? {} : { standard }),
        ...(from === undefined ? {} : { from: sideNamed(from, 'query.from', asked, recordedAt) }),
      };
      const { text, mediaType, name, notCarried } = await service.ask(reportQuestion, input, call.signal);
      const etag = tagOf(service.id, asked, service.ledger, reportQuestion.name, input);
      return { file: text, mediaType, name, etag, headers: { 'assay-not-carried': String(notCarried.length) } };
    },
  }),
];
