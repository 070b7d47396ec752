/** The server, for pages: `api`, its types, its refusals, and who is signed in. */
export { api, base, newKey, type Options } from './client.ts';
export { haveProblemTexts } from './problem-texts.svelte.ts';
export { asProblem, Problem, sentence, type FieldProblem } from './problem.ts';
export { session } from './session.svelte.ts';
export { cartToken, keepCartToken } from './cart-token.ts';
export type * from './types.ts';
