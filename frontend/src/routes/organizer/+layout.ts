import { signedIn } from '#lib/office/me.svelte.ts';

export const load = async ({ url }) => ({ me: await signedIn(url) });
