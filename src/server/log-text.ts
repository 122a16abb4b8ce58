// A secret has no shape of its own, but those that Assay makes are long runs of letters and digits, and so are most others that travel over HTTP. What looks
// like one is left out of every text that is logged, whoever put it there. A short password that stands in a sentence is not seen here: nobody may log sentences of others.

/** Long runs that are no secret: digests, opaque ids of persons, and moments. */
const PLAIN = /^(?:sha256:[0-9a-f]{64}|p_[a-z0-9]{20}|\d{4}-\d\d-\d\dT[\d:.]+Z)$/;
const RUN = /[A-Za-z0-9+/_=.~:-]{20,}/g;
const LEFT_OUT = '[left out]';
const LONGEST = 500;

/** `text` with what looks like a secret left out, in one line, and cut at 500 characters. */
export function safeText(text: string): string {
  return (
    text
      .replace(/\b(?:bearer|basic)\s+\S+/gi, LEFT_OUT)
      .replace(/otpauth:\S+/gi, LEFT_OUT)
      // Query and fragment of anything that looks like an address: codes and set-up links are there.
      .replace(/([?#])[^\s"'<>]+/g, `$1${LEFT_OUT}`)
      .replace(/[^\s"'<>@]+@[^\s"'<>@]+/g, LEFT_OUT)
      .replace(RUN, (run) => (PLAIN.test(run) ? run : keepWords(run)))
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
      .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
      .slice(0, LONGEST)
  );
}

/** A path or a name is made of words; a run of 20 letters and digits without a mark between is none, nor is one that mixes capitals and digits. */
function keepWords(run: string): string {
  return run
    .split(/([/:.=~+-])/)
    .map((word) => (word.length >= 20 || (word.length >= 12 && /\d/.test(word) && /[A-Z]/.test(word)) || /^[A-Z2-7]{16,}$/.test(word) ? LEFT_OUT : word))
    .join('');
}
