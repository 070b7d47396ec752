// The binary serves one shell and its own first paint; everything after that happens in the browser.
export const ssr = false;
export const prerender = false;
