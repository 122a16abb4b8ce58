// CERT C rule ids (SEI, "SEI CERT C Coding Standard") as analysers write them. Rules for C++ and Java share the letters and end in -CPP and -J.

const EXACT = /^(?:cert[ _-]?c?[ :_-]*)?(?:rule )?([a-z]{3})(\d{2})-c$/i;
/** `cert-str34-c` (clang-tidy), `premium-cert-str31-c` (Cppcheck), `external/cert/id/str31-c` (CodeQL's tags). */
const NAMED = /(?:^|[^a-z0-9])cert(?:[^a-z0-9]|[^a-z0-9].*[^a-z0-9])([a-z]{3})(\d{2})-c(?![a-z0-9-])/i;
/** `CERT_C-STR31-a` (Parasoft): the last letter counts the analyser's own rules for one rule of the standard. */
const LETTERED = /^cert_c-([a-z]{3})(\d{2})-[a-z]{1,2}$/i;
const BARE = /^([a-z]{3})(\d{2})(?:-c)?$/i;

/** The rule of CERT C that a rule id or tag speaks of, as `STR31-C`; `undefined` for anything else. */
export function certRule(text: string): string | undefined {
  const short = text.slice(0, 200).trim();
  return id(LETTERED.exec(short) ?? EXACT.exec(short) ?? NAMED.exec(short));
}

/** The rule of CERT C that a taxon speaks of, given the name of its taxonomy. */
export function certTaxon(taxon: string, taxonomy: string | undefined): string | undefined {
  const named = taxonomy?.slice(0, 200);
  if (named === undefined || !/\bcert\b/i.test(named.replaceAll('_', ' ')) || /c\+\+|cpp|java|perl/i.test(named)) return certRule(taxon);
  return certRule(taxon) ?? id(BARE.exec(taxon.slice(0, 200).trim()));
}

function id(match: RegExpExecArray | null): string | undefined {
  return match === null ? undefined : `${match[1]?.toUpperCase()}${match[2]}-C`;
}
