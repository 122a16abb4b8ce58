import { describe, expect, it } from 'vitest';
import { serviceMapSchema } from '../../map/model.ts';
import { subjectWords } from './words.ts';

const part = (id: string, kind: string) => ({ id, kind, name: id.toUpperCase() });
const link = (from: string, type: string, to: string) => ({ id: `${from}-${type}-${to}`, from, type, to });
const map = serviceMapSchema.parse({
  assay: 'service/1',
  service: { id: 'cameras', name: 'Cameras' },
  parts: [
    part('idp', 'identity-provider'),
    part('mail', 'mail'),
    part('signing', 'signing-system'),
    part('laptop', 'workstation'),
    part('staff', 'role'),
    part('signer', 'role'),
    part('it', 'role'),
    part('owner', 'role'),
    part('camera', 'device'),
  ],
  links: [
    link('idp', 'authenticates', 'mail'),
    link('staff', 'uses', 'mail'),
    link('staff', 'uses', 'laptop'),
    link('signer', 'uses', 'mail'),
    link('signer', 'uses', 'signing'),
    link('it', 'administers', 'idp'),
    link('owner', 'administers', 'camera'),
  ],
});

describe('the words of a map', () => {
  const words = subjectWords(map);
  it('have the kind of each part, and the service', () =>
    expect([words.kinds.get('mail'), words.kinds.get('cameras'), words.service]).toEqual(['mail', undefined, 'cameras']));

  it('tell whom an identity provider signs in: wholly, in part, and as its administrators', () =>
    expect([...words.signIns]).toEqual([['idp', { wholly: ['staff', 'it'], partly: ['signer'], administrators: ['it'] }]]));
});
