declare global {
  // Read by get-nonce, which react-remove-scroll (under every Mantine modal) asks for the nonce of the <style> it adds.
  var __webpack_nonce__: string | undefined;
}

/** The nonce of this page, as the server put it into index.html. Empty where no server did, as under `vite dev`. */
export function nonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
}

/** Gives the nonce to the libraries that add a <style> by themselves and take no option for it. */
export function handNonceOn(): void {
  globalThis.__webpack_nonce__ = nonce();
}
