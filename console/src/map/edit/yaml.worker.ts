import type { Asked } from './yaml-apart.ts';
import { changeText, readText } from './yaml-text.ts';

// Reading the YAML of two thousand parts takes half a second: here it stops nobody from typing.

self.addEventListener('message', ({ data }: MessageEvent<Asked>) => {
  try {
    const text = data.changes === undefined ? data.text : changeText(data.text, data.changes);
    self.postMessage({ id: data.id, text, read: readText(text) });
  } catch (error) {
    self.postMessage({ id: data.id, failed: error instanceof Error ? error.message : String(error) });
  }
});
