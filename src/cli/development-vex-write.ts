import { Instant } from '../core/index.ts';
import type { Component } from '../development/component/model.ts';
import { parsePurl } from '../development/component/purl.ts';
import { closedBefore } from '../development/exposure/closed.ts';
import { composed } from '../development/vex/compose.ts';
import { VEX_FORMATS, VEX_STATUSES } from '../development/vex/model.ts';
import { vexText } from '../development/vex/write.ts';
import type { Arguments, Io, Outcome } from './command.ts';
import { deliver } from './deliver.ts';
import { type MatchedBom, matchBom } from './development-sbom-ask.ts';
import { choice } from './parse.ts';
import { counted } from './table.ts';
import { momentOf } from './workspace.ts';

/** Statements of everything that is open. Exits 1 where something is affected or not settled. */
export async function writeVex(args: Arguments, io: Io): Promise<Outcome> {
  const format = choice(args, 'format', VEX_FORMATS, 'openvex');
  const matched = await matchBom(args, io, { verb: 'vex', usage: 'write BOM --advisories PATH', at: 1 });
  const { bom, on } = matched;
  const at = on?.attacked.at ?? momentOf(args, io);
  const product = productOf(matched, args);
  const entries = new Map(on?.attacked.evidence.map((one) => [one.seq, one]) ?? []);
  const statements = composed({
    ranked: matched.ranked,
    byRef: new Map([product, ...bom.components].map((component) => [component.ref, component])),
    closedBefore: (states) => (on === undefined ? [] : closedBefore(on.attacked.graph, states, entries, on.actors)),
    ledger: on?.attacked.head.origin ?? 'no ledger',
    at,
  });
  const author = args.text('author') ?? on?.attacked.map.service.operator ?? product.supplier?.name ?? 'the maker of the product';
  const text = vexText(format, { author, namespace: args.text('namespace') ?? 'https://example.invalid', product, bom, at, statements });
  const open = statements.filter(({ status }) => status !== 'not_affected');
  const said = VEX_STATUSES.flatMap((status) => {
    const of = statements.filter((each) => each.status === status).length;
    return of === 0 ? [] : [`${of} ${status.replaceAll('_', ' ')}`];
  }).join(', ');
  const { notes = [], ...delivered } = deliver(args, text, 'The document');
  return {
    json: {
      format,
      author,
      at: Instant.format(at),
      statements: statements.map(({ component, ...each }) => ({ ...each, component: component.ref })),
      document: JSON.parse(text),
    },
    ...delivered,
    code: open.length === 0 ? 0 : 1,
    notes: [...notes, `${counted(statements.length, 'statement')}: ${said}.`, ...unstated(matched)],
  };
}

function productOf({ bom, file }: MatchedBom, args: Arguments): Component {
  const named = args.text('product');
  const purl = named === undefined ? undefined : parsePurl(named);
  const root: Component = bom.root ?? {
    ref: 'product',
    type: undefined,
    name: purl?.name ?? file,
    cpes: [],
    upstreams: [],
    hashes: [],
    licences: [],
    scope: 'required',
    place: { field: 'metadata.component' },
  };
  return purl === undefined ? root : { ...root, purl, ...(purl.version === undefined ? {} : { version: purl.version }) };
}

/** What the document is silent about: whoever reads it takes silence for nothing found. */
function unstated({ exposure: { counts } }: MatchedBom): readonly string[] {
  const count = counts['not-matchable'];
  return count === 0 ? [] : [`${counted(count, 'component')} could not be matched, and the document says nothing of ${count === 1 ? 'it' : 'them'}.`];
}
