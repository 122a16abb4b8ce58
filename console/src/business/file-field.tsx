import { Button, FileButton, Text } from '@mantine/core';
import { useState } from 'react';
import { toBase64 } from '../verify/bytes.ts';

export interface GivenFile {
  readonly name: string;
  readonly base64: string;
}

const MOST = 12 * 1024 * 1024;

interface FileFieldProps {
  readonly label: string;
  readonly file: GivenFile | undefined;
  readonly onFile: (file: GivenFile | undefined) => void;
  readonly accept?: string;
  readonly error?: string | undefined;
}

/** One file of at most 12 MiB. Its digest is computed by the server. */
export function FileField({ label, file, onFile, accept, error }: FileFieldProps) {
  const [large, setLarge] = useState<string | undefined>();
  const take = async (chosen: File | null) => {
    if (chosen === null) return;
    setLarge(chosen.size > MOST ? chosen.name : undefined);
    onFile(
      chosen.size > MOST ? undefined : { name: chosen.name.replace(/[/\\]/g, '-').slice(0, 200), base64: toBase64(new Uint8Array(await chosen.arrayBuffer())) },
    );
  };
  const wrong = large === undefined ? error : `${large} is larger than 12 MiB. Give it to the command line.`;
  return (
    <div>
      <Text size="sm" fw={500}>
        {label}
      </Text>
      <FileButton onChange={(chosen) => void take(chosen)} {...(accept === undefined ? {} : { accept })}>
        {(props) => (
          <Button size="xs" variant="default" mt={4} {...props} aria-invalid={wrong === undefined ? undefined : true}>
            {file === undefined ? 'Choose a file' : file.name}
          </Button>
        )}
      </FileButton>
      {wrong === undefined ? null : (
        <Text size="sm" c="var(--urgent)" role="alert">
          {wrong}
        </Text>
      )}
    </div>
  );
}
