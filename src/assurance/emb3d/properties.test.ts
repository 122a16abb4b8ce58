import { describe, expect, it } from 'vitest';
import { type ServiceMap, serviceMapSchema } from '../../map/model.ts';
import type { Value } from '../applicability/answer.ts';
import { gather } from '../applicability/shown.ts';
import { ownAnswer, QUESTIONS } from './properties.ts';

type Draft = Record<string, unknown>;
const lan = { id: 'lan', kind: 'network', name: 'Home network' };
const cloud = { id: 'cloud', kind: 'server', name: 'Cloud' };
const updater = { id: 'updater', kind: 'update-server', name: 'Updater' };
const signer = { id: 'signer', kind: 'signing-system', name: 'Signer' };

function mapOf(device: Draft, more: Draft = {}, parts: readonly Draft[] = []): ServiceMap {
  const camera = { id: 'camera', kind: 'device', name: 'Camera', ...device };
  return serviceMapSchema.parse({ assay: 'service/1', service: { id: 'home', name: 'Home' }, parts: [camera, lan, ...parts], ...more });
}
function answer(map: ServiceMap, id: string) {
  const [camera] = map.parts;
  if (camera === undefined) throw new Error('the first part is the device');
  return ownAnswer(gather(map), camera, id);
}
const face = (more: Draft = {}) => ({ interfaces: [{ id: 'door', protocol: 'https', purpose: 'user-api', on: ['lan'], authentication: 'password', ...more }] });
const facts = (said: Draft) => ({ facts: said });
const flow = (more: Draft) => ({ flows: [{ id: 'uplink', from: 'camera', to: 'cloud', ...more }] });
const update = { links: [{ id: 'ota', type: 'updates', from: 'updater', to: 'camera', carries: ['image'] }] };
const image = { assets: [{ id: 'image', name: 'Image', kind: 'code' }] };
const signed = { ...image, links: [...update.links, { id: 'signing', type: 'signs', from: 'signer', to: 'updater', carries: ['image'] }] };

describe('what a map says of a device property', () => {
  const rows: readonly (readonly [string, Value, readonly string[], ServiceMap])[] = [
    ['PID-11', 'yes', ['camera'], mapOf(facts({ 'software-mutable': true }))],
    ['PID-14', 'yes', ['door'], mapOf(face({ protocol: 'USB' }))],
    ['PID-15', 'yes', ['door'], mapOf(face({ protocol: 'uart', purpose: 'debug' }))],
    ['PID-15', 'no', ['camera'], mapOf(facts({ 'physical-debug-ports': false }))],
    ['PID-21', 'yes', ['camera'], mapOf(facts({ 'secure-boot': true }))],
    ['PID-21', 'unknown', ['camera'], mapOf(facts({ 'secure-boot': false }))],
    ['PID-22', 'yes', ['door'], mapOf(face({ purpose: 'debug' }))],
    ['PID-25', 'yes', ['camera'], mapOf(facts({ 'secure-boot': true }))],
    ['PID-26', 'yes', ['camera'], mapOf(facts({ 'software-updatable': false }))],
    ['PID-26', 'no', ['ota'], mapOf({}, { ...update, ...image }, [updater])],
    ['PID-27', 'yes', ['ota'], mapOf({}, { ...update, ...image }, [updater])],
    ['PID-272', 'yes', ['signing'], mapOf({}, signed, [updater, signer])],
    ['PID-2722', 'yes', ['signing'], mapOf({}, signed, [updater, signer])],
    ['PID-273', 'yes', ['down'], mapOf({}, { flows: [{ id: 'down', from: 'updater', to: 'camera', encryption: 'none' }] }, [updater])],
    ['PID-274', 'yes', ['camera'], mapOf(facts({ 'rollback-allowed': true }))],
    ['PID-275', 'yes', ['ota'], mapOf({}, { ...update, ...image }, [updater])],
    ['PID-31', 'yes', ['door'], mapOf(face())],
    ['PID-311', 'yes', ['door'], mapOf(face())],
    ['PID-32', 'yes', ['camera'], mapOf(facts({ 'runs-untrusted-input': true }))],
    ['PID-33', 'yes', ['door'], mapOf(face())],
    ['PID-331', 'yes', ['door'], mapOf(face({ authentication: 'none' }))],
    ['PID-332', 'yes', ['door'], mapOf(face())],
    ['PID-3321', 'yes', ['door'], mapOf(face())],
    ['PID-3322', 'yes', ['door'], mapOf(face({ authentication: 'certificate' }))],
    ['PID-41', 'yes', ['door'], mapOf(face())],
    ['PID-411', 'yes', ['door'], mapOf(face({ purpose: 'admin' }))],
    ['PID-4111', 'yes', ['door'], mapOf(face({ protocol: 'telnet' }))],
    ['PID-4112', 'yes', ['uplink'], mapOf({}, flow({ encryption: 'none' }), [cloud])],
    ['PID-4113', 'yes', ['uplink'], mapOf({}, flow({ encryption: 'transport' }), [cloud])],
    ['PID-42', 'yes', ['camera'], mapOf({ kind: 'gateway' })],
    ['PID-42', 'no', ['camera'], mapOf(facts({ 'network-equipment': false }))],
  ];
  it.each(rows)('%s is %s by %j', (id, value, decidedBy, map) => {
    expect(answer(map, id)).toEqual({ value, decidedBy });
  });

  it('has a row here for each question', () => {
    expect(new Set(rows.map(([id]) => id))).toEqual(new Set(Object.keys(QUESTIONS)));
  });

  it.each(Object.keys(QUESTIONS))('is never told %s by silence', (id) => {
    expect(answer(mapOf({}), id)).toEqual({ value: 'unknown', decidedBy: ['camera'] });
  });

  it('is left open where a no is stated and a yes is shown', () => {
    const map = mapOf({ ...facts({ 'passwords-used': false }), ...face() });
    expect(answer(map, 'PID-3321')).toEqual({ value: 'unknown', decidedBy: ['camera', 'door'] });
  });
});

describe('properties that the map names outright', () => {
  it.each<[string, Value, readonly string[], Draft]>([
    ['has it', 'yes', ['camera'], facts({ 'emb3d-properties': 'PID-1241, 21' })],
    ['has it not', 'no', ['camera'], facts({ 'emb3d-properties-absent': '1241' })],
    ['says both', 'unknown', ['camera'], facts({ 'emb3d-properties': '1241', 'emb3d-properties-absent': '1241' })],
    ['names a longer number', 'unknown', ['camera'], facts({ 'emb3d-properties': '12411' })],
    [
      'has it in one variant',
      'yes',
      ['camera/old'],
      {
        population: 2,
        variants: [
          { id: 'old', population: 1, facts: { 'emb3d-properties': '1241' } },
          { id: 'new', population: 1, facts: { 'emb3d-properties-absent': '1241' } },
        ],
      },
    ],
    [
      'lacks it in one variant of two',
      'unknown',
      ['camera'],
      {
        population: 2,
        variants: [
          { id: 'old', population: 1 },
          { id: 'new', population: 1, facts: { 'emb3d-properties-absent': '1241' } },
        ],
      },
    ],
  ])('%s', (_, value, decidedBy, device) => {
    expect(answer(mapOf(device), 'PID-1241')).toEqual({ value, decidedBy });
  });
});
