const MEDIA: Readonly<Record<string, string>> = {
  '.csv': 'text/csv',
  '.json': 'application/json',
  '.pdf': 'application/pdf',
  '.txt': 'text/plain',
  '.log': 'text/plain',
};

/** The media type of a file that answers a task, by the end of its name (`.csv`, in lower case): the same at every door, for it stands in the evidence. */
export function mediaTypeOf(extension: string): string {
  return MEDIA[extension] ?? 'application/octet-stream';
}
