export function Editor({ onDone }: { readonly onDone: () => void }) {
  return (
    <button type="button" onClick={onDone}>
      Back
    </button>
  );
}
