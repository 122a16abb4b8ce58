// Names, reasons and file names come from whoever wrote the map or the evidence, and a terminal obeys control characters: with them a
// name could clear the screen, set the window's title or turn the order of the letters round. Whatever is printed goes through here.

/** C0 (ECMA-48) but for line feed and tab, DEL, C1, and Unicode's bidirectional controls (UAX #9, section 2). */
const CONTROLS = /[^\P{Cc}\n\t]|\p{Bidi_Control}/gu;

/** Text as it may reach a terminal: each control character is shown as U+FFFD. A carriage return stays where it only ends a line. */
export function plain(text: string): string {
  return text.replace(CONTROLS, (control, at: number) => (control === '\r' && text[at + 1] === '\n' ? control : '\ufffd'));
}

/** JSON as it may reach a terminal: the same value, with the control characters that JSON lets stand bare written as \uXXXX (RFC 8259, section 7). */
export function plainJson(json: string): string {
  return json.replace(CONTROLS, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
