import { signedIn } from '#lib/office/me.svelte.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ url }) => ({ me: await signedIn(url) });
