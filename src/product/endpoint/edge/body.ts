import type { IncomingMessage } from 'node:http';

/** Reads a body whole, or throws what `tooLarge` makes as soon as it is longer than `most` bytes, as announced or as it comes. Slow ones end with the connection (the server's own time-out). */
export async function readAtMost(request: IncomingMessage, most: number, tooLarge: () => Error): Promise<Uint8Array> {
  if (Number(request.headers['content-length'] ?? 0) > most) throw tooLarge();
  const parts: Buffer[] = [];
  let length = 0;
  // Destroyed in the middle, it could not be told why.
  for await (const part of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > most) throw tooLarge();
    parts.push(part);
  }
  return Buffer.concat(parts);
}
