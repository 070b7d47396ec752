import { signedIn } from '#lib/account/me.svelte.ts';

export const load = ({ url }: { url: URL }) => signedIn(url).then(() => ({}));
