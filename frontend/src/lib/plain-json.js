// Stands for the framework's serializer in the browser: what these pages keep in the history is plain data, and nothing
// is streamed to them by a server of their own. The whole one costs every visitor three kilobytes.
export const stringify = JSON.stringify;
export const parse = JSON.parse;

function absent() {
	throw new Error('These pages have no server of their own.');
}
export const stringifyAsync = absent;
export const uneval = absent;
export const unflatten = absent;
