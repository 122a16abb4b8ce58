import { importThreagile } from '../src/map/import/index.ts';
import { readMap } from '../src/map/index.ts';
import { writeMap } from '../src/map/write.ts';
import { type BenchResult, MACHINE, measured } from './result.ts';

const ASSETS = 4004;
const RUNS = 5;

/** A Threagile model of `n` technical assets, each with one communication link, of the size that such assets have in real models. */
function model(n: number): string {
  const assets = Array.from(
    { length: n },
    (_, i) => `
  Service ${i}: # a comment, as people leave them
    id: service-${i}
    description: Service number ${i} of the estate
    type: ${i % 5 === 0 ? 'datastore' : 'process'} # values: external-entity, process, datastore
    usage: business # values: business, devops
    used_as_client_by_human: false
    out_of_scope: false
    justification_out_of_scope:
    size: component # values: system, service, application, component
    technology: ${['web-service-rest', 'database', 'message-queue', 'build-pipeline', 'iot-device'][i % 5]} # values: see help
    tags:
      - linux
      - estate-${i % 40}
    internet: ${i % 50 === 0}
    machine: virtual # values: physical, virtual, container, serverless
    encryption: none
    owner: Team ${i % 25}
    confidentiality: confidential # values: public, internal, restricted, confidential, strictly-confidential
    integrity: critical # values: archive, operational, important, critical, mission-critical
    availability: critical
    justification_cia_rating: >
      The data that passes through it is needed for the service to be billed,
      and somebody would notice within the hour.
    multi_tenant: false
    redundant: ${i % 2 === 0}
    custom_developed_parts: true
    data_assets_processed: # sequence of IDs to reference
      - data-${i % 20}
      - data-${(i + 7) % 20}
    data_assets_stored:
      - data-${i % 20}
    data_formats_accepted:
      - json
    communication_links:
      Traffic ${i}:
        target: service-${(i * 7 + 1) % n}
        description: Calls the next
        protocol: https # values: see help
        authentication: token
        authorization: technical-user
        tags:
        vpn: false
        ip_filtered: false
        readonly: false
        usage: business
        data_assets_sent:
          - data-${i % 20}
        data_assets_received:`,
  );
  const data = Array.from(
    { length: 20 },
    (_, i) => `
  Data ${i}:
    id: data-${i}
    description: Data of kind ${i}
    usage: business
    quantity: many
    confidentiality: restricted
    integrity: critical
    availability: operational`,
  );
  return `threagile_version: 1.0.0\ntitle: Estate\nauthor:\n  name: Bench\nbusiness_criticality: important\n\ndata_assets:\n${data.join('\n')}\n\ntechnical_assets:\n${assets.join('\n')}\n`;
}

/** How long it takes to bring in a large model of another tool, account included, and to write and read the map it makes. */
export async function run(): Promise<BenchResult[]> {
  const text = model(ASSETS);
  const importing = measured(RUNS, () => importThreagile(text, 'estate.yaml'));
  if (importing.result.lost.length > 0) throw new Error(`the import lost ${importing.result.lost.length} values`);
  const writing = measured(RUNS, () => writeMap(importing.result.map));
  const reading = measured(RUNS, () => readMap(writing.result, 'service.yaml'));
  const base = {
    bench: 'map-import',
    unit: 'ms',
    runs: RUNS,
    machine: MACHINE,
    input: `a Threagile model of ${ASSETS} technical assets with a link each, ${(text.length / 1e6).toFixed(1)} MB; its map as YAML, ${(writing.result.length / 1e6).toFixed(1)} MB`,
  };
  return [
    { ...base, figure: 'import, with the account of every value', value: importing.ms, budget: { most: 1000 } },
    { ...base, figure: 'write the map', value: writing.ms },
    { ...base, figure: 'read the map back, checked', value: reading.ms },
  ];
}
