/**
 * A stream of pieces that are made as they are asked for. The first is made before anything is answered: what is refused then is a refusal, with its
 * problem, and no download that breaks off. Ends quietly when the asker has gone.
 */
export async function streamOf(pieces: AsyncGenerator<Uint8Array>, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
  let ready: IteratorResult<Uint8Array> | undefined = await pieces.next();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const piece = ready ?? (await pieces.next());
      ready = undefined;
      if (piece.done === true || signal.aborted) {
        if (piece.done !== true) await pieces.return(undefined);
        controller.close();
        return;
      }
      controller.enqueue(piece.value);
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
}
