import { bytesOfAddress } from '../event/address.ts';

// Files for gateways and brokers, so that containment holds there too. Names are of the alphabet that callers check: no line ends in them.

/** Loading it twice comes to the same: the sets are made where they are not, and an element is put in or taken out. */
export function nftables(names: readonly string[], block: boolean): string {
  const of = (version: number) => names.filter((name) => bytesOfAddress(name)?.length === (version === 4 ? 4 : 16));
  const lines = [
    'table inet assay {',
    '  set blocked4 { type ipv4_addr; }',
    '  set blocked6 { type ipv6_addr; }',
    '  chain forward {',
    '    type filter hook forward priority -10; policy accept;',
    '  }',
    '}',
    'flush chain inet assay forward',
  ];
  for (const [set, family] of [
    ['blocked4', 'ip'],
    ['blocked6', 'ip6'],
  ] as const)
    lines.push(`add rule inet assay forward ${family} saddr @${set} drop`, `add rule inet assay forward ${family} daddr @${set} drop`);
  for (const [set, addresses] of [
    ['blocked4', of(4)],
    ['blocked6', of(6)],
  ] as const) {
    if (addresses.length === 0) continue;
    // Put in first, so that taking out finds it: nft refuses to delete what is not there.
    lines.push(`add element inet assay ${set} { ${addresses.join(', ')} }`);
    if (!block) lines.push(`delete element inet assay ${set} { ${addresses.join(', ')} }`);
  }
  return `${lines.join('\n')}\n`;
}

export function mosquittoList(names: readonly string[], quarantine: boolean): string {
  const lines = names.flatMap((name) =>
    quarantine ? [`user ${name}`, 'topic deny #'] : [`# released: take out the lines "user ${name}" and "topic deny #" that quarantined it`],
  );
  return `${lines.join('\n')}\n`;
}

/** The users of NATS who may say and hear nothing. Their entries take the place of those that they have in the block of the server. */
export function natsList(names: readonly string[], quarantine: boolean): string {
  if (!quarantine) return `${names.map((name) => `# released: give "${name}" back the entry that it had`).join('\n')}\n`;
  const users = names.map((name) => `    { user: ${JSON.stringify(name)}, permissions: { publish: { deny: [">"] }, subscribe: { deny: [">"] } } }`);
  return `${['authorization {', '  users = [', ...users, '  ]', '}'].join('\n')}\n`;
}
