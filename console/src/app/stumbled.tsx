import { Anchor, Text } from '@mantine/core';
import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router';
import { Answer } from '../kit/answer.tsx';
import { Failed } from '../kit/failed.tsx';

/** Something on a page threw. What the person did before is on the server; this page alone is lost. */
export function Stumbled({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const again = () => {
    reset();
    void router.invalidate();
  };
  return <Failed error={error} retry={again} />;
}

export function Lost() {
  return (
    <>
      <Answer title="Not found">There is no page at this address.</Answer>
      <Text>
        It may have been mistyped, or the thing was taken away.{' '}
        <Anchor component={Link} to="/">
          Go to the stack
        </Anchor>
        , or press <kbd>Ctrl</kbd> <kbd>K</kbd> and type what you look for.
      </Text>
    </>
  );
}
