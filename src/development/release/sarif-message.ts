/**
 * A text as a message of a SARIF log, whoever wrote it: braces are doubled, since `{0}` stands for an argument (SARIF 2.1.0, section 3.11.5), and where the text would be read as a link, as in
 * `[here](https://…)`, its brackets are taken out of that (section 3.11.6). A backslash before a bracket is one of the text.
 */
export function sarifMessage(text: string): string {
  const plain = text.replace(/[{}]/g, '$&$&');
  return /\]\s*\(/.test(plain) ? plain.replace(/(\\*)([[\]])/g, (_, slashes: string, bracket: string) => `${slashes}${slashes}\\${bracket}`) : plain;
}
