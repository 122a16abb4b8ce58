// Tools whose every finding is a secret in the source, by the name that they write into a report; and the tags by which others mark such a rule.

const TOOLS = /^(?:gitleaks|trufflehog|detect-secrets|ggshield|gitguardian|nosey ?parker|kingfisher|secretlint|talisman|whispers|betterleaks|titus)\b/i;
const TAGS: ReadonlySet<string> = new Set(['secret', 'secrets', 'hardcoded-secret', 'secret-detection', 'secret-scanning']);

/** The tool looks for secrets and for nothing else. */
export function isSecretTool(name: string): boolean {
  return TOOLS.test(name.slice(0, 200).trim());
}

/** The rule is one for secrets, in a tool that looks for other things too. */
export function isSecretRule(tags: readonly string[]): boolean {
  return tags.some((tag) => TAGS.has(tag.slice(0, 100).toLowerCase()));
}
