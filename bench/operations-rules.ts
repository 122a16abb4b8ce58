export const RULES = 500;

/** What of rule `i` has to be in a connection for the rule to match. */
export function matching(i: number): { readonly dst?: string; readonly dstPort?: number; readonly service?: string; readonly history?: string } {
  return [
    { dst: `198.18.${i >> 8}.${i & 255}` },
    { dstPort: 20_000 + i },
    { service: `odd-${i}-` },
    // Beside it more than 9,000 bytes of answer.
    { history: `XQ${i}Z` },
  ][i % 4] as ReturnType<typeof matching>;
}

/** Rules as an operator of a fleet has them: an address, a port, a name's end, a number beyond a bound. Always the same; almost none matches ordinary life. */
export function madeRules(logsource = 'category: network_connection'): string {
  return Array.from({ length: RULES }, (_, i) => {
    const { dst, dstPort, service, history } = matching(i);
    const selection =
      dst !== undefined
        ? `      id.resp_h: ${dst}\n      dest_ip: ${dst}`
        : dstPort !== undefined
          ? `      id.resp_p: ${dstPort}\n      proto: tcp`
          : service !== undefined
            ? `      service|startswith: '${service}'`
            : `      history|contains: '${history}'\n      resp_bytes|gt: 9000`;
    return `title: Made rule ${i}\nid: 00000000-0000-4000-8000-${String(i).padStart(12, '0')}\nlogsource:\n  ${logsource}\nlevel: high\ndetection:\n  selection:\n${selection}\n  condition: selection\n`;
  }).join('---\n');
}
