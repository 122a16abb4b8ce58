import type { Command } from '../../src/cli/command.ts';
import { describeCommand } from '../../src/cli/help.ts';
import { COMMANDS } from '../../src/cli/index.ts';

/** What each noun is about, in the order in which a newcomer meets them. */
const NOUNS: Readonly<Record<string, string>> = {
  map: 'The service map says what the service is: parts, flows, links, assets, actors, policies. See [map.md](map.md).',
  attack:
    'The attack graph follows from map and evidence. A TARGET is a state: an asset and an effect (`video:read`), or a part and an access (`camera:code:every`). See [attack-steps.md](attack-steps.md).',
  evidence: 'Evidence says what was seen, of what, when, and how. See [evidence.md](evidence.md).',
  business:
    'Business IT: what tools report of the office, and what was discovered there, joined to the map. See [business-inventory.md](business-inventory.md).',
  gap: 'The position: every control’s verdict, every gap, and what to close first. See [gap-report.md](gap-report.md).',
  assurance:
    'What can be shown to others: certificates that anybody can check without Assay ([proof.md](proof.md)), and the level of trust of each application ([standards-organisation.md](standards-organisation.md)).',
  standards:
    'The standards that the service is held against: those that are shipped, and those that you import. See [standards.md](standards.md) and [standards-import.md](standards-import.md).',
  ledger: 'The ledger keeps what happened, so that anybody can check it. See [ledger.md](ledger.md).',
  development: 'Secure development: who looked at what a release is made of. See [development-review.md](development-review.md).',
  operations:
    'Security operations: what was found in what sensors wrote ([operations-watch.md](operations-watch.md)), by behaviour and by rules, the incidents that it becomes ([operations-incidents.md](operations-incidents.md)), whom the law has you tell ([operations-law.md](operations-law.md)), and the incident plan with its drills ([operations-csirt.md](operations-csirt.md)).',
  product:
    'The fleet of the service, running: its devices from registration to their end ([product-devices.md](product-devices.md)), its certificates ([product-ca.md](product-ca.md)), and who may do what ([product-access.md](product-access.md)).',
  experience: 'How people get on with the security of the product, counted from what its rooms enter. See [experience.md](experience.md).',
  server: 'The same in a browser, for several people, with back-up and restore. See [server.md](server.md).',
};

export const NOUNS_DESCRIBED = Object.keys(NOUNS);

function section(noun: string, commands: readonly Command[]): string {
  const each = commands.map((command) => `### assay ${noun} ${command.verb}\n\n\`\`\`\n${describeCommand(command)}\n\`\`\`\n`);
  return `## ${noun}\n\n${NOUNS[noun]}\n\n${each.join('\n')}`;
}

/** The whole text of docs/commands.md. */
export function commandsPage(): string {
  const nouns = [...new Set(COMMANDS.map((command) => command.noun))];
  return `# Commands

Each command is \`assay <noun> <verb>\`. Every command says of itself what stands here with \`--help\`; this page is made from the same table, and a test holds it to it.

What all share:

- **Exit status.** 0: done. 1: the verdict falls short (a target that is not proven closed, a report with a gap, a ledger that does not verify, an import that lost
  something). 2: the input was refused, and nothing was changed. 3: something broke inside Assay, or the output could not be written.
- **\`--json\`** prints the result as JSON, and an error as JSON too ([errors.md](errors.md)).
- **The map** is \`--service FILE\`, else \`./service.yaml\`. **The data folder** is \`--data DIR\`, else the environment's \`ASSAY_DATA\`, else \`./.assay\`.
- **\`--at MOMENT\`** asks about another moment than now, such as \`2026-11-01T00:00:00Z\`. The same ledger and the same moment give the same bytes.
- Nothing prompts. Output to people fits 100 columns.

${nouns
  .map((noun) =>
    section(
      noun,
      COMMANDS.filter((command) => command.noun === noun),
    ),
  )
  .join('\n')}`;
}
