import { componentsLink } from '../development/exposure/link.ts';
import type { Command } from './command.ts';
import { neededOption } from './development-release-ledger.ts';
import { ABOUT, aboutNamed, RECORD, recordFact } from './development-release-record.ts';
import { MATCHING, matchBom } from './development-sbom-ask.ts';
import { inTheField } from './development-sbom-fleet.ts';
import { sbomJson, sbomText } from './development-sbom-text.ts';
import { WORKSPACE } from './parse.ts';

const NAMING = { noun: 'development', verb: 'sbom', usage: 'BOM --advisories PATH' } as const;

export const developmentSbom: Command = {
  ...NAMING,
  most: 1,
  about:
    'Matches every component of a bill of materials with advisories: not matchable (with why), affected, perhaps affected, not affected. Asks no network. With --part, ranks what is open by what it adds on the map. Exits 1 unless every component was matched, none is affected, and everything that was given was read.',
  options: [
    ...MATCHING,
    { name: 'all', kind: 'flag', about: 'list every component, and not the first twenty' },
    {
      name: 'firmware',
      kind: 'text',
      value: 'VERSION',
      about: 'with --part: the version that devices in the field say (default: that of the product in the bill of materials)',
    },
    { name: 'release', kind: 'text', value: 'NAME', about: 'with --record, and needed then: the release that this is the bill of materials of' },
    { name: 'built-by', kind: 'text', value: 'ELEMENT', about: 'with --record: the build system of the map that wrote it' },
    ...ABOUT,
    ...RECORD.filter(({ name }) => name === 'record'),
    ...WORKSPACE,
  ],
  examples: [
    'assay development sbom camera.cdx.json --advisories advisories/ --covers npm,NVD',
    'assay development sbom camera.cdx.json --advisories advisories/ --part camera --service service.yaml --vex vendor.vex.json --trust vendor.pub --json',
  ],
  async run(args, io) {
    // Before the work: a bill of materials has a version of its own, which is seldom the name of the release.
    const release = args.flag('record') ? neededOption(args, 'release', 'sbom') : undefined;
    const matched = await matchBom(args, io, { ...NAMING, at: 0 });
    const { exposure, bom, ranked, inputs, on } = matched;
    const { counts, components, coverage } = exposure;
    const field = on === undefined ? undefined : await inTheField(args, io, on.part, bom.root?.version);
    const json = sbomJson(matched, field);
    const text = sbomText(matched, field, args.flag('all'));
    const open = counts.affected + counts.perhaps + counts['not-matchable'];
    // What was not read may have spoken of any of them.
    const code = components.length > 0 && open + coverage.unread + bom.skipped.length === 0 ? 0 : 1;
    if (release === undefined) return { json, text, code };
    const recorded = await recordFact(
      args,
      io,
      componentsLink({ exposure, ranked, skipped: bom.skipped.length, inputs }, aboutNamed(args, release), io.now()),
      args.text('built-by') ?? null,
    );
    return { json: { ...json, recorded: recorded.json }, text, code, notes: recorded.notes };
  },
};
