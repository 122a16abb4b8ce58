import { type Duty, dutiesOf, type ProductDuties } from '../assurance/duties/index.ts';
import { assuranceFaults } from '../assurance/faults.ts';
import { nearest, Refused } from '../core/index.ts';
import type { Command } from './command.ts';
import { wrap } from './help.ts';
import { JUDGED } from './parse.ts';
import { table } from './table.ts';
import { openWorkspace } from './workspace.ts';

const FALLS_SHORT: ReadonlySet<Duty['state']> = new Set(['falls-short', 'over', 'unknown']);

/** What the Cyber Resilience Act asks over the years, product by product. */
export const duties: Command = {
  noun: 'gap',
  verb: 'duties',
  usage: '[FILE]',
  most: 1,
  about:
    'Lists what the Cyber Resilience Act asks for each product over the years: support period, updates kept available, documents kept, end of support told, reporting. Exits 1 where dates fall short or are not stated, or a duty that runs is not proven.',
  options: [
    { name: 'product', kind: 'text', value: 'ID', about: 'one device, gateway, app or version' },
    { name: 'no-gate', kind: 'flag', about: 'exit 0 whatever comes out' },
    ...JUDGED,
  ],
  examples: ['assay gap duties', 'assay gap duties --product camera/fw-3.0 --at 2028-01-01T00:00:00Z'],
  async run(args, io) {
    const { map, position, at } = await openWorkspace(args, io, args.positionals[0]);
    const all = dutiesOf(map, position, at);
    const asked = args.text('product');
    const chosen = all.filter((one) => asked === undefined || one.product === asked || one.product.startsWith(`${asked}/`));
    if (asked !== undefined && chosen.length === 0) {
      const ids = all.map((one) => one.product);
      throw new Refused(
        assuranceFaults.fault('007', {
          message: `"${asked}" is no product in scope`,
          expected: nearest(asked, ids).join(' or ') || ids.join(', ') || 'a device, gateway or app',
          found: asked,
          remedy: 'Name a device, gateway or app of the map, or one of its versions.',
        }),
      );
    }
    const open = chosen.flatMap((one) => one.duties).filter(isOpen);
    return {
      json: { products: chosen },
      text: chosen.length === 0 ? 'The map has no product in scope.' : chosen.map(said).join('\n\n'),
      code: open.length === 0 || args.flag('no-gate') ? 0 : 1,
    };
  },
};

function isOpen(duty: Duty): boolean {
  return FALLS_SHORT.has(duty.state) || (duty.state !== 'not-owed' && duty.verdict !== 'proven');
}

function said(one: ProductDuties): string {
  const rows = one.duties.map((duty) => [duty.requirements[0] ?? '', duty.id, duty.from ?? '-', duty.until ?? '-', duty.state, duty.verdict]);
  return [
    `${one.name} (${one.product})`,
    table(['cra', 'duty', 'from', 'until', 'dates', 'evidence'], rows),
    ...one.duties.filter(isOpen).flatMap((duty) => wrap(`${duty.id}: ${duty.because} ${evidenceSaid(duty)}`.trim(), 98).map((line) => `  ${line}`)),
  ].join('\n');
}

function evidenceSaid(duty: Duty): string {
  if (duty.state === 'not-owed') return '';
  const short = duty.controls.filter((control) => control.verdict !== 'proven');
  if (duty.controls.length === 0) return 'No control that answers it is owed anywhere on the map.';
  return short.length === 0 ? '' : `Not proven: ${short.map((control) => `${control.control} at ${control.subject} (${control.verdict})`).join(', ')}.`;
}
