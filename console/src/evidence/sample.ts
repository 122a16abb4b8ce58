/** One statement, as a file may hold it. Its digest is that of nothing: an empty file. */
export const SAMPLE = `[
  {
    "subject": "camera",
    "claim": "update.signature-enforced",
    "value": true,
    "observedAt": "2026-10-20T09:00:00Z",
    "validFor": "P90D",
    "source": "update drill 4",
    "method": "drill",
    "raw": {
      "digest": "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      "mediaType": "text/plain"
    }
  }
]
`;
