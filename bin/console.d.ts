/** Builds the console where it is missing or older than its sources. Ends the process with Vite's words where that fails. */
export function ensureConsole(): void;
