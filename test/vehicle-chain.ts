import type { Imported, ServiceMap } from '../src/map/model.ts';

/** `count` copies of a vehicle, each gateway joined to the next; what they share is the Internet. */
export function vehicleChain(one: Imported['map'], count: number, readMap: (text: string, file: string) => ServiceMap): ServiceMap {
  const copies = Array.from({ length: count }, (_, i) => {
    const of = (id: string): string => (id === 'internet' ? id : `v${i}-${id}`);
    return {
      parts: one.parts.filter((part) => part.id !== 'internet' || i === 0).map(({ zone: _zone, ...part }) => ({ ...part, id: of(part.id) })),
      flows: [
        ...(one.flows ?? []).map((flow) => ({ ...flow, id: of(flow.id), from: of(flow.from), to: of(flow.to), carries: [], returns: [] })),
        ...(i === 0 ? [] : [{ id: `join-${i}`, from: `v${i - 1}-can-bridge`, to: `v${i}-can-bridge` }]),
      ],
    };
  });
  const map = {
    assay: 'service/1',
    service: { id: 'jeeps', name: 'Jeeps' },
    parts: copies.flatMap((copy) => copy.parts),
    flows: copies.flatMap((copy) => copy.flows),
  };
  return readMap(JSON.stringify(map), 'jeeps.json');
}
